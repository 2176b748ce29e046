/**
 * Convolutions. Words, defaults, parameters and initialisation as in PyTorch 1.13 (torch/nn/modules/conv.py).
 *
 * @module
 */
import { type PaddingMode, padLastAxes } from "../functional/padding.ts";
import * as init from "../init.ts";
import { Module } from "../module.ts";
import { checkCount, perAxis, readOptions, type Sizes } from "../options.ts";
import { tuple } from "../python_text.ts";
import { record } from "../recorder.ts";
import { Parameter } from "../stored.ts";
import type { Value } from "../value.ts";
import { expectRank, expectSize } from "./expect.ts";

/** Options of a convolution. */
export interface ConvOptions {
  /** How far the window moves, an axis: 1. */
  readonly stride?: Sizes;
  /** Elements added at both ends of each axis: 0. `"same"` keeps the size, `"valid"` adds none. */
  readonly padding?: Sizes | "same" | "valid";
  /** The distance between neighbouring elements of the window: 1. */
  readonly dilation?: Sizes;
  /** Groups of channels that do not see each other: 1. */
  readonly groups?: number;
  /** Whether a learned number is added to each output channel: true. */
  readonly bias?: boolean;
  /** What is added at the ends: `"zeros"`. */
  readonly paddingMode?: PaddingMode;
}

const DEFAULTS: Required<ConvOptions> = { stride: 1, padding: 0, dilation: 1, groups: 1, bias: true, paddingMode: "zeros" };

/** What convolutions of any number of axes share. */
export abstract class Convolution extends Module {
  /** `[outChannels, inChannels / groups, …kernelSize]`. */
  readonly weight: Parameter;
  /** `[outChannels]`, or `undefined`. */
  readonly bias: Parameter | undefined;
  readonly #inChannels: number;
  readonly #outChannels: number;
  readonly #kernel: readonly number[];
  readonly #stride: readonly number[];
  readonly #dilation: readonly number[];
  readonly #groups: number;
  readonly #padding: readonly number[];
  readonly #pads: readonly number[];
  readonly #named: "same" | "valid" | undefined;
  readonly #mode: PaddingMode;

  /** A convolution over `rank` axes. */
  constructor(rank: number, inChannels: number, outChannels: number, kernelSize: Sizes, options?: ConvOptions) {
    super();
    const given = readOptions(this.type, options, DEFAULTS);
    checkCount(this.type, "inChannels", inChannels);
    checkCount(this.type, "outChannels", outChannels);
    checkGroups(this.type, inChannels, outChannels, given.groups);
    this.#inChannels = inChannels;
    this.#outChannels = outChannels;
    this.#groups = given.groups;
    this.#kernel = perAxis(this.type, "kernelSize", kernelSize, rank);
    this.#stride = perAxis(this.type, "stride", given.stride, rank);
    this.#dilation = perAxis(this.type, "dilation", given.dilation, rank);
    this.#named = typeof given.padding === "string" ? given.padding : undefined;
    if (this.#named !== undefined && this.#named !== "same" && this.#named !== "valid") {
      throw new RangeError(`Cannot make ${this.type} as its padding must be a size, "same" or "valid": current value is "${this.#named}"`);
    }
    if (this.#named === "same" && this.#stride.some((stride) => stride !== 1)) {
      throw new RangeError(`Cannot make ${this.type} with padding "same" as its stride must be 1: current stride is ${given.stride}`);
    }
    this.#padding = typeof given.padding === "string" ? this.#kernel.map(() => 0) : perAxis(this.type, "padding", given.padding, rank);
    const room = this.#kernel.map((size, axis) => (size - 1) * this.#dilation[axis]!);
    this.#pads = this.#named === "same"
      ? [...room.map((r) => r >> 1), ...room.map((r) => r - (r >> 1))]
      : [...this.#padding, ...this.#padding];
    this.#mode = given.paddingMode;
    const shape = [outChannels, inChannels / given.groups, ...this.#kernel];
    this.weight = new Parameter(shape, { init: init.kaimingUniform() });
    const bound = 1 / Math.sqrt(init.fans(shape).in);
    this.bias = given.bias ? new Parameter([outChannels], { init: init.uniform(-bound, bound) }) : undefined;
  }

  /** `[batch, inChannels, …sizes]` to `[batch, outChannels, …sizes]`. */
  override forward(x: Value): Value {
    const rank = this.#kernel.length;
    expectRank(x, rank + 2, `[batch, ${this.#inChannels}, ${["length", "height, width", "depth, height, width"][rank - 1]}]`);
    expectSize(
      x,
      1,
      this.#inChannels,
      "channels",
      (found) =>
        `The weight is [${
          this.weight.shape.join(", ")
        }]: write new nn.${this.type}(${found}, ${this.#outChannels}, …), or give the layer before ${this.#inChannels} output channels`,
    );
    const padded = this.#mode === "zeros" ? x : padLastAxes(x, this.#pads, this.#mode);
    return record("Conv", [padded, this.weight, this.bias], {
      dilations: this.#dilation,
      group: this.#groups,
      kernel_shape: this.#kernel,
      pads: this.#mode === "zeros" ? this.#pads : this.#pads.map(() => 0),
      strides: this.#stride,
    });
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    const parts = [`${this.#inChannels}, ${this.#outChannels}, kernel_size=${tuple(this.#kernel)}, stride=${tuple(this.#stride)}`];
    if (this.#named !== undefined) parts.push(`padding=${this.#named}`);
    else if (this.#padding.some((size) => size !== 0)) parts.push(`padding=${tuple(this.#padding)}`);
    if (this.#dilation.some((size) => size !== 1)) parts.push(`dilation=${tuple(this.#dilation)}`);
    if (this.#groups !== 1) parts.push(`groups=${this.#groups}`);
    if (this.bias === undefined) parts.push("bias=False");
    if (this.#mode !== "zeros") parts.push(`padding_mode=${this.#mode}`);
    return parts.join(", ");
  }
}

/** Checks that channels divide into groups. */
export function checkGroups(type: string, inChannels: number, outChannels: number, groups: number): void {
  checkCount(type, "groups", groups);
  for (const [name, channels] of [["inChannels", inChannels], ["outChannels", outChannels]] as const) {
    if (channels % groups === 0) continue;
    throw new RangeError(
      `Cannot make ${type}(${inChannels}, ${outChannels}) with ${groups} groups as ${name} must be a multiple of groups: ${channels} / ${groups} leaves ${
        channels % groups
      }. Choose channels that ${groups} divides, or other groups`,
    );
  }
}

/** Convolution over one axis: `[batch, channels, length]`. */
export class Conv1d extends Convolution {
  /** `new nn.Conv1d(16, 33, 3, { stride: 2 })`. */
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options?: ConvOptions) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}

/** Convolution over two axes: `[batch, channels, height, width]`. */
export class Conv2d extends Convolution {
  /** `new nn.Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false })`. */
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options?: ConvOptions) {
    super(2, inChannels, outChannels, kernelSize, options);
  }
}

/** Convolution over three axes: `[batch, channels, depth, height, width]`. */
export class Conv3d extends Convolution {
  /** `new nn.Conv3d(3, 64, [3, 7, 7], { stride: [1, 2, 2] })`. */
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options?: ConvOptions) {
    super(3, inChannels, outChannels, kernelSize, options);
  }
}
