/**
 * Nodes without a kernel of their own: which kernel does their work.
 *
 * @module
 */
import type { Profile } from "../profile.ts";
import type { Kernel } from "./kernel.ts";
import { isPattern, mayTake } from "./kernel_names.ts";
import type { Flow } from "./map_kernels.ts";

/** What is known while nodes are given to kernels. */
interface Assignment {
  readonly kernels: readonly Kernel[];
  readonly flow: Flow;
  readonly profile: Profile;
  /** For each kernel, whether it does more than the node that it is anchored to. */
  readonly fused: readonly boolean[];
  /** For each node the position of its kernel. */
  readonly kernelOf: (number | undefined)[];
}

/**
 * For each kernel the nodes whose work it does, its anchor among them. A node that nobody takes was done away with: a move that another layout made
 * needless.
 */
export function assignFused(
  kernels: readonly Kernel[],
  anchors: readonly (number | undefined)[],
  flow: Flow,
  profile: Profile,
): number[][] {
  const kernelOf: (number | undefined)[] = flow.kinds.map(() => undefined);
  anchors.forEach((node, position) => node !== undefined && (kernelOf[node] = position));
  const fused = anchors.map((node, position) => node !== undefined && isFused(kernels[position]!, profile, node));
  const assignment = { kernels, flow, profile, fused, kernelOf };
  let open = kernelOf.flatMap((kernel, node) => kernel === undefined && flow.runs[node] ? [node] : []);
  for (let before = -1; open.length !== before;) {
    before = open.length;
    open = open.filter((node) => (kernelOf[node] = hostOf(node, assignment)) === undefined);
  }
  const covered = kernels.map((): number[] => []);
  kernelOf.forEach((position, node) => position !== undefined && covered[position]!.push(node));
  return covered;
}

/** True for a kernel that shows that it does more than the node that it is anchored to: by its operator, its operands or its name. */
function isFused(kernel: Kernel, { nodes }: Profile, node: number): boolean {
  const { op, inputs, name } = nodes[node]!;
  return kernel.op !== op || kernel.inputs.length > inputs.filter((input) => input !== "").length || kernel.name !== name;
}

/** The kernel that does a node's work, as far as its neighbours are known. */
function hostOf(node: number, assignment: Assignment): number | undefined {
  const { kernels, flow: { kinds, makers, users }, kernelOf } = assignment;
  const takes = (position: number | undefined) => position !== undefined && canTake(position, node, assignment);
  const of = (nodes: readonly number[]) => nodes.map((other) => kernelOf[other]).filter(takes) as number[];
  const [back, forth] = [of(makers[node]!), of(users[node]!)];
  const pattern = [...forth, ...back].find((position) => isPattern(kernels[position]!.op));
  switch (kinds[node]) {
    case "elementwise":
      return forth.includes(pattern!) ? pattern : back.length > 0 ? Math.max(...back) : forth[0];
    case "movement":
      return pattern ?? forth[0] ?? siblingOf(node, assignment);
    default:
      return forth[0] ?? pattern;
  }
}

function canTake(position: number, node: number, { kernels, flow: { kinds, makers }, profile, fused }: Assignment): boolean {
  const [{ op }, taken] = [kernels[position]!, profile.nodes[node]!.op];
  if (!fused[position]) return false;
  if (kinds[node] === "movement") return isPattern(op) || op === "FusedMatMul";
  if (kinds[node] !== "elementwise" || isPattern(op)) return true;
  const isSum = makers[node]!.length > 1;
  return mayTake(op, taken) && !(isSum && /Gemm|MatMul/.test(op));
}

/** Several cuts of one value become one kernel, anchored to one of them. */
function siblingOf(node: number, { kernels, flow: { makers, users }, profile, kernelOf }: Assignment): number | undefined {
  const siblings = makers[node]!.flatMap((maker) => users[maker]!).filter((other) => profile.nodes[other]!.op === profile.nodes[node]!.op);
  return siblings.map((other) => kernelOf[other]).find((position) => position !== undefined && kernels[position]!.op === "Split");
}
