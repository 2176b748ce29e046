/**
 * Functions along one axis. Words and texts as in PyTorch 1.13 (torch/nn/modules/activation.py).
 *
 * @module
 */
import { glu, softmin } from "../functional/activations.ts";
import { logSoftmax, softmax } from "../functional/arithmetic.ts";
import { Module } from "../module.ts";
import type { Value } from "../value.ts";
import { expectValue } from "./expect.ts";

/** What functions along one axis share. */
export abstract class AlongAxis extends Module {
  readonly #dim: number;

  /** A function along axis `dim`. */
  constructor(dim: number) {
    super();
    if (!Number.isInteger(dim)) {
      throw new TypeError(
        `Cannot make ${this.type} as its axis must be a whole number: write new nn.${this.type}(-1) for the last; current value is ${dim}`,
      );
    }
    this.#dim = dim;
  }

  /** The function. */
  protected abstract run(x: Value, axis: number): Value;

  /** The same shape, or half of it along the axis. */
  override forward(x: Value): Value {
    expectValue(x);
    return this.run(x, this.#dim);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `dim=${this.#dim}`;
  }
}

/** Exponentials divided by their sum along an axis. */
export class Softmax extends AlongAxis {
  /** `new nn.Softmax(-1)`. */
  constructor(dim: number) {
    super(dim);
  }

  /** The function. */
  protected override run(x: Value, axis: number): Value {
    return softmax(x, axis);
  }
}

/** The logarithm of {@linkcode Softmax}. */
export class LogSoftmax extends AlongAxis {
  /** `new nn.LogSoftmax(-1)`. */
  constructor(dim: number) {
    super(dim);
  }

  /** The function. */
  protected override run(x: Value, axis: number): Value {
    return logSoftmax(x, axis);
  }
}

/** {@linkcode Softmax} of the negative. */
export class Softmin extends AlongAxis {
  /** `new nn.Softmin(-1)`. */
  constructor(dim: number) {
    super(dim);
  }

  /** The function. */
  protected override run(x: Value, axis: number): Value {
    return softmin(x, axis);
  }
}

/** The first half along an axis times the sigmoid of the second. */
export class GLU extends AlongAxis {
  /** `new nn.GLU()`. */
  constructor(dim = -1) {
    super(dim);
  }

  /** The function. */
  protected override run(x: Value, axis: number): Value {
    return glu(x, axis);
  }
}

/** {@linkcode Softmax} over the channels of each pixel. */
export class Softmax2d extends Module {
  /** The same shape. */
  override forward(x: Value): Value {
    expectValue(x);
    return softmax(x, -3);
  }
}
