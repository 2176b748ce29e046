import type { TypedModel } from "./typed_model.ts";

/** Operators whose first result is a sum of products of whole numbers, to be made real by a factor. */
const WHOLE_SUMS = new Set(["MatMulInteger", "ConvInteger", "MatMulInteger16"]);

/**
 * Values that only a quantisation's scale is multiplied by: the scale that DynamicQuantizeLinear finds, and sums of whole numbers. A stored factor beside
 * one of them is a scale too, and no parameter. Such chains are what onnxruntime's quantize_dynamic writes.
 */
export function findScaled({ nodes }: TypedModel): ReadonlySet<string> {
  const sums = new Set<string>();
  const scales = new Set<string>();
  for (const { node: { op, inputs, outputs } } of nodes) {
    const [first = "", second = ""] = outputs;
    if (op === "DynamicQuantizeLinear") scales.add(second);
    else if (WHOLE_SUMS.has(op) || (op === "Cast" && sums.has(inputs[0] ?? ""))) sums.add(first);
    else if (op === "Mul" && inputs.some((input) => scales.has(input)) && !inputs.some((input) => sums.has(input))) scales.add(first);
  }
  return new Set([...sums, ...scales]);
}
