/**
 * Which layer of one version of a network is which of another: by path where the paths are the same, else by order and type.
 *
 * @module
 */

/** A layer as far as it is aligned. */
export interface Alignable {
  /** Its path or name. */
  readonly name: string;
  /** Its type: only layers of one type are put together, unless their names are the same. */
  readonly type: string;
  /** What layers that are the same have in common, such as the shapes of outputs and weights. */
  readonly trait: string;
}

/** Places in the two lists; one of them is missing for a layer that has no counterpart. */
export interface AlignedPair {
  /** The place in the first list. */
  readonly a?: number;
  /** The place in the second list. */
  readonly b?: number;
}

/** The alignment of two lists. */
export interface Alignment {
  /** Each layer of both once, in the order of the first list; what is in the second alone stands behind what it follows there. */
  readonly pairs: readonly AlignedPair[];
  /** How many were put together since their names are the same, and how many by order and type. */
  readonly by: {
    /** By name. */
    readonly name: number;
    /** By order and type. */
    readonly order: number;
  };
}

/** With less than this part of the shorter list's names in the other one, names that are the same are so by chance (`Conv_12`). */
const COMMON_NAMES = 0.5;
/** A table of more cells is not worth its time: about a second. */
const MOST_CELLS = 25_000_000;

/** Aligns two lists of layers, each in order of execution. */
export function alignLayers(a: readonly Alignable[], b: readonly Alignable[]): Alignment {
  const partner = new Map<number, number>();
  const byName = sameNames(a, b);
  const trusted = byName.size >= COMMON_NAMES * Math.min(a.length, b.length);
  if (trusted) { for (const [from, to] of byName) partner.set(from, to); }
  const name = partner.size;
  const taken = new Set(partner.values());
  const [left, right] = [restOf(a, (index) => !partner.has(index)), restOf(b, (index) => !taken.has(index))];
  for (const [from, to] of longestCommon(left.map((index) => a[index]!), right.map((index) => b[index]!))) {
    partner.set(left[from]!, right[to]!);
  }
  return { pairs: inOrder(a.length, b.length, partner), by: { name, order: partner.size - name } };
}

function restOf(list: readonly Alignable[], isLeft: (index: number) => boolean): number[] {
  return list.flatMap((_, index) => isLeft(index) ? [index] : []);
}

/** Places of names that each list has exactly once. */
function sameNames(a: readonly Alignable[], b: readonly Alignable[]): Map<number, number> {
  const once = (list: readonly Alignable[]) => {
    const places = new Map<string, number>();
    list.forEach(({ name }, index) => places.set(name, places.has(name) ? -1 : index));
    return places;
  };
  const [inA, inB] = [once(a), once(b)];
  const found = new Map<number, number>();
  for (const [name, index] of inA) {
    const other = inB.get(name);
    if (index >= 0 && other !== undefined && other >= 0) found.set(index, other);
  }
  return found;
}

/** What two layers that may be one have in common; 0 for layers that may not. */
function likeness(a: Alignable, b: Alignable): number {
  if (a.type !== b.type) return 0;
  return 2 + (a.trait === b.trait ? 3 : 0) + (a.name === b.name ? 1 : 0);
}

/**
 * Pairs of places, growing in both lists, with the most in common together (Needleman and Wunsch, 1970, without a penalty for gaps). What is alike at both
 * ends is taken off first; lists that are too long for the table keep that only.
 */
function longestCommon(a: readonly Alignable[], b: readonly Alignable[]): [number, number][] {
  const alike = (i: number, j: number) => a[i]!.type === b[j]!.type && a[i]!.trait === b[j]!.trait;
  let start = 0;
  while (start < a.length && start < b.length && alike(start, start)) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && alike(a.length - 1 - end, b.length - 1 - end)) end++;
  const pairs = Array.from({ length: start }, (_, index): [number, number] => [index, index]);
  const [innerA, innerB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (innerA.length * innerB.length <= MOST_CELLS) {
    for (const [i, j] of byTable(innerA, innerB)) pairs.push([start + i, start + j]);
  }
  for (let left = end; left > 0; left--) pairs.push([a.length - left, b.length - left]);
  return pairs;
}

function byTable(a: readonly Alignable[], b: readonly Alignable[]): [number, number][] {
  const width = b.length + 1;
  const best = new Uint32Array((a.length + 1) * width); // of what is left from (i, j) on
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const both = likeness(a[i]!, b[j]!);
      const pair = both === 0 ? 0 : both + best[(i + 1) * width + j + 1]!;
      best[i * width + j] = Math.max(pair, best[(i + 1) * width + j]!, best[i * width + j + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const here = best[i * width + j]!;
    const both = likeness(a[i]!, b[j]!);
    if (both > 0 && here === both + best[(i + 1) * width + j + 1]!) pairs.push([i++, j++]);
    else if (here === best[(i + 1) * width + j]!) i++;
    else j++;
  }
  return pairs;
}

/** Everything once: the first list's order, with what only the second has where it stands there. */
function inOrder(countA: number, countB: number, partner: ReadonlyMap<number, number>): AlignedPair[] {
  const taken = new Map([...partner].map(([from, to]) => [to, from]));
  const pairs: AlignedPair[] = [];
  const shown = new Set<number>();
  const showOnlyB = (from: number) => {
    for (let b = from; b < countB && !taken.has(b) && !shown.has(b); b++) {
      shown.add(b);
      pairs.push({ b });
    }
  };
  showOnlyB(0);
  for (let a = 0; a < countA; a++) {
    const b = partner.get(a);
    pairs.push(b === undefined ? { a } : { a, b });
    if (b !== undefined) showOnlyB(b + 1);
  }
  return pairs;
}
