import type { AssumptionRule } from "./convention.ts";

/** A product of two activations exports alike however it was written, and some tools see only one way. */
export const PRODUCT_ASSUMPTION: AssumptionRule = {
  id: "matmul-operator",
  text: "products of two activations are written `a @ b`, which the tool does not see; written torch.matmul(a, b) or a.matmul(b) it does",
};

/** Likewise for sums and products element by element. */
export const ELEMENTWISE_ASSUMPTION: AssumptionRule = {
  id: "elementwise-operators",
  text: "sums and products are written with + and *, which the tool does not see; written torch.add(a, b) and torch.mul(a, b) it does",
};
