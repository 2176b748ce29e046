/**
 * Names that are like one that there is not: somebody may have mistyped it.
 *
 * @module
 */

/**
 * Those of the names that share letter pairs with `name`, the most alike first.
 *
 * @param least How alike they must be, from 0 (anything in common) to 1 (the same pairs).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nearestNames(["audit", "compare", "measure"], "cmopare", 0.4), ["compare"]);
 * assertEquals(nearestNames(["audit", "compare", "measure"], "xyz"), []);
 * ```
 */
export function nearestNames(names: readonly string[], name: string, least = 0): string[] {
  const wanted = pairsOf(name);
  const scored = names.map((each) => {
    const pairs = pairsOf(each);
    const shared = [...pairs].filter((pair) => wanted.has(pair)).length;
    return { each, score: 2 * shared / (pairs.size + wanted.size || 1) };
  });
  return scored.filter(({ score }) => score > 0 && score >= least).sort((a, b) => b.score - a.score).map(({ each }) => each);
}

/** Each two letters that follow each other, as of the Sørensen–Dice coefficient; the ends count too. */
function pairsOf(text: string): Set<string> {
  const ended = `^${text.toLowerCase()}$`;
  return new Set(Array.from({ length: ended.length - 1 }, (_, at) => ended.slice(at, at + 2)));
}
