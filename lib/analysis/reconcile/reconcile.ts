import type { Dim } from "../../model/dim.ts";
import type { Counts } from "../conventions/count.ts";
import { networkOf } from "../conventions/mod.ts";
import { sideOf } from "./side.ts";
import { reconcileSides, type Waterfall } from "./waterfall.ts";

/**
 * Explains how one tool's number of a network becomes another's: each by `name`, which is its main number, or by `name.number`.
 *
 * @param sizeOf What an amount is worth, by which steps are sorted; `undefined` where that cannot be told.
 * @throws {ArgumentError} If there is no such convention or number, or it cannot be told for this network.
 */
export function reconcileCounts(
  counts: Counts,
  from: string,
  to: string,
  sizeOf: (amount: Dim) => number | undefined,
): Waterfall {
  return reconcileSides(sideOf(counts, from), sideOf(counts, to), networkOf(counts), sizeOf);
}
