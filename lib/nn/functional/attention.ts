/**
 * Attention as products of matrices.
 *
 * @module
 */
import { record, recorder } from "../recorder.ts";
import type { Value } from "../value.ts";
import { add, div, indices, matmul, mul, softmax, where } from "./arithmetic.ts";
import { permute, reshape, transpose, unsqueeze } from "./views.ts";
import { multiply } from "../../model/dim.ts";

/** Options of an attention. */
export interface AttentionOptions {
  /** Added to the products where it is a number, or true where a query may look (`[…, queries, keys]`). */
  readonly attnMask?: Value;
  /** Whether a query sees only keys up to its own place. */
  readonly isCausal?: boolean;
  /** The factor for the products: 1 / √(size of a query). */
  readonly scale?: number;
}

/**
 * `softmax(q·kᵀ·scale + mask)·v` over `[…, places, size]`: the plain products that PyTorch runs where it has no fused kernel.
 */
export function scaledDotProductAttention(q: Value, k: Value, v: Value, options: AttentionOptions = {}): Value {
  const { attnMask, isCausal = false, scale } = options;
  const swapped = transpose(k, -2, -1);
  const scores = scale === undefined ? matmul(div(q, Math.sqrt(q.known(-1))), swapped) : mul(matmul(q, swapped), scale);
  return matmul(softmax(masked(scores, isCausal ? causalMask(q, k) : attnMask), -1), v);
}

/** Scores with a mask of numbers added, or one of truth values obeyed. */
export function masked(scores: Value, mask: Value | undefined): Value {
  if (mask === undefined) return scores;
  return mask.dtype === "bool" ? where(mask, scores, -Infinity) : add(scores, mask);
}

/** True where key `j` is not behind query `i`: both are places along the last axis but one. Queries are the last of as many places as there are keys. */
export function causalMask(queries: Value, keys: Value): Value {
  const [rows, columns] = [indices(queries, -2), indices(keys, -2)];
  const [from, to] = [queries.shape.at(-2)!, keys.shape.at(-2)!];
  const before = from === to
    ? rows
    : add(rows, typeof from === "number" && typeof to === "number" ? to - from : record("Sub", [recorder().dim(to), recorder().dim(from)]));
  return record("GreaterOrEqual", [unsqueeze(before, 1), columns]);
}

/** Heads of keys or values as often as groups of queries share them: `[batch, heads, places, size]` to `[batch, heads × times, places, size]`. */
export function repeatHeads(x: Value, times: number): Value {
  if (times === 1) return x;
  const [batch, heads, places, size] = x.shape as [never, never, never, never];
  const target = [1, 1, times, 1, 1];
  const wide = record("Tile", [reshape(x, [batch, heads, 1, places, size]), recorder().constant(target, "int64", [5])]);
  return reshape(wide, [batch, multiply(heads, times), places, size]);
}

/** `[batch, places, heads × size]` to `[batch, heads, places, size]`. */
export function splitHeads(x: Value, heads: number): Value {
  return permute(reshape(x, [x.shape[0]!, x.shape[1]!, heads, x.known(2) / heads]), [0, 2, 1, 3]);
}

/** `[batch, heads, places, size]` to `[batch, places, heads × size]`. */
export function joinHeads(x: Value): Value {
  const [batch, , places] = x.shape;
  return reshape(permute(x, [0, 2, 1, 3]), [batch!, places!, x.known(1) * x.known(3)]);
}
