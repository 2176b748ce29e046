/**
 * Layers that only change a shape. As in PyTorch 1.13 (torch/nn/modules/flatten.py, pixelshuffle.py, channelshuffle.py).
 *
 * @module
 */
import { channelShuffle, pixelShuffle, pixelUnshuffle } from "../functional/shuffles.ts";
import { Module } from "../module.ts";
import { checkCount } from "../options.ts";
import { tuple } from "../python_text.ts";
import type { Value } from "../value.ts";
import { expectRank, expectValue } from "./expect.ts";

/** Several axes as one: `[batch, channels, height, width]` to `[batch, channels × height × width]`. */
export class Flatten extends Module {
  readonly #start: number;
  readonly #end: number;

  /** `new nn.Flatten()`: from axis 1 to the last. */
  constructor(startDim = 1, endDim = -1) {
    super();
    this.#start = startDim;
    this.#end = endDim;
  }

  /** The axes as one. */
  override forward(x: Value): Value {
    expectValue(x);
    return x.flatten(this.#start, this.#end);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `start_dim=${this.#start}, end_dim=${this.#end}`;
  }
}

/** One axis as several. */
export class Unflatten extends Module {
  readonly #axis: number;
  readonly #sizes: readonly number[];

  /** `new nn.Unflatten(1, [64, 7, 7])`. */
  constructor(dim: number, unflattenedSize: readonly number[]) {
    super();
    this.#axis = dim;
    this.#sizes = unflattenedSize;
  }

  /** The axis as several. */
  override forward(x: Value): Value {
    expectValue(x);
    const axis = this.#axis < 0 ? this.#axis + x.rank : this.#axis;
    return x.reshape([...x.shape.slice(0, axis), ...this.#sizes, ...x.shape.slice(axis + 1)]);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `dim=${this.#axis}, unflattened_size=${tuple(this.#sizes)}`;
  }
}

/** Channels as pixels: `[batch, channels × r², height, width]` to `[batch, channels, height × r, width × r]`. */
export class PixelShuffle extends Module {
  readonly #factor: number;

  /** `new nn.PixelShuffle(2)`. */
  constructor(upscaleFactor: number) {
    super();
    checkCount(this.type, "upscaleFactor", upscaleFactor);
    this.#factor = upscaleFactor;
  }

  /** The larger image. */
  override forward(x: Value): Value {
    expectRank(x, 4, "[batch, channels, height, width]");
    return pixelShuffle(x, this.#factor);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `upscale_factor=${this.#factor}`;
  }
}

/** Pixels as channels: `[batch, channels, height × r, width × r]` to `[batch, channels × r², height, width]`. */
export class PixelUnshuffle extends Module {
  readonly #factor: number;

  /** `new nn.PixelUnshuffle(2)`. */
  constructor(downscaleFactor: number) {
    super();
    checkCount(this.type, "downscaleFactor", downscaleFactor);
    this.#factor = downscaleFactor;
  }

  /** The smaller image. */
  override forward(x: Value): Value {
    expectRank(x, 4, "[batch, channels, height, width]");
    return pixelUnshuffle(x, this.#factor);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `downscale_factor=${this.#factor}`;
  }
}

/** The channels of several groups dealt out to each other, as ShuffleNet does. */
export class ChannelShuffle extends Module {
  readonly #groups: number;

  /** `new nn.ChannelShuffle(2)`. */
  constructor(groups: number) {
    super();
    checkCount(this.type, "groups", groups);
    this.#groups = groups;
  }

  /** The same shape. */
  override forward(x: Value): Value {
    expectValue(x);
    return channelShuffle(x, this.#groups);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `groups=${this.#groups}`;
  }
}
