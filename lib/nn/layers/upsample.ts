/**
 * Images in another size. As in PyTorch 1.13 (torch/nn/modules/upsampling.py).
 *
 * @module
 */
import { interpolate, type InterpolateOptions, type ResampleMode } from "../functional/resampling.ts";
import { Module } from "../module.ts";
import { readOptions } from "../options.ts";
import { float, tuple } from "../python_text.ts";
import type { Value } from "../value.ts";
import { expectValue } from "./expect.ts";

/** All options, of which one of the first two is there. */
interface Given {
  readonly size: number | readonly number[] | undefined;
  readonly scaleFactor: number | readonly number[] | undefined;
  readonly mode: ResampleMode;
  readonly alignCorners: boolean;
}

/** The spatial axes in another size. */
export class Upsample extends Module {
  readonly #options: Given;

  /** `new nn.Upsample({ scaleFactor: 2, mode: "bilinear" })`. */
  constructor(options: InterpolateOptions) {
    super();
    const defaults: Given = { size: undefined, scaleFactor: undefined, mode: "nearest", alignCorners: false };
    this.#options = readOptions(this.type, options, defaults);
    if ((this.#options.size === undefined) === (this.#options.scaleFactor === undefined)) {
      throw new TypeError(`Cannot make ${this.type} as either size or scaleFactor must be given`);
    }
  }

  /** `[batch, channels, …sizes]` to `[batch, channels, …other sizes]`. */
  override forward(x: Value): Value {
    expectValue(x);
    return interpolate(x, this.#options);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    const { size, scaleFactor, mode } = this.#options;
    const text = (given: number | readonly number[], one: (value: number) => string) =>
      typeof given === "number" ? one(given) : tuple(given.map(one));
    const what = scaleFactor === undefined ? `size=${text(size!, String)}` : `scale_factor=${text(scaleFactor, float)}`;
    return `${what}, mode=${mode}`;
  }
}
