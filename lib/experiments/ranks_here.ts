/** The shortest of a hundred runs came again within this on a machine with five times as much to do as it has cores. */
const NOISE = 0.04;

/**
 * Places by time, 1 for the shortest. Times with a gap of less than 4 % between them share a place: another run might have them the other way round.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(ranksHere([1.03, 1, 1.5, 2]), [1, 1, 2, 3]);
 * ```
 */
export function ranksHere(times: readonly number[]): number[] {
  const sorted = [...times].sort((a, b) => a - b);
  let rank = 0;
  const ranks = new Map(sorted.map((time, index) => {
    if (index === 0 || time >= sorted[index - 1]! * (1 + NOISE)) rank++;
    return [time, rank];
  }));
  return times.map((time) => ranks.get(time)!);
}
