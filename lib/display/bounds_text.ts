/**
 * Costs that depend on sizes that only the data tell, as the range that they lie in.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import { boundsOf, type Range } from "../model/dim_bounds.ts";
import { symbolsOf } from "../model/dim_substitute.ts";

/** Sizes that only the data tell, with the range that each lies in. */
export type Ranges = ReadonlyMap<string, Range>;

/** The range that a cost lies in; `undefined` for one that does not depend on the data. */
export function rangeOf(dim: Dim, ranges: Ranges): Range | undefined {
  if (typeof dim === "number" || ranges.size === 0) return undefined;
  for (const name of symbolsOf(dim)) if (ranges.has(name)) return boundsOf(dim, ranges);
  return undefined;
}

/**
 * A cost in words, written by `write`: exact, or between two bounds. One that lacks a part (`partly`) has no upper bound, and without a lower one either
 * nothing is known: `?`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { multiply, symbol } from "../model/dim.ts";
 *
 * const ranges = new Map([["boxes", { min: 0, max: 100 }]]);
 * assertEquals(costText(multiply(symbol("boxes"), 4), { ranges, partly: false }, String), "≤ 400");
 * assertEquals(costText(12, { ranges, partly: true }, String), "≥ 12");
 * assertEquals(costText(0, { ranges, partly: true }, String), "?");
 * ```
 */
export function costText(dim: Dim, { ranges, partly }: { ranges: Ranges; partly: boolean }, write: (dim: Dim) => string): string {
  const range = rangeOf(dim, ranges) ?? { min: dim, max: dim };
  if (partly || range.max === undefined) return range.min === 0 ? "?" : `≥ ${write(range.min)}`;
  if (range.min === range.max) return write(range.max);
  return range.min === 0 ? `≤ ${write(range.max)}` : `${write(range.min)} to ${write(range.max)}`;
}
