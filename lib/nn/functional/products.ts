/**
 * Products of values with learned matrices.
 *
 * @module
 */
import { record } from "../recorder.ts";
import type { Value } from "../value.ts";
import { add, matmul } from "./arithmetic.ts";
import { transpose } from "./views.ts";

/** `x · weightᵀ + bias`: one Gemm for a matrix, else a product with the weight's transpose, as PyTorch's exporter writes it. */
export function linear(x: Value, weight: Value, bias?: Value): Value {
  if (x.rank === 2 && bias !== undefined) return record("Gemm", [x, weight, bias], { alpha: 1, beta: 1, transB: 1 });
  const product = matmul(x, transpose(weight, 0, 1));
  return bias === undefined ? product : add(bias, product);
}

/** A sum of products in Einstein's notation: `einsum("bhqd,bhkd->bhqk", q, k)`. */
export function einsum(equation: string, ...values: readonly Value[]): Value {
  return record("Einsum", values, { equation });
}
