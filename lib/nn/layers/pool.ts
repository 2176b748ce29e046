/**
 * Pooling with a window. Words, defaults and texts as in PyTorch 1.13 (torch/nn/modules/pooling.py).
 *
 * @module
 */
import { averagePool, maxPool } from "../functional/pooling.ts";
import { Module } from "../module.ts";
import { perAxis, readOptions, type Sizes } from "../options.ts";
import { bool, tuple } from "../python_text.ts";
import type { Value } from "../value.ts";
import { expectRank } from "./expect.ts";

/** Options of a maximum pooling. */
export interface MaxPoolOptions {
  /** How far the window moves, an axis: as far as it is long. */
  readonly stride?: Sizes;
  /** Elements added at both ends of each axis: 0. */
  readonly padding?: Sizes;
  /** The distance between neighbouring elements of the window: 1. */
  readonly dilation?: Sizes;
  /** Whether a last window may hang over the end: false. */
  readonly ceilMode?: boolean;
}

/** Options of an average pooling. */
export interface AvgPoolOptions {
  /** How far the window moves, an axis: as far as it is long. */
  readonly stride?: Sizes;
  /** Zeros added at both ends of each axis: 0. */
  readonly padding?: Sizes;
  /** Whether a last window may hang over the end: false. */
  readonly ceilMode?: boolean;
  /** Whether added zeros count in the mean: true. */
  readonly countIncludePad?: boolean;
}

function text(sizes: Sizes): string {
  return typeof sizes === "number" ? String(sizes) : tuple(sizes);
}

function wanted(rank: number): string {
  return `[batch, channels, ${["length", "height, width", "depth, height, width"][rank - 1]}]`;
}

/** What maximum poolings share. */
export abstract class MaxPool extends Module {
  readonly #rank: number;
  readonly #kernelSize: Sizes;
  readonly #options: Required<MaxPoolOptions>;

  /** A pooling over `rank` axes. */
  constructor(rank: number, kernelSize: Sizes, options?: MaxPoolOptions) {
    super();
    this.#rank = rank;
    this.#kernelSize = kernelSize;
    this.#options = readOptions<Required<MaxPoolOptions>>(this.type, options, {
      stride: kernelSize,
      padding: 0,
      dilation: 1,
      ceilMode: false,
    });
    for (const name of ["stride", "padding", "dilation"] as const) perAxis(this.type, name, this.#options[name], rank);
    perAxis(this.type, "kernelSize", kernelSize, rank);
  }

  /** `[batch, channels, …sizes]` to `[batch, channels, …sizes]`. */
  override forward(x: Value): Value {
    expectRank(x, this.#rank + 2, wanted(this.#rank));
    const axis = (sizes: Sizes) => perAxis(this.type, "size", sizes, this.#rank);
    const { stride, padding, dilation, ceilMode } = this.#options;
    return maxPool(x, axis(this.#kernelSize), { stride: axis(stride), padding: axis(padding), dilation: axis(dilation), ceilMode });
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    const { stride, padding, dilation, ceilMode } = this.#options;
    return `kernel_size=${text(this.#kernelSize)}, stride=${text(stride)}, padding=${text(padding)}, dilation=${
      text(dilation)
    }, ceil_mode=${bool(ceilMode)}`;
  }
}

/** The largest of each window along one axis. */
export class MaxPool1d extends MaxPool {
  /** `new nn.MaxPool1d(2)`. */
  constructor(kernelSize: Sizes, options?: MaxPoolOptions) {
    super(1, kernelSize, options);
  }
}

/** The largest of each window along two axes. */
export class MaxPool2d extends MaxPool {
  /** `new nn.MaxPool2d(3, { stride: 2, padding: 1 })`. */
  constructor(kernelSize: Sizes, options?: MaxPoolOptions) {
    super(2, kernelSize, options);
  }
}

/** The largest of each window along three axes. */
export class MaxPool3d extends MaxPool {
  /** `new nn.MaxPool3d(2)`. */
  constructor(kernelSize: Sizes, options?: MaxPoolOptions) {
    super(3, kernelSize, options);
  }
}

/** What average poolings share. */
export abstract class AvgPool extends Module {
  readonly #rank: number;
  readonly #kernelSize: Sizes;
  readonly #options: Required<AvgPoolOptions>;

  /** A pooling over `rank` axes. */
  constructor(rank: number, kernelSize: Sizes, options?: AvgPoolOptions) {
    super();
    this.#rank = rank;
    this.#kernelSize = kernelSize;
    this.#options = readOptions<Required<AvgPoolOptions>>(this.type, options, {
      stride: kernelSize,
      padding: 0,
      ceilMode: false,
      countIncludePad: true,
    });
    for (const name of ["stride", "padding"] as const) perAxis(this.type, name, this.#options[name], rank);
    perAxis(this.type, "kernelSize", kernelSize, rank);
  }

  /** `[batch, channels, …sizes]` to `[batch, channels, …sizes]`. */
  override forward(x: Value): Value {
    expectRank(x, this.#rank + 2, wanted(this.#rank));
    const axis = (sizes: Sizes) => perAxis(this.type, "size", sizes, this.#rank);
    const { stride, padding, ceilMode, countIncludePad } = this.#options;
    return averagePool(x, axis(this.#kernelSize), { stride: axis(stride), padding: axis(padding), ceilMode, countIncludePad });
  }

  /** PyTorch's text: with one axis it keeps tuples. */
  override extraRepr(): string {
    const { stride, padding } = this.#options;
    const one = (sizes: Sizes) => this.#rank === 1 ? tuple(typeof sizes === "number" ? [sizes] : sizes) : text(sizes);
    return `kernel_size=${one(this.#kernelSize)}, stride=${one(stride)}, padding=${one(padding)}`;
  }
}

/** The mean of each window along one axis. */
export class AvgPool1d extends AvgPool {
  /** `new nn.AvgPool1d(2)`. */
  constructor(kernelSize: Sizes, options?: AvgPoolOptions) {
    super(1, kernelSize, options);
  }
}

/** The mean of each window along two axes. */
export class AvgPool2d extends AvgPool {
  /** `new nn.AvgPool2d(2)`. */
  constructor(kernelSize: Sizes, options?: AvgPoolOptions) {
    super(2, kernelSize, options);
  }
}

/** The mean of each window along three axes. */
export class AvgPool3d extends AvgPool {
  /** `new nn.AvgPool3d(2)`. */
  constructor(kernelSize: Sizes, options?: AvgPoolOptions) {
    super(3, kernelSize, options);
  }
}
