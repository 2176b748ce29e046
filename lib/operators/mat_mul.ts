import { matrixProductMacs, matrixProductShape } from "./_matrix_product.ts";
import { defineOperator, type Operator } from "./define.ts";

/** Matrix product, counted as torch.utils.flop_counter does. */
export const matMul: Operator = defineOperator({
  name: "MatMul",
  summary: "The product of two matrices, or of stacks of them.",
  inputs: ["A", "B"],
  outputs: ["Y"],
  attributes: {},
  roles: { B: "parameter" },
  shape: ({ A, B }, _, site) => [matrixProductShape(A, B, site)],
  work: ({ A, B }) => ({ macs: matrixProductMacs(A, B) }),
});
