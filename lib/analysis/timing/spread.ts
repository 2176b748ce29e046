/** Where the middle of repeated times lies, and how far they scatter. */
export interface Spread {
  /** How many times there are. */
  readonly count: number;
  /** The middle one. */
  readonly median: number;
  /** A quarter of them is below. */
  readonly lower: number;
  /** A quarter of them is above. */
  readonly upper: number;
  /** The shortest. */
  readonly least: number;
}

/**
 * The median and quartiles, between two times where that is where they fall.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(spreadOf([4, 1, 3, 2, 5]), { count: 5, median: 3, lower: 2, upper: 4, least: 1 });
 * ```
 */
export function spreadOf(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number) => {
    const place = part * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)] ?? NaN, sorted[Math.ceil(place)] ?? NaN];
    return below + (above - below) * (place % 1);
  };
  return { count: sorted.length, median: at(0.5), lower: at(0.25), upper: at(0.75), least: at(0) };
}
