/**
 * What to do about element-wise operators that no runtime is known to fuse by itself.
 *
 * @module
 */
import type { Fusion } from "./fusions.ts";
import type { Candidate, Effort } from "./guideline.ts";
import { type AuditedNetwork, placeOf } from "./network.ts";
import { isSmall } from "./small_operators.ts";

/** Something that can be done. */
interface Remedy {
  readonly effort: Effort;
  readonly fix: string;
}

/** One finding for all places where the same operators follow each other. Operators that take no time are left out: those G3 speaks of. */
export function fusionAdvice(network: AuditedNetwork, fusions: readonly Fusion[]): Candidate[] {
  const weighty = fusions.filter(({ nodes }) => !nodes.every((node) => isSmall(node)));
  return [...Map.groupBy(weighty, ({ pattern }) => pattern).values()].map((group) => {
    const access = group.reduce((sum, fusion) => sum + fusion.access, 0);
    const saved = group.reduce((sum, fusion) => sum + fusion.saved, 0);
    const remedies = remediesOf(network, group[0]!);
    return {
      guideline: "G4" as const,
      effort: remedies[0]!.effort,
      text: `${group.length} × ${group[0]!.pattern}: what lies between them is written and read again`,
      places: [...new Set(group.map(({ nodes }) => placeOf(nodes[0]!)))],
      evidence: [
        { name: "memory access of these operators", value: access, unit: "elements" as const },
        { name: "saved by fusing", value: saved, unit: "elements" as const },
        { name: "share of the network's memory access", value: saved / network.access, unit: "share" as const },
      ],
      fix: remedies.map(({ fix }) => fix).join("; "),
      share: saved / network.access,
      shareOf: "memory access" as const,
    };
  });
}

/** All that helps in one place; if nothing special does, what helps with any operators in a row. */
function remediesOf(network: AuditedNetwork, fusion: Fusion): Remedy[] {
  const found = [storedOperands(network, fusion), writtenOut(network, fusion), sumOfTwo(fusion), silu(fusion), attention(network, fusion)]
    .filter((remedy) => remedy !== undefined);
  return found.length > 0 ? found : [{
    effort: "runtime",
    fix: `a runtime that compiles element-wise operators into one loop${
      fusion.behind === undefined ? "" : `, or into the end of the ${fusion.behind.cost.op} before them,`
    } does not write them in between; measure() tells whether the one here does`,
  }];
}

/** Layers whose weights a scale and a shift behind them can become part of. */
const LINEAR = new Set(["Conv", "ConvTranspose", "MatMul", "Gemm", "BatchNormalization"]);
const AFFINE = new Set(["Add", "Sub", "Mul", "Div"]);

/** Stored numbers behind a layer with weights can be part of these. */
function storedOperands(network: AuditedNetwork, { nodes, behind }: Fusion): Remedy | undefined {
  const host = nodes[0]!.cost.op === "BatchNormalization" ? nodes[0]! : behind;
  if (host === undefined || !LINEAR.has(host.cost.op) || host.takes.length !== 1) return undefined;
  const leading: string[] = [];
  let value = host.makes[0]!;
  for (const { cost, takes, makes } of nodes.slice(host === nodes[0] ? 1 : 0)) {
    const stored = cost.inputs.filter((input) => network.makerOf(input) === undefined && !network.isInput(input));
    const isPart = AFFINE.has(cost.op) && takes[0] === value && stored.length === 1 && network.usersOf(value).length === 1 &&
      (network.shapeOf(stored[0]!) ?? []).filter((size) => size > 1).length < 2; // one number, or one a channel
    if (!isPart) break;
    leading.push(cost.op);
    value = makes[0]!;
  }
  if (leading.length === 0 || (host.kind === "product" && String(leading) === "Add")) return undefined; // the runtime adds a bias by itself
  const [bring, them] = leading.length === 1 ? ["brings", "it"] : ["bring", "them"];
  return {
    effort: "file",
    fix: `the numbers that ${list(leading)} ${bring} can go into the weights and the bias of the ${host.cost.op} before ${them}`,
  };
}

/** The sum of two under its other name. */
function sumOfTwo({ nodes, behind }: Fusion): Remedy | undefined {
  if (behind?.cost.op !== "Conv" || !nodes.some(({ cost, takes }) => cost.op === "Sum" && takes.length === 2)) return undefined;
  return { effort: "file", fix: "a Sum of two written as Add becomes the end of the convolution in onnxruntime, with a Relu behind it" };
}

/** Functions that a later version of the standard has as one operator. */
function writtenOut(network: AuditedNetwork, { ops, nodes }: Fusion): Remedy | undefined {
  const has = (...names: string[]) => names.every((name) => ops.includes(name));
  const as = (title: string, one: string) => ({
    effort: "file" as const,
    fix: `${title} is written out in ${ops.length} operators: export it as ${one}, which is one`,
  });
  if (has("Erf", "Mul") || (has("Tanh", "Mul", "Add") && ops.filter((op) => op === "Mul" || op === "Pow").length >= 3)) {
    return as("GELU", "Gelu (operator set 20)");
  }
  if (has("Add", "Clip", "Mul") && ops.indexOf("Add") < ops.indexOf("Clip")) return as("HardSwish", "HardSwish (operator set 14)");
  const isNorm = has("Sqrt") && (has("Div") || has("Reciprocal")) &&
    nodes.some(({ takes }) => takes.some((value) => /^ReduceMean$/.test(network.makerOf(value)?.cost.op ?? "")));
  return isNorm ? as("a normalization", "LayerNormalization (operator set 17)") : undefined;
}

/** SiLU behind a convolution stays a kernel of its own, where a rectifier or HardSwish does not. */
function silu({ ops, behind }: Fusion): Remedy | undefined {
  if (ops[0] !== "SiLU" || !/Conv/.test(behind?.cost.op ?? "")) return undefined;
  return {
    effort: "training",
    fix: "onnxruntime runs SiLU as a kernel of its own, but Relu, Clip and HardSwish as the end of the convolution: one of these instead " +
      "(it has to be trained anew), or a runtime that does so with SiLU too",
  };
}

/** Scale and mask between a matrix product and its softmax. */
function attention(network: AuditedNetwork, { nodes, behind }: Fusion): Remedy | undefined {
  const leads = nodes.at(-1)!.makes.some((value) => network.usersOf(value).some(({ cost }) => cost.op === "Softmax"));
  if (behind?.kind !== "product" || !leads) return undefined;
  return {
    effort: "file",
    fix: "scale and mask are part of Attention (operator set 23), as which the products and the softmax around them can be exported",
  };
}

function list(names: readonly string[]): string {
  const unique = [...new Set(names)];
  return unique.length === 1 ? unique[0]! : `${unique.slice(0, -1).join(", ")} and ${unique.at(-1)}`;
}
