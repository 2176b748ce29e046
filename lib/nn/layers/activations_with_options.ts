/**
 * Activations with numbers of their own. Words, defaults and texts as in PyTorch 1.13 (torch/nn/modules/activation.py).
 *
 * @module
 */
import * as f from "../functional/activations.ts";
import * as init from "../init.ts";
import { Module } from "../module.ts";
import { checkCount, readOptions } from "../options.ts";
import { float } from "../python_text.ts";
import { integers, record, recorder } from "../recorder.ts";
import { ShapeError } from "../shape_error.ts";
import { Parameter } from "../stored.ts";
import type { Value } from "../value.ts";
import { Activation, type InplaceOptions } from "./activations.ts";
import { expectValue } from "./expect.ts";

function withInplace(text: string, inplace: boolean): string {
  return inplace ? `${text}, inplace=True` : text;
}

/** `x·Φ(x)`: Hendrycks and Gimpel (2016). */
export class GELU extends Activation {
  readonly #approximate: "none" | "tanh";

  /** `new nn.GELU()`, or `new nn.GELU({ approximate: "tanh" })`. */
  constructor(options?: { readonly approximate?: "none" | "tanh" }) {
    super();
    this.#approximate = readOptions<{ approximate: "none" | "tanh" }>(this.type, options, { approximate: "none" }).approximate;
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.gelu(x, this.#approximate);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `approximate='${this.#approximate}'`;
  }
}

/** `x` above 0, a fraction of it below. */
export class LeakyReLU extends Activation {
  readonly #slope: number;

  /** `new nn.LeakyReLU(0.2)`. */
  constructor(negativeSlope = 0.01, options?: InplaceOptions) {
    super(options);
    this.#slope = negativeSlope;
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.leakyRelu(x, this.#slope);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return withInplace(`negative_slope=${this.#slope}`, this.inplace);
  }
}

/** A leaky ReLU whose slope is drawn at random while training, and the mean of its bounds at inference. */
export class RReLU extends Activation {
  readonly #bounds: readonly [number, number];

  /** `new nn.RReLU(0.125, 0.333)`. */
  constructor(lower = 1 / 8, upper = 1 / 3, options?: InplaceOptions) {
    super(options);
    this.#bounds = [lower, upper];
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.leakyRelu(x, (this.#bounds[0] + this.#bounds[1]) / 2);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return withInplace(`lower=${this.#bounds[0]}, upper=${this.#bounds[1]}`, this.inplace);
  }
}

/** `x` above 0, `α(eˣ − 1)` below. */
export class ELU extends Activation {
  /** The factor below 0. */
  protected readonly alpha: number;

  /** `new nn.ELU()`. */
  constructor(alpha = 1, options?: InplaceOptions) {
    super(options);
    this.alpha = alpha;
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.elu(x, this.alpha);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return withInplace(`alpha=${float(this.alpha)}`, this.inplace);
  }
}

/** `x` above 0, `α(e^(x/α) − 1)` below. */
export class CELU extends ELU {
  /** The function. */
  protected override run(x: Value): Value {
    return f.celu(x, this.alpha);
  }
}

/** The elements held within bounds. */
export class Hardtanh extends Activation {
  readonly #bounds: readonly [number, number];

  /** `new nn.Hardtanh()`: from −1 to 1. */
  constructor(minVal = -1, maxVal = 1, options?: InplaceOptions) {
    super(options);
    this.#bounds = [minVal, maxVal];
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.hardtanh(x, ...this.#bounds);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return withInplace(`min_val=${float(this.#bounds[0])}, max_val=${float(this.#bounds[1])}`, this.inplace);
  }
}

/** `ln(1 + e^(βx)) / β`. */
export class Softplus extends Activation {
  readonly #beta: number;

  /** `new nn.Softplus()`. */
  constructor(beta = 1) {
    super();
    this.#beta = beta;
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.softplus(x, this.#beta);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `beta=${this.#beta}, threshold=20`;
  }
}

/** 0 between −λ and λ. */
export class Hardshrink extends Activation {
  readonly #lambd: number;

  /** `new nn.Hardshrink()`. */
  constructor(lambd = 0.5) {
    super();
    this.#lambd = lambd;
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.hardshrink(x, this.#lambd);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return String(this.#lambd);
  }
}

/** 0 between −λ and λ, nearer to 0 by λ elsewhere. */
export class Softshrink extends Activation {
  readonly #lambd: number;

  /** `new nn.Softshrink()`. */
  constructor(lambd = 0.5) {
    super();
    this.#lambd = lambd;
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.softshrink(x, this.#lambd);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return String(this.#lambd);
  }
}

/** `x` above a threshold, another number elsewhere. */
export class Threshold extends Activation {
  readonly #threshold: number;
  readonly #value: number;

  /** `new nn.Threshold(0.1, 20)`. */
  constructor(threshold: number, value: number, options?: InplaceOptions) {
    super(options);
    this.#threshold = threshold;
    this.#value = value;
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.threshold(x, this.#threshold, this.#value);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return withInplace(`threshold=${this.#threshold}, value=${this.#value}`, this.inplace);
  }
}

/** `x` above 0, a learned fraction of it below, one for all channels or one a channel. */
export class PReLU extends Module {
  /** The fractions, `[numParameters]`. */
  readonly weight: Parameter;

  /** `new nn.PReLU()`, or `new nn.PReLU(64)` for 64 channels. */
  constructor(numParameters = 1, start = 0.25) {
    super();
    checkCount(this.type, "numParameters", numParameters);
    this.weight = new Parameter([numParameters], { init: init.constant(start) });
  }

  /** The same shape. */
  override forward(x: Value): Value {
    expectValue(x);
    const count = this.weight.shape[0]!;
    if (count !== 1 && typeof x.shape[1] === "number" && x.shape[1] !== count) {
      throw new ShapeError(
        `Cannot run ${recorder().where()} as its input must have ${count} channels: current shape is [${
          x.shape.join(", ")
        }]. Write new nn.PReLU(${x.shape[1]})`,
      );
    }
    const axes = x.shape.slice(2).map((_, axis) => axis + 1);
    return f.prelu(x, axes.length === 0 ? this.weight : record("Unsqueeze", [this.weight, integers(axes)]));
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `num_parameters=${this.weight.shape[0]}`;
  }
}
