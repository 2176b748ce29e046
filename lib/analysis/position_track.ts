/**
 * Which positions along an axis of an input the elements along an axis of a value depend on, exactly, through windows, upsampling and branches.
 *
 * @module
 */

/**
 * A repeating list of intervals: the element at position `period × q + r` depends on `first[r] + jump × q` to `last[r] + jump × q`. The period is 1 until
 * something is upsampled. What is beyond the borders counts: the intervals are those of an endless input.
 */
export interface Track {
  /** The axis of an input that the positions are of. */
  readonly source: number;
  /** The first position that each element of a period depends on; `Infinity` for one that depends on none. */
  readonly first: readonly number[];
  /** The last. */
  readonly last: readonly number[];
  /** How far the intervals move in a period. */
  readonly jump: number;
}

/** How a window slides, along one axis. */
export interface Slide {
  /** Elements of the window. */
  readonly kernel: number;
  /** How far it moves. */
  readonly stride: number;
  /** The distance between its elements. */
  readonly dilation: number;
  /** Elements added before the first. */
  readonly begin: number;
}

/** An input's own axis: each position depends on itself. */
export function ownTrack(source: number): Track {
  return { source, first: [0], last: [0], jump: 1 };
}

/** How many positions an element depends on, from the first to the last; of the elements of a period, the most. */
export function extentOf({ first, last }: Track): number {
  return first.reduce((most, from, index) => Math.max(most, last[index]! - from + 1), 0);
}

/** How far apart neighbouring elements stand on the input, on average. */
export function jumpOf({ first, jump }: Track): number {
  return jump / first.length;
}

/** After a convolution or a pooling. */
export function slideTrack(track: Track, { kernel, stride, dilation, begin }: Slide): Track | undefined {
  if (kernel > LONGEST_KERNEL) return undefined;
  const period = track.first.length / commonDivisor(track.first.length, stride);
  return regrid(
    track,
    period,
    period * stride,
    (place) => Array.from({ length: kernel }, (_, tap) => place * stride - begin + tap * dilation),
  );
}

/** After a transposed convolution: each output takes the inputs that spread to it. */
export function spreadTrack(track: Track, { kernel, stride, dilation, begin }: Slide): Track | undefined {
  if (kernel > LONGEST_KERNEL) return undefined;
  return regrid(
    track,
    track.first.length * stride,
    track.first.length,
    (place) => Array.from({ length: kernel }, (_, tap) => (place + begin - tap * dilation) / stride).filter(Number.isInteger),
  );
}

/** After a resampling by `up / down` in lowest terms. `taps` gives the positions that an output takes. */
export function sampleTrack(track: Track, up: number, down: number, taps: (place: number) => readonly number[]): Track | undefined {
  return regrid(track, track.first.length * up, track.first.length * down, taps);
}

/** What depends on both; `undefined` where their elements move at different speeds. */
export function joinTracks(a: Track, b: Track): Track | undefined {
  if (a.source !== b.source) return undefined;
  const period = a.first.length * b.first.length / commonDivisor(a.first.length, b.first.length);
  const jump = a.jump * period / a.first.length;
  if (jump !== b.jump * period / b.first.length || period > LONGEST_PERIOD) return undefined;
  const places = Array.from({ length: period }, (_, place) => [intervalAt(a, place), intervalAt(b, place)] as const);
  return {
    source: a.source,
    first: places.map(([x, y]) => Math.min(x[0], y[0])),
    last: places.map(([x, y]) => Math.max(x[1], y[1])),
    jump,
  };
}

/** Real networks upsample by 2 to 32; a longer period is one of a strange scale and not worth its time. */
const LONGEST_PERIOD = 1024;

/** Long windows are those of audio, some thousand samples; a file may claim any number. */
const LONGEST_KERNEL = 1 << 16;

/** A track of another period, `shift` positions of the old one each; `undefined` for one that is too long. */
function regrid(track: Track, period: number, shift: number, placesOf: (place: number) => readonly number[]): Track | undefined {
  if (period > LONGEST_PERIOD) return undefined;
  const first: number[] = [];
  const last: number[] = [];
  for (let place = 0; place < period; place++) {
    let [from, to] = [Infinity, -Infinity];
    for (const taken of placesOf(place)) {
      const [low, high] = intervalAt(track, taken);
      from = Math.min(from, low);
      to = Math.max(to, high);
    }
    first.push(from);
    last.push(to);
  }
  return { source: track.source, first, last, jump: track.jump * shift / track.first.length };
}

function intervalAt({ first, last, jump }: Track, place: number): readonly [number, number] {
  const turns = Math.floor(place / first.length);
  const rest = place - turns * first.length;
  return [first[rest]! + turns * jump, last[rest]! + turns * jump];
}

/** The greatest common divisor of two whole numbers. */
export function commonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
