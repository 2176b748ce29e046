/**
 * What a tensor's elements are like, as plain data.
 *
 * @module
 */

/** What a tensor's elements are like. Those that are not finite are counted and take no part in the rest. */
export interface Statistics {
  /** How many elements there are. */
  readonly count: number;
  /** How many of them are NaN, infinite or negative infinite. */
  readonly nonFinite: number;
  /** How many are 0: what was pruned. */
  readonly zeros: number;
  /** The least; `undefined` where no element is finite. */
  readonly min: number | undefined;
  /** The greatest; `undefined` where no element is finite. */
  readonly max: number | undefined;
  /** The mean; `undefined` where no element is finite. */
  readonly mean: number | undefined;
  /** The standard deviation with Bessel's correction, as PyTorch's `std()`; `undefined` for fewer than two finite elements. */
  readonly std: number | undefined;
  /** How many elements lie where. */
  readonly histogram: Histogram;
}

/** How many elements lie in each of several bins of the same width. */
export interface Histogram {
  /** The lower edge of the first bin: at most the least element. */
  readonly low: number;
  /** The upper edge of the last bin: at least the greatest element. */
  readonly high: number;
  /** How many elements lie in each bin; one on an edge lies above it. Empty where no element is finite. */
  readonly counts: readonly number[];
}
