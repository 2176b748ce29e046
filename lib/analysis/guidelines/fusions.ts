/**
 * Element-wise operators that could be one kernel, and what that would save.
 *
 * @module
 */
import type { AuditedNetwork, AuditedNode } from "./network.ts";

/** Operators that could run as one kernel, or at the end of the one before them. */
export interface Fusion {
  /** The operators, in order of execution. */
  readonly nodes: readonly AuditedNode[];
  /** Their names; `SiLU` for the two that it is written in. */
  readonly ops: readonly string[];
  /** The operator before them that could do their work as it writes its output, if there is one. */
  readonly behind: AuditedNode | undefined;
  /** Both in words, the same for all places that look alike. */
  readonly pattern: string;
  /** What they touch now. */
  readonly access: number;
  /** What they would not touch any more. */
  readonly saved: number;
  /** True where onnxruntime does it by itself: nothing to do for whoever runs the model with it or with a like runtime. */
  readonly usual: boolean;
}

/**
 * What onnxruntime fuses when it loads a model, unless it is told not to. Source: its documentation, "Graph Optimizations in ONNX Runtime" (Conv and
 * activation, Conv and Add, Gemm and activation, MatMul and Add, MatMulInteger to float, GELU, layer normalization), and profiles of version 1.30 for what is not in that list:
 * HardSwish behind a convolution, and a rectifier behind a BatchNormalization, which it makes a convolution of.
 */
const USUAL: readonly RegExp[] = [
  /^Conv → (Add → )?(Relu|Clip|Sigmoid|Tanh|LeakyRelu|HardSigmoid|HardSwish)$/,
  /^Conv → Add$/,
  /^BatchNormalization → (Relu|Clip)$/,
  /^Gemm → (Relu|Sigmoid|Tanh|LeakyRelu)$/,
  /^(MatMul|Gemm) → Add( → Add)?$/,
  /^MatMulInteger → Cast → Mul( → Add)?$/,
  /^((MatMul|Gemm) → )?(Add → )?Div → Erf → Add → Mul → Mul$/,
  /^ReduceMean → (Sub → Pow|Add → Sqrt → Div → Mul → Add)$/,
];

/** Longer patterns are cut in words. */
const NAMED = 7;

/** Every place where fusing would save something. */
export function fusionsOf(network: AuditedNetwork): Fusion[] {
  return clustersOf(network).map((nodes) => fusionOf(network, nodes)).filter(({ saved }) => saved > 0);
}

/**
 * Element-wise operators that hand on to each other with no other kind of operator on the way: those at the same depth, counted in operators of other
 * kinds. (Two at one depth with something else between them cannot be: that would be a depth more.)
 */
function clustersOf(network: AuditedNetwork): AuditedNode[][] {
  const depths = new Map<AuditedNode, number>();
  const clusters = new Map<AuditedNode, AuditedNode[]>();
  for (const node of network.nodes) {
    const makers = node.takes.flatMap((value) => network.makerOf(value) ?? []);
    const depth = Math.max(0, ...makers.map((maker) => depths.get(maker)! + (maker.kind === "elementwise" ? 0 : 1)));
    depths.set(node, depth);
    if (node.kind !== "elementwise") continue;
    const joined = new Set(
      makers.filter((maker) => maker.kind === "elementwise" && depths.get(maker) === depth).map((maker) => clusters.get(maker)!),
    );
    const cluster = [...[...joined].flat(), node].sort((a, b) => a.index - b.index);
    for (const member of cluster) clusters.set(member, cluster);
  }
  return [...new Set(clusters.values())];
}

function fusionOf(network: AuditedNetwork, nodes: readonly AuditedNode[]): Fusion {
  const units = unitsOf(network, nodes);
  const members = new Set(nodes);
  const inside = new Set(units.flatMap(({ makes }) => makes));
  const isKept = (value: string) => network.isOutput(value) || network.usersOf(value).some((user) => !members.has(user));
  const uses = (value: string) => units.filter(({ takes }) => takes.includes(value)).length;
  let saved = 0;
  for (const value of inside) {
    // Written once and read by each user inside: none of that is left, but for the write where somebody outside needs it.
    if (uses(value) > 0) saved += network.sizeOf(value) * (uses(value) + (isKept(value) ? 0 : 1));
  }
  const outside = [...new Set(units.flatMap(({ takes }) => takes))].filter((value) => !inside.has(value));
  for (const value of outside) saved += network.sizeOf(value) * (uses(value) - 1);
  const host = outside.map((value) => [value, network.makerOf(value)] as const).find(([value, maker]) =>
    maker !== undefined && maker.kind !== "movement" && !isKept(value) && maker.makes.length === 1
  );
  if (host !== undefined) saved += 2 * network.sizeOf(host[0]);
  const ops = units.map(({ op }) => op);
  const behind = host?.[1];
  const names = behind === undefined ? ops : [behind.cost.op, ...ops];
  const pattern = names.length > NAMED + 1 ? [...names.slice(0, NAMED), `${names.length - NAMED} more`].join(" → ") : names.join(" → ");
  return {
    nodes,
    ops,
    behind,
    pattern,
    usual: USUAL.some((known) => known.test(pattern)),
    access: nodes.reduce((sum, { access }) => sum + access, 0),
    saved,
  };
}

/** What a runtime makes one kernel of, whatever is around it. */
interface Unit {
  readonly op: string;
  readonly takes: readonly string[];
  readonly makes: readonly string[];
}

/** Each node, but `x · sigmoid(x)` as one: onnxruntime makes its QuickGelu of it (all 79 of the zoo's that were looked at). */
function unitsOf(network: AuditedNetwork, nodes: readonly AuditedNode[]): Unit[] {
  const merged = new Set<AuditedNode>();
  const units = nodes.map((node): Unit | undefined => {
    if (merged.has(node)) {
      return {
        op: "SiLU",
        takes: node.takes.filter((value) => network.makerOf(value)?.cost.op !== "Sigmoid"),
        makes: node.makes,
      };
    }
    const [user, ...others] = network.usersOf(node.makes[0]!);
    const isSilu = node.cost.op === "Sigmoid" && user?.cost.op === "Mul" && others.length === 0 && !network.isOutput(node.makes[0]!) &&
      user.takes.length === 2 && user.takes.includes(node.takes[0]!) && nodes.includes(user);
    if (!isSilu) return { op: node.cost.op, takes: node.takes, makes: node.makes };
    merged.add(user);
    return undefined;
  });
  return units.filter((unit) => unit !== undefined);
}
