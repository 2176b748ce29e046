/**
 * What kind of work a node is for a machine: by what it does with memory and arithmetic, not by what it is called in a network.
 *
 * @module
 */
import { activations } from "../operators/activations.ts";
import { arithmeticOperators } from "../operators/arithmetic.ts";
import { batchNormalization } from "../operators/batch_normalization.ts";
import { casts } from "../operators/cast.ts";
import { comparisons } from "../operators/comparisons.ts";
import { contribActivations } from "../operators/contrib/activations.ts";
import { elementwiseOperators } from "../operators/elementwise.ts";
import { quantizers } from "../operators/quantization.ts";
import { where } from "../operators/where.ts";
import type { NodeCost } from "./profile.ts";
import type { TypedNode } from "./typed_model.ts";

/**
 * A kind of work.
 *
 * - `conv`: a convolution that sums over channels, and `product`: any other multiply-accumulates (matrix products, recurrent layers, attention);
 * - `depthwise`: a convolution of each channel by itself, which the ShuffleNetV2 paper counts among the element-wise operators;
 * - `elementwise`: each output element from the elements at the same place;
 * - `movement`: copies, no arithmetic;
 * - `reduction`: everything else that computes (pooling, softmax, normalization over rows);
 * - `nothing`: a view, or computed before inference.
 */
export type OperatorClass = "conv" | "product" | "depthwise" | "elementwise" | "movement" | "reduction" | "nothing";

/** The families whose operators map elements one by one. A BatchNormalization at inference is a scale and a shift. */
const ELEMENTWISE = new Set(
  [
    ...activations,
    ...arithmeticOperators,
    ...comparisons,
    ...contribActivations,
    ...elementwiseOperators,
    ...quantizers,
    ...casts,
    where,
    batchNormalization,
  ].map(({ name, domain = "ai.onnx" }) => `${domain}::${name}`),
);

/** The kind of work that a node is. */
export function classOf(typed: TypedNode, cost: NodeCost): OperatorClass {
  if (cost.folded || typed.runsBodies || typed.operator?.view !== undefined) return "nothing";
  if (cost.macs !== 0) {
    if (!/Conv/.test(cost.op)) return "product";
    return isDepthwise(typed) ? "depthwise" : "conv";
  }
  if (isElementwise(cost)) return "elementwise";
  if (Object.keys(cost.work).length > 0) return "reduction";
  return cost.memoryAccess.elements === 0 ? "nothing" : "movement";
}

/** True for an operator that computes each element of its output from those at the same place. */
export function isElementwise({ domain, op }: Pick<NodeCost, "domain" | "op">): boolean {
  return ELEMENTWISE.has(`${domain}::${op}`);
}

/** True for a convolution with as many groups as it has input channels: each filter sees one channel. */
export function isDepthwise({ binding }: TypedNode): boolean {
  const group: unknown = binding?.attributes?.group;
  const input = binding?.inputs["X"] ?? binding?.inputs["x"];
  if (typeof group !== "number" || group < 2 || input?.type?.kind !== "tensor") return false;
  return input.type.shape?.[1] === group;
}
