/**
 * Pooling to a size. Words, defaults and texts as in PyTorch 1.13 (torch/nn/modules/pooling.py).
 *
 * @module
 */
import { adaptivePool } from "../functional/pooling.ts";
import { Module } from "../module.ts";
import { tuple } from "../python_text.ts";
import type { Value } from "../value.ts";
import { expectRank } from "./expect.ts";

/** The output's size for all spatial axes, or one an axis; `null` leaves an axis as it is. */
export type OutputSize = number | readonly (number | null)[];

/** What poolings to a size share. */
export abstract class AdaptivePool extends Module {
  readonly #kind: "Average" | "Max";
  readonly #rank: number;
  readonly #outputSize: OutputSize;

  /** A pooling over `rank` axes. */
  constructor(kind: "Average" | "Max", rank: number, outputSize: OutputSize) {
    super();
    const sizes = typeof outputSize === "number" ? [outputSize] : outputSize;
    if (
      !Array.isArray(sizes) || !sizes.every((size) => size === null || (Number.isInteger(size) && size > 0)) ||
      (typeof outputSize !== "number" && sizes.length !== rank)
    ) {
      throw new RangeError(
        `Cannot make ${this.type} as its outputSize must be a whole number above 0 or ${rank} of them: current value is ${
          JSON.stringify(outputSize)
        }`,
      );
    }
    this.#kind = kind;
    this.#rank = rank;
    this.#outputSize = outputSize;
  }

  /** `[batch, channels, …sizes]` to `[batch, channels, …outputSize]`. */
  override forward(x: Value): Value {
    expectRank(x, this.#rank + 2, `[batch, channels, ${["length", "height, width", "depth, height, width"][this.#rank - 1]}]`);
    const sizes = typeof this.#outputSize === "number" ? new Array<number>(this.#rank).fill(this.#outputSize) : this.#outputSize;
    return adaptivePool(this.#kind, x, sizes.map((size) => size ?? 0));
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `output_size=${typeof this.#outputSize === "number" ? this.#outputSize : tuple(this.#outputSize.map((size) => size ?? "None"))}`;
  }
}

/** The mean of so many parts of one axis. */
export class AdaptiveAvgPool1d extends AdaptivePool {
  /** `new nn.AdaptiveAvgPool1d(1)`. */
  constructor(outputSize: OutputSize) {
    super("Average", 1, outputSize);
  }
}

/** The mean of so many parts of two axes. */
export class AdaptiveAvgPool2d extends AdaptivePool {
  /** `new nn.AdaptiveAvgPool2d([7, 7])`. */
  constructor(outputSize: OutputSize) {
    super("Average", 2, outputSize);
  }
}

/** The mean of so many parts of three axes. */
export class AdaptiveAvgPool3d extends AdaptivePool {
  /** `new nn.AdaptiveAvgPool3d(1)`. */
  constructor(outputSize: OutputSize) {
    super("Average", 3, outputSize);
  }
}

/** The largest of so many parts of one axis. */
export class AdaptiveMaxPool1d extends AdaptivePool {
  /** `new nn.AdaptiveMaxPool1d(1)`. */
  constructor(outputSize: OutputSize) {
    super("Max", 1, outputSize);
  }
}

/** The largest of so many parts of two axes. */
export class AdaptiveMaxPool2d extends AdaptivePool {
  /** `new nn.AdaptiveMaxPool2d([7, 7])`. */
  constructor(outputSize: OutputSize) {
    super("Max", 2, outputSize);
  }
}

/** The largest of so many parts of three axes. */
export class AdaptiveMaxPool3d extends AdaptivePool {
  /** `new nn.AdaptiveMaxPool3d(1)`. */
  constructor(outputSize: OutputSize) {
    super("Max", 3, outputSize);
  }
}
