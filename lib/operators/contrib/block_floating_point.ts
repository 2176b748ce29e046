/** Numbers that share an exponent by blocks (onnxruntime, docs/ContribOperators.md), whose stored form is the execution provider's own. */
import { dtypeOf, tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Unknown } from "../operand.ts";

const domain = "com.microsoft";

function unknownWork(): never {
  throw new Unknown("how blocks share an exponent is the execution provider's own");
}

const quantizeBfp = defineOperator({
  name: "QuantizeBFP",
  domain,
  summary: "Real numbers as bytes with an exponent for each block.",
  inputs: ["x"],
  outputs: ["y", "shape", "strides"],
  attributes: { bfp_type: optional.int, block_dim: -1 },
  shape({ x }, _, site) {
    const axes = tensorType("int64", [x.rank]);
    return [tensorType("uint8", [site.fresh("bytes", { min: 0 })]), axes, axes];
  },
  work: unknownWork,
});

const dequantizeBfp = defineOperator({
  name: "DequantizeBFP",
  domain,
  summary: "Real numbers from bytes with an exponent for each block.",
  inputs: ["x", "shape", "strides"],
  outputs: ["y"],
  attributes: { bfp_type: optional.int, block_dim: -1, dtype: 1 },
  shapeOperands: ["shape", "strides"],
  shape: ({ shape }, { dtype }) => [tensorType(dtypeOf(dtype, "dtype"), shape.dims)],
  work: unknownWork,
});

/** The operators on block floating point. */
export const blockFloatingPoint: readonly Operator[] = [quantizeBfp, dequantizeBfp];
