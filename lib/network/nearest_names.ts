/**
 * Which names a person may have meant.
 *
 * @module
 */

/** Names that a message lists. */
const LISTED = 5;
/** Longer names are compared by their ends only. */
const COMPARED = 200;

/** The names that are nearest to one that does not exist, in words for an error's end. */
export function nearestNames(name: string, names: Iterable<string>): string {
  const ranked = [...names].map((each) => ({ each, distance: editDistance(name.slice(-COMPARED), each.slice(-COMPARED)) }));
  if (ranked.length === 0) return "it holds none";
  const nearest = ranked.sort((a, b) => a.distance - b.distance).slice(0, LISTED).map(({ each }) => `"${each}"`);
  return ranked.length <= LISTED ? `it holds ${nearest.join(", ")}` : `the nearest of its ${ranked.length} are ${nearest.join(", ")}`;
}

/** How many letters must be put in, taken out or changed to make one text the other (Levenshtein, 1966). */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(changed, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
