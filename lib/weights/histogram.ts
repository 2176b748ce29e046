import type { Histogram } from "../model/statistics.ts";

/** Bins while counting, a power of 2. The last stays empty but for what rounding brings there. */
export const BINS = 128;

/** The first numbers take up to half of the bins, so that later ones seldom outgrow them. */
const FIRST_BINS = BINS / 2;

/** The least width whose inverse is finite. */
const LEAST_WIDTH = 2 ** -1000;

/**
 * A histogram over numbers whose range is not known before the last one is seen. Bin edges are whole multiples of a power of 2; where the range outgrows
 * the bins, the width doubles and pairs of bins become one, so that no count is ever in doubt.
 */
export class GrowingHistogram {
  #counts = new Float64Array(BINS);
  /** The bins' width; 0 before the first number. */
  #width = 0;
  /** Which multiple of the width the first bin begins at. */
  #first = 0;

  /** By this, and with {@linkcode start} added, a number becomes the index of its bin. */
  get scale(): number {
    return 1 / this.#width;
  }

  /** What is added to a number that has been multiplied by {@linkcode scale}. */
  get start(): number {
    return -this.#first;
  }

  /** Makes room for numbers in a range, both ends included; for one of no numbers, whose low end is above the high, nothing is done. */
  cover(low: number, high: number): void {
    if (low > high) return;
    if (this.#width === 0) this.#begin(low, high);
    while (!this.#covers(low, high)) {
      const used = this.#usedRange();
      const start = Math.min(Math.floor(low / this.#width), used.start);
      const end = Math.max(Math.floor(high / this.#width), used.end);
      if (end + 1 - start < BINS) this.#move(start, 1);
      else this.#move(Math.floor(start / 2), 2);
    }
  }

  #begin(low: number, high: number): void {
    const width = (high / FIRST_BINS - low / FIRST_BINS) || Math.abs(high) / FIRST_BINS || 1 / FIRST_BINS;
    this.#width = Math.max(LEAST_WIDTH, 2 ** Math.ceil(Math.log2(width)));
    this.#first = Math.floor(low / this.#width) - (FIRST_BINS >> 1);
  }

  #covers(low: number, high: number): boolean {
    return Math.floor(low / this.#width) >= this.#first && Math.floor(high / this.#width) + 1 < this.#first + BINS;
  }

  /** The multiples of the width at which the first and last bin in use begin. */
  #usedRange(): { start: number; end: number } {
    const first = this.#counts.findIndex((count) => count > 0);
    if (first < 0) return { start: Infinity, end: -Infinity };
    return { start: this.#first + first, end: this.#first + this.#counts.findLastIndex((count) => count > 0) };
  }

  /** Lets the first bin begin at `first` bins of a width that is `factor` times the former. */
  #move(first: number, factor: number): void {
    const counts = new Float64Array(BINS);
    this.#counts.forEach((count, index) => {
      if (count > 0) counts[Math.floor((this.#first + index) / factor) - first]! += count;
    });
    this.#counts = counts;
    this.#first = first;
    this.#width *= factor;
  }

  /** Adds counts by bin of numbers in a range; false, and nothing is added, if there is no room for them. */
  take(counts: Float64Array, low: number, high: number): boolean {
    if (this.#width === 0 || !this.#covers(low, high)) return false;
    for (let index = 0; index < BINS; index++) this.#counts[index]! += counts[index]!;
    return true;
  }

  /** The histogram without empty bins at its ends. */
  finish(min: number, max: number): Histogram {
    const { start, end } = this.#usedRange();
    if (start > end) return { low: 0, high: 0, counts: [] };
    const counts = [...this.#counts.subarray(start - this.#first, end - this.#first + 1)];
    return { low: Math.min(min, start * this.#width), high: Math.max(max, (end + 1) * this.#width), counts };
  }
}
