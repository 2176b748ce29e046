/**
 * Dropout, which does nothing at inference. Words and texts as in PyTorch 1.13 (torch/nn/modules/dropout.py).
 *
 * @module
 */
import { Module } from "../module.ts";
import { readOptions } from "../options.ts";
import { bool, float } from "../python_text.ts";
import type { Value } from "../value.ts";

/** Options of a dropout. */
export interface DropoutOptions {
  /** Whether PyTorch would reuse the input's memory: false. */
  readonly inplace?: boolean;
}

/** Elements set to 0 at random while training; the input itself at inference. */
export class Dropout extends Module {
  readonly #p: number;
  readonly #inplace: boolean;

  /** `new nn.Dropout(0.5)`: the share of elements. */
  constructor(p = 0.5, options?: DropoutOptions) {
    super();
    if (!(p >= 0 && p <= 1)) throw new RangeError(`Cannot make ${this.type} as its share must be within 0 and 1: current value is ${p}`);
    this.#p = p;
    this.#inplace = readOptions(this.type, options, { inplace: false }).inplace;
  }

  /** The same value. */
  override forward(x: Value): Value {
    return x;
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `p=${float(this.#p)}, inplace=${bool(this.#inplace)}`;
  }
}

/** Whole channels of `[batch, channels, length]` set to 0 at random while training. */
export class Dropout1d extends Dropout {}

/** Whole channels of `[batch, channels, height, width]` set to 0 at random while training. */
export class Dropout2d extends Dropout {}

/** Whole channels of `[batch, channels, depth, height, width]` set to 0 at random while training. */
export class Dropout3d extends Dropout {}

/** A dropout that keeps mean and variance, for SELU networks. */
export class AlphaDropout extends Dropout {}
