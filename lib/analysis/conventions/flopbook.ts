import { type Dim, multiply, sum } from "../../model/dim.ts";
import type { Work } from "../../operators/work.ts";

/**
 * flopbook's own convention: each primitive arithmetic operation is one FLOP, so a multiply-accumulate is two; operations on bits and truth values are none.
 *
 * Source: Hunger, "Floating Point Operations in Matrix-Vector Calculus", TU München 2007, counts likewise.
 */
export function flopbookFlops({ bits: _, macs = 0, ...others }: Work): Dim {
  return sum([multiply(macs, 2), ...Object.values(others)]);
}
