/**
 * How well one column of numbers tells the order of another.
 *
 * @module
 */

/**
 * Spearman's rank correlation: 1 for the same order, −1 for the opposite one; equal numbers share the mean of their ranks. `undefined` where a column has
 * one value only.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rankCorrelation([1, 2, 3], [10, 20, 30]), 1);
 * ```
 */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number | undefined {
  const [left, right] = [ranksOf(a), ranksOf(b)];
  const middle = (a.length + 1) / 2;
  const sum = (x: readonly number[], y: readonly number[]) =>
    x.reduce((total, value, index) => total + (value - middle) * (y[index]! - middle), 0);
  const spread = Math.sqrt(sum(left, left) * sum(right, right));
  return spread === 0 ? undefined : sum(left, right) / spread;
}

function ranksOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}
