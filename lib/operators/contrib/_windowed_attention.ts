import { add, type Dim, min, multiply, product, subtract } from "../../model/dim.ts";
import { type AttentionSizes, dotProductAttentionWork } from "../attention.ts";
import { sumWork, type Work } from "../work.ts";

/** How many places are asked by any query, where each asks `window` places up to its own (all of them for a window below 1). */
export function withinWindow({ queries, total }: Pick<AttentionSizes, "queries" | "total">, window: number): Dim {
  return window < 1 ? total : min(total, add(queries, window - 1));
}

/** The work of scaled dot-product attention where each query asks at most `window` places up to its own. */
export function windowedAttentionWork(sizes: AttentionSizes, window: number, isCapped: boolean, masks: number): Work {
  if (window < 1) return dotProductAttentionWork(sizes, isCapped, masks);
  const asked = min(sizes.total, window);
  // A key is scaled once, however many queries ask it.
  const others = product([sizes.batch, sizes.heads, sizes.headSize, subtract(withinWindow(sizes, window), asked)]);
  return sumWork([dotProductAttentionWork({ ...sizes, total: asked }, isCapped, masks), { muls: others }]);
}

/** The work of one score more in each of so many rows, which has no value: it only adds to the denominator. */
export function sinkWork(rows: Dim): Work {
  return { compares: rows, exps: rows, adds: multiply(rows, 2) };
}
