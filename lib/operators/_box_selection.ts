/** Non-maximum suppression of boxes whose places and scores are known. */
import { Unknown } from "./operand.ts";

/** A box by its corners, low before high. */
type Corners = readonly [top: number, left: number, bottom: number, right: number];

/** What decides which boxes are kept. */
export interface Rules {
  /** How many boxes a class may keep. */
  readonly most: number;
  /** Boxes that overlap more than this with a better one are dropped. */
  readonly overlap: number;
  /** Boxes whose score is below this are dropped; `undefined` keeps all. */
  readonly score: number | undefined;
  /** True where a box is given by its centre and sizes, not by two corners. */
  readonly centred: boolean;
}

/** Overlaps so close to the threshold are decided by how a runtime rounds. */
const DOUBT = 1e-5;

const fround = Math.fround;

function cornersOf([a, b, c, d]: readonly number[], centred: boolean): Corners {
  if (!centred) return [Math.min(a!, c!), Math.min(b!, d!), Math.max(a!, c!), Math.max(b!, d!)];
  const [halfWidth, halfHeight] = [fround(c! / 2), fround(d! / 2)];
  return [fround(b! - halfHeight), fround(a! - halfWidth), fround(b! + halfHeight), fround(a! + halfWidth)];
}

/** Intersection over union, each step in single precision as runtimes compute it. */
function overlapOf(a: Corners, b: Corners): number {
  const height = fround(Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const width = fround(Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  if (height <= 0 || width <= 0) return 0;
  const area = ([top, left, bottom, right]: Corners) => fround(fround(bottom - top) * fround(right - left));
  const common = fround(height * width);
  return fround(common / fround(fround(area(a) + area(b)) - common));
}

function exceeds(overlap: number, threshold: number): boolean {
  if (overlap !== threshold && Math.abs(overlap - threshold) < DOUBT) throw new Unknown("an overlap is too close to the threshold");
  return overlap > threshold;
}

/**
 * The boxes of one class that are kept, the best first.
 *
 * @throws {Unknown} If equal scores or an overlap at the threshold leave it to the runtime.
 */
export function keptBoxes(boxes: readonly (readonly number[])[], scores: readonly number[], rules: Rules): readonly number[] {
  if (scores.includes(rules.score!)) throw new Unknown("a score lies at the threshold");
  const corners = boxes.map((box) => cornersOf(box, rules.centred));
  const candidates = scores.map((_, index) => index).filter((index) => rules.score === undefined || scores[index]! > rules.score);
  candidates.sort((a, b) => scores[b]! - scores[a]!);
  const tied = candidates.some((box, index) => {
    const next = candidates[index + 1];
    return next !== undefined && scores[box] === scores[next] && corners[box]!.some((place, at) => place !== corners[next]![at]);
  });
  if (tied) throw new Unknown("which of two boxes of one score comes first is the runtime's choice");
  const kept: number[] = [];
  for (const box of candidates) {
    if (kept.length >= rules.most) break;
    if (!kept.some((better) => exceeds(overlapOf(corners[box]!, corners[better]!), rules.overlap))) kept.push(box);
  }
  return kept;
}
