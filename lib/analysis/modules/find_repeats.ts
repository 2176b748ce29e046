/**
 * Finds stretches of a sequence that repeat what stands before them.
 *
 * @module
 */

/** A stretch of a sequence: `count` times `period` equal items, from `start`. */
export interface Repeat {
  /** Where it starts. */
  readonly start: number;
  /** How many items repeat. */
  readonly period: number;
  /** How often they stand there. */
  readonly count: number;
}

/** Longer sequences are left alone: the search takes a step for each item and each period. */
const MAX_ITEMS = 20_000;
/** A block of more items than any network repeats. */
const MAX_PERIOD = 1_000;
/** A block of fewer is an idiom, not a module. */
const MIN_PERIOD = 4;
/** What stands there twice may do so by chance. */
const MIN_COUNT = 3;

/**
 * The repeats of a sequence, in their order, without overlap: those that cover most first.
 *
 * @param labels Equal numbers for equal items.
 * @param crossings How much would be cut through if a block began at each item; of several ways to divide a stretch, the one that cuts least is taken.
 */
export function findRepeats(labels: Int32Array, crossings: Int32Array): Repeat[] {
  const found: Repeat[] = [];
  const open: [from: number, to: number][] = labels.length > MAX_ITEMS ? [] : [[0, labels.length]];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const [from, to] = range;
    const repeat = to - from < MIN_COUNT * MIN_PERIOD ? undefined : largestRepeat(labels, crossings, from, to);
    if (repeat === undefined) continue;
    found.push(repeat);
    open.push([from, repeat.start], [repeat.start + repeat.period * repeat.count, to]);
  }
  return found.sort((a, b) => a.start - b.start);
}

function largestRepeat(labels: Int32Array, crossings: Int32Array, from: number, to: number): Repeat | undefined {
  let best: Repeat | undefined;
  for (let period = MIN_PERIOD; period <= Math.min(MAX_PERIOD, (to - from) / MIN_COUNT); period++) {
    let run = 0;
    for (let at = from; at <= to - period; at++) {
      if (at < to - period && labels[at] === labels[at + period]) {
        run++;
        continue;
      }
      const covered = Math.floor((run + period) / period) * period;
      if (covered >= MIN_COUNT * period && covered > (best ? best.count * best.period : 0) && isVaried(labels, at - run, period)) {
        best = divide(crossings, at - run, run + period, period);
      }
      run = 0;
    }
  }
  return best;
}

/** A block of one operator only, or of two in turn, is no block. */
function isVaried(labels: Int32Array, start: number, period: number): boolean {
  return new Set(labels.subarray(start, start + period)).size > 2;
}

/** Chooses where the blocks of a stretch begin. */
function divide(crossings: Int32Array, start: number, length: number, period: number): Repeat {
  let best = { start, period, count: Math.floor(length / period) };
  let least = Infinity;
  for (let offset = 0; offset <= length % period; offset++) {
    const cut = crossings[start + offset]! + crossings[start + offset + period]!;
    if (cut < least) [best, least] = [{ start: start + offset, period, count: best.count }, cut];
  }
  return best;
}
