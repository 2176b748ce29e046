/**
 * Padding as a layer. As in PyTorch 1.13 (torch/nn/modules/padding.py).
 *
 * @module
 */
import { pad, type PaddingMode } from "../functional/padding.ts";
import { Module } from "../module.ts";
import { tuple } from "../python_text.ts";
import type { Value } from "../value.ts";
import { expectRank } from "./expect.ts";

/** Elements at the ends of each axis: one number for all, or PyTorch's order, the last axis first: `[left, right, top, bottom]`. */
export type Padding = number | readonly number[];

/** What paddings share. */
export abstract class PaddingLayer extends Module {
  readonly #rank: number;
  readonly #padding: readonly number[];
  readonly #mode: PaddingMode;
  readonly #value: number | undefined;

  /** A padding of `rank` axes. */
  constructor(rank: number, padding: Padding, mode: PaddingMode, value?: number) {
    super();
    this.#padding = typeof padding === "number" ? new Array<number>(2 * rank).fill(padding) : padding;
    if (this.#padding.length !== 2 * rank || !this.#padding.every(Number.isInteger)) {
      throw new RangeError(
        `Cannot make ${this.type} as its padding must be a whole number or ${2 * rank} of them: current value is ${
          JSON.stringify(padding)
        }`,
      );
    }
    this.#rank = rank;
    this.#mode = mode;
    this.#value = value;
  }

  /** `[batch, channels, …sizes]` to `[batch, channels, …larger sizes]`. */
  override forward(x: Value): Value {
    expectRank(x, this.#rank + 2, `[batch, channels, ${["length", "height, width", "depth, height, width"][this.#rank - 1]}]`);
    return pad(x, this.#padding, { mode: this.#mode, ...(this.#value !== undefined && { value: this.#value }) });
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return this.#value === undefined ? tuple(this.#padding) : `padding=${tuple(this.#padding)}, value=${this.#value}`;
  }
}

/** Zeros around `[batch, channels, height, width]`. */
export class ZeroPad2d extends PaddingLayer {
  /** `new nn.ZeroPad2d(1)`. */
  constructor(padding: Padding) {
    super(2, padding, "zeros");
  }
}

/** A number at the ends of one axis. */
export class ConstantPad1d extends PaddingLayer {
  /** `new nn.ConstantPad1d(1, 0.5)`. */
  constructor(padding: Padding, value: number) {
    super(1, padding, "zeros", value);
  }
}

/** A number around two axes. */
export class ConstantPad2d extends PaddingLayer {
  /** `new nn.ConstantPad2d(1, 0.5)`. */
  constructor(padding: Padding, value: number) {
    super(2, padding, "zeros", value);
  }
}

/** A number around three axes. */
export class ConstantPad3d extends PaddingLayer {
  /** `new nn.ConstantPad3d(1, 0.5)`. */
  constructor(padding: Padding, value: number) {
    super(3, padding, "zeros", value);
  }
}

/** The mirror image at the ends of one axis. */
export class ReflectionPad1d extends PaddingLayer {
  /** `new nn.ReflectionPad1d(1)`. */
  constructor(padding: Padding) {
    super(1, padding, "reflect");
  }
}

/** The mirror image around two axes. */
export class ReflectionPad2d extends PaddingLayer {
  /** `new nn.ReflectionPad2d(1)`. */
  constructor(padding: Padding) {
    super(2, padding, "reflect");
  }
}

/** The last element repeated at the ends of one axis. */
export class ReplicationPad1d extends PaddingLayer {
  /** `new nn.ReplicationPad1d(1)`. */
  constructor(padding: Padding) {
    super(1, padding, "replicate");
  }
}

/** The last element repeated around two axes. */
export class ReplicationPad2d extends PaddingLayer {
  /** `new nn.ReplicationPad2d(1)`. */
  constructor(padding: Padding) {
    super(2, padding, "replicate");
  }
}

/** The last element repeated around three axes. */
export class ReplicationPad3d extends PaddingLayer {
  /** `new nn.ReplicationPad3d(1)`. */
  constructor(padding: Padding) {
    super(3, padding, "replicate");
  }
}
