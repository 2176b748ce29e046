/**
 * Transposed convolutions. Words, defaults, parameters and initialisation as in PyTorch 1.13 (torch/nn/modules/conv.py).
 *
 * @module
 */
import * as init from "../init.ts";
import { Module } from "../module.ts";
import { checkCount, perAxis, readOptions, type Sizes } from "../options.ts";
import { tuple } from "../python_text.ts";
import { record } from "../recorder.ts";
import { Parameter } from "../stored.ts";
import type { Value } from "../value.ts";
import { checkGroups } from "./conv.ts";
import { expectRank, expectSize } from "./expect.ts";

/** Options of a transposed convolution. */
export interface ConvTransposeOptions {
  /** How far the window moves in the output, an axis: 1. */
  readonly stride?: Sizes;
  /** Elements taken from both ends of each axis: 0. */
  readonly padding?: Sizes;
  /** Elements added to one end of each axis: 0. */
  readonly outputPadding?: Sizes;
  /** Groups of channels that do not see each other: 1. */
  readonly groups?: number;
  /** Whether a learned number is added to each output channel: true. */
  readonly bias?: boolean;
  /** The distance between neighbouring elements of the window: 1. */
  readonly dilation?: Sizes;
}

const DEFAULTS: Required<ConvTransposeOptions> = { stride: 1, padding: 0, outputPadding: 0, groups: 1, bias: true, dilation: 1 };

/** What transposed convolutions of any number of axes share. */
export abstract class TransposedConvolution extends Module {
  /** `[inChannels, outChannels / groups, …kernelSize]`. */
  readonly weight: Parameter;
  /** `[outChannels]`, or `undefined`. */
  readonly bias: Parameter | undefined;
  readonly #channels: readonly [input: number, output: number];
  readonly #kernel: readonly number[];
  readonly #groups: number;
  readonly #lists: Readonly<Record<"stride" | "padding" | "outputPadding" | "dilation", readonly number[]>>;

  /** A transposed convolution over `rank` axes. */
  constructor(rank: number, inChannels: number, outChannels: number, kernelSize: Sizes, options?: ConvTransposeOptions) {
    super();
    const given = readOptions(this.type, options, DEFAULTS);
    checkCount(this.type, "inChannels", inChannels);
    checkCount(this.type, "outChannels", outChannels);
    checkGroups(this.type, inChannels, outChannels, given.groups);
    const list = (name: "stride" | "padding" | "outputPadding" | "dilation") => perAxis(this.type, name, given[name], rank);
    this.#channels = [inChannels, outChannels];
    this.#kernel = perAxis(this.type, "kernelSize", kernelSize, rank);
    this.#groups = given.groups;
    this.#lists = { stride: list("stride"), padding: list("padding"), outputPadding: list("outputPadding"), dilation: list("dilation") };
    const shape = [inChannels, outChannels / given.groups, ...this.#kernel];
    this.weight = new Parameter(shape, { init: init.kaimingUniform() });
    const bound = 1 / Math.sqrt(init.fans(shape).in);
    this.bias = given.bias ? new Parameter([outChannels], { init: init.uniform(-bound, bound) }) : undefined;
  }

  /** `[batch, inChannels, …sizes]` to `[batch, outChannels, …larger sizes]`. */
  override forward(x: Value): Value {
    const [input, output] = this.#channels;
    const rank = this.#kernel.length;
    expectRank(x, rank + 2, `[batch, ${input}, ${["length", "height, width", "depth, height, width"][rank - 1]}]`);
    expectSize(
      x,
      1,
      input,
      "channels",
      (found) =>
        `The weight is [${
          this.weight.shape.join(", ")
        }]: write new nn.${this.type}(${found}, ${output}, …), or give the layer before ${input} output channels`,
    );
    const { stride, padding, outputPadding, dilation } = this.#lists;
    return record("ConvTranspose", [x, this.weight, this.bias], {
      dilations: dilation,
      group: this.#groups,
      kernel_shape: this.#kernel,
      output_padding: outputPadding.some((size) => size !== 0) ? outputPadding : undefined,
      pads: [...padding, ...padding],
      strides: stride,
    });
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    const { stride, padding, outputPadding, dilation } = this.#lists;
    const parts = [`${this.#channels.join(", ")}, kernel_size=${tuple(this.#kernel)}, stride=${tuple(stride)}`];
    if (padding.some((size) => size !== 0)) parts.push(`padding=${tuple(padding)}`);
    if (dilation.some((size) => size !== 1)) parts.push(`dilation=${tuple(dilation)}`);
    if (outputPadding.some((size) => size !== 0)) parts.push(`output_padding=${tuple(outputPadding)}`);
    if (this.#groups !== 1) parts.push(`groups=${this.#groups}`);
    if (this.bias === undefined) parts.push("bias=False");
    return parts.join(", ");
  }
}

/** Transposed convolution over one axis. */
export class ConvTranspose1d extends TransposedConvolution {
  /** `new nn.ConvTranspose1d(16, 8, 4, { stride: 2, padding: 1 })`. */
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options?: ConvTransposeOptions) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}

/** Transposed convolution over two axes. */
export class ConvTranspose2d extends TransposedConvolution {
  /** `new nn.ConvTranspose2d(64, 32, 2, { stride: 2 })`. */
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options?: ConvTransposeOptions) {
    super(2, inChannels, outChannels, kernelSize, options);
  }
}

/** Transposed convolution over three axes. */
export class ConvTranspose3d extends TransposedConvolution {
  /** `new nn.ConvTranspose3d(64, 32, 2, { stride: 2 })`. */
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options?: ConvTransposeOptions) {
    super(3, inChannels, outChannels, kernelSize, options);
  }
}
