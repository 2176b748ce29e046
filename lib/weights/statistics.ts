/**
 * What a tensor's elements are like, from one pass over its bytes that holds a piece of them at a time.
 *
 * @module
 */
import { byteLengthOf } from "../bytes/scalars.ts";
import { type NumericArray, viewArray } from "../bytes/typed_array.ts";
import { splitPieces } from "../bytes/pieces.ts";
import type { Statistics } from "../model/statistics.ts";
import type { Tensor } from "../model/tensor.ts";
import { BINS, GrowingHistogram } from "./histogram.ts";

/** A piece that fits a core's cache beside its decoded form, and is large enough for the disk. */
const PIECE_BYTES = 1 << 20;

/** Elements that are looked at together: they stay in a core's cache where they must be looked at again, and the loops are compiled after few of them. */
const BLOCK = 1 << 14;

/** How many tensors are read at a time where several are asked for: while one is computed, the next is read. */
const AT_A_TIME = 4;

/**
 * Computes a tensor's statistics.
 *
 * @throws {TypeError} If the elements are texts or complex numbers, which have no order, or the tensor is sparse.
 * @throws As the tensor's `load()`.
 */
export async function tensorStatistics(tensor: Tensor): Promise<Statistics> {
  const { dtype, name } = tensor;
  if (dtype === "string" || dtype.startsWith("complex") || tensor.sparse !== undefined) {
    const kind = tensor.sparse === undefined ? dtype : "sparse";
    throw new TypeError(
      `Cannot compute statistics of the tensor ${JSON.stringify(name)} as its elements must be real numbers: it is ${kind}`,
    );
  }
  let left = tensor.shape.reduce((product, dim) => product * dim, 1);
  const moments = new Moments();
  const pieces = tensor.stream?.(PIECE_BYTES) ?? splitPieces(await tensor.load(), PIECE_BYTES);
  for await (const piece of pieces) {
    const count = Math.min(left, piece.length / (byteLengthOf(dtype, 8) / 8));
    const values = viewArray(dtype, piece, count);
    moments.add(realsOf(values));
    left -= count;
  }
  if (left > 0) {
    throw new RangeError(`Cannot compute statistics of the tensor ${JSON.stringify(name)} as its data end ${left} elements too early`);
  }
  return moments.finish();
}

/** The statistics of several tensors under their keys, in order, as they are done. A few are read at a time. */
export async function* statisticsOf<Key>(tensors: Iterable<readonly [Key, Tensor]>): AsyncGenerator<readonly [Key, Statistics]> {
  const running: Promise<readonly [Key, Statistics]>[] = [];
  for (const [key, tensor] of tensors) {
    const task = tensorStatistics(tensor).then((statistics) => [key, statistics] as const);
    task.catch(() => {}); // whoever takes it hears of it
    running.push(task);
    if (running.length >= AT_A_TIME) yield await running.shift()!;
  }
  for (const task of running) yield await task;
}

/** Two kinds of arrays only, so that the loops over them stay fast. */
type Reals = Float32Array | Float64Array;

function realsOf(values: NumericArray): Reals {
  if (values instanceof Float32Array || values instanceof Float64Array) return values;
  return values instanceof BigInt64Array || values instanceof BigUint64Array ? Float64Array.from(values, Number) : new Float64Array(values);
}

/** Sums over all pieces so far. */
class Moments {
  readonly #histogram = new GrowingHistogram();
  /** Counts of one block. */
  readonly #counts = new Float64Array(BINS);
  #count = 0;
  #finite = 0;
  #zeros = 0;
  #min = Infinity;
  #max = -Infinity;
  #mean = 0;
  /** The sum of squared distances from the mean. */
  #squares = 0;

  /** Adds a piece. */
  add(values: Reals): void {
    for (let at = 0; at < values.length; at += BLOCK) this.#addBlock(values.subarray(at, at + BLOCK));
  }

  /** Adds a block. One that is not all finite, or outgrows the histogram, is looked at again. */
  #addBlock(values: Reals): void {
    this.#count += values.length;
    if (this.#finite === 0) this.#histogram.cover(...rangeOf(values));
    if (this.#addPlain(values)) return;
    const [low, high] = rangeOf(values);
    if (low > high) return; // nothing is finite
    this.#histogram.cover(low, high);
    if (!this.#addPlain(values)) this.#addPlain(values.filter(Number.isFinite));
  }

  /** Adds a piece; false, and nothing is added, if it has numbers that are not finite or that the histogram has no room for. */
  #addPlain(values: Reals): boolean {
    const shift = this.#finite > 0 ? this.#mean : values[0]!;
    const counts = this.#counts.fill(0);
    const { low, high, sum, squares, zeros } = sumsOf(values, shift, this.#histogram, counts);
    if (Number.isNaN(sum) && values.some(Number.isNaN)) return false;
    if (!this.#histogram.take(counts, low, high)) return false;
    this.#zeros += zeros;
    this.#min = Math.min(this.#min, low);
    this.#max = Math.max(this.#max, high);
    this.#merge(values.length, shift + sum / values.length, Math.max(0, squares - sum * sum / values.length));
    return true;
  }

  /** Chan, Golub and LeVeque's merge of two groups' means and squared distances: nothing cancels, however far the mean is from 0. */
  #merge(count: number, mean: number, squares: number): void {
    const total = this.#finite + count;
    const delta = mean - this.#mean;
    this.#mean += delta * (count / total);
    this.#squares += squares + delta * delta * (this.#finite * (count / total));
    this.#finite = total;
  }

  finish(): Statistics {
    const some = this.#finite > 0;
    return {
      count: this.#count,
      nonFinite: this.#count - this.#finite,
      zeros: this.#zeros,
      min: some ? this.#min + 0 : undefined,
      max: some ? this.#max + 0 : undefined,
      mean: some ? Math.min(this.#max, Math.max(this.#min, this.#mean)) + 0 : undefined,
      std: this.#finite > 1 ? Math.sqrt(this.#squares / (this.#finite - 1)) : undefined,
      histogram: this.#histogram.finish(this.#min, this.#max),
    };
  }
}

/** The range of those that are finite; nothing, as `[Infinity, -Infinity]`, where none is. */
function rangeOf(values: Reals): [low: number, high: number] {
  let low = Infinity, high = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value < low && value !== -Infinity) low = value;
    if (value > high && value !== Infinity) high = value;
  }
  return [low, high];
}

interface Sums {
  low: number;
  high: number;
  sum: number;
  squares: number;
  zeros: number;
}

/**
 * Everything in one loop, two elements a turn: memory is read once, and neither sum waits for the other. NaN makes the sum NaN; numbers beyond the
 * histogram's range fall into some bin of `counts`, and the range tells.
 */
function sumsOf(values: Reals, shift: number, { scale, start }: GrowingHistogram, counts: Float64Array): Sums {
  let sumA = 0, sumB = 0, squaresA = 0, squaresB = 0, zeros = 0, low = Infinity, high = -Infinity;
  const even = values.length & ~1;
  for (let index = 0; index < even; index += 2) {
    const a = values[index]!, b = values[index + 1]!;
    const distanceA = a - shift, distanceB = b - shift;
    sumA += distanceA;
    sumB += distanceB;
    squaresA += distanceA * distanceA;
    squaresB += distanceB * distanceB;
    if (a === 0) zeros++;
    if (b === 0) zeros++;
    if (a < low) low = a;
    if (a > high) high = a;
    if (b < low) low = b;
    if (b > high) high = b;
    counts[(a * scale + start) & (BINS - 1)]!++;
    counts[(b * scale + start) & (BINS - 1)]!++;
  }
  for (const last of values.subarray(even)) {
    sumA += last - shift;
    squaresA += (last - shift) ** 2;
    if (last === 0) zeros++;
    low = Math.min(low, last);
    high = Math.max(high, last);
    counts[(last * scale + start) & (BINS - 1)]!++;
  }
  return { low, high, sum: sumA + sumB, squares: squaresA + squaresB, zeros };
}
