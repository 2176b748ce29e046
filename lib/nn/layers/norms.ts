/**
 * Normalisations without running statistics. Words, defaults and parameters as in PyTorch 1.13 (torch/nn/modules/normalization.py, instancenorm.py); RMSNorm as in 2.4.
 *
 * @module
 */
import { groupNorm, instanceNorm, layerNorm, rmsNorm } from "../functional/normalizations.ts";
import * as init from "../init.ts";
import { Module } from "../module.ts";
import { checkCount, readOptions } from "../options.ts";
import { bool, float, tuple } from "../python_text.ts";
import { record, recorder } from "../recorder.ts";
import { ShapeError } from "../shape_error.ts";
import { Parameter } from "../stored.ts";
import type { Value } from "../value.ts";
import { expectRank, expectSize, expectValue } from "./expect.ts";

/** Options of a layer normalisation. */
export interface LayerNormOptions {
  /** Added to the variance: 1e-5. */
  readonly eps?: number;
  /** Whether there are learned factors and shifts: true. */
  readonly elementwiseAffine?: boolean;
  /** Whether there are learned shifts among them: true. */
  readonly bias?: boolean;
}

function shapeOf(type: string, given: number | readonly number[]): readonly number[] {
  const shape = typeof given === "number" ? [given] : given;
  for (const size of shape) checkCount(type, "normalizedShape", size);
  return shape;
}

function checkLast(x: Value, type: string, shape: readonly number[]): void {
  expectValue(x);
  const last = x.shape.slice(-shape.length);
  if (last.length === shape.length && last.every((dim, axis) => dim === shape[axis] || typeof dim !== "number")) return;
  throw new ShapeError(
    `Cannot run ${recorder().where()} as its input's last sizes must be [${shape.join(", ")}]: current shape is [${
      x.shape.join(", ")
    }]. Write new nn.${type}(${
      last.length === 1 ? last[0] : `[${last.join(", ")}]`
    }), or permute the input so that the normalised axes are last`,
  );
}

/** Normalises over the last axes. */
export class LayerNorm extends Module {
  /** The factors, of the normalised shape. */
  readonly weight: Parameter | undefined;
  /** The shifts, of the normalised shape. */
  readonly bias: Parameter | undefined;
  /** The sizes of the normalised axes. */
  protected readonly normalizedShape: readonly number[];
  /** Added to the variance. */
  protected readonly eps: number;
  readonly #affine: boolean;

  /** `new nn.LayerNorm(768)`. */
  constructor(normalizedShape: number | readonly number[], options?: LayerNormOptions) {
    super();
    const { eps, elementwiseAffine, bias } = readOptions(this.type, options, { eps: 1e-5, elementwiseAffine: true, bias: true });
    this.normalizedShape = shapeOf(this.type, normalizedShape);
    this.eps = eps;
    this.#affine = elementwiseAffine;
    this.weight = elementwiseAffine ? new Parameter(this.normalizedShape, { init: init.ones }) : undefined;
    this.bias = elementwiseAffine && bias ? new Parameter(this.normalizedShape) : undefined;
  }

  /** The same shape. */
  override forward(x: Value): Value {
    checkLast(x, "LayerNorm", this.normalizedShape);
    return layerNorm(x, this.normalizedShape, this.weight, this.bias, this.eps);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `${tuple(this.normalizedShape)}, eps=${float(this.eps)}, elementwise_affine=${bool(this.#affine)}`;
  }
}

/** Divides by the root mean square over the last axes: Zhang and Sennrich (2019). */
export class RMSNorm extends Module {
  /** The factors, of the normalised shape. */
  readonly weight: Parameter | undefined;
  readonly #shape: readonly number[];
  readonly #eps: number | null;

  /** `new nn.RMSNorm(4096, { eps: 1e-6 })`. */
  constructor(
    normalizedShape: number | readonly number[],
    options?: { readonly eps?: number | null; readonly elementwiseAffine?: boolean },
  ) {
    super();
    const { eps, elementwiseAffine } = readOptions<{ eps: number | null; elementwiseAffine: boolean }>(this.type, options, {
      eps: null,
      elementwiseAffine: true,
    });
    this.#shape = shapeOf(this.type, normalizedShape);
    this.#eps = eps;
    this.weight = elementwiseAffine ? new Parameter(this.#shape, { init: init.ones }) : undefined;
  }

  /** The same shape. */
  override forward(x: Value): Value {
    checkLast(x, "RMSNorm", this.#shape);
    return rmsNorm(x, this.#shape, this.weight, this.#eps ?? undefined);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    const eps = this.#eps === null ? "None" : float(this.#eps);
    return `${tuple(this.#shape)}, eps=${eps}, elementwise_affine=${bool(this.weight !== undefined)}`;
  }
}

/** Normalises over groups of channels: Wu and He (2018). */
export class GroupNorm extends Module {
  /** The factors, `[numChannels]`. */
  readonly weight: Parameter | undefined;
  /** The shifts, `[numChannels]`. */
  readonly bias: Parameter | undefined;
  readonly #groups: number;
  readonly #channels: number;
  readonly #eps: number;

  /** `new nn.GroupNorm(32, 256)`. */
  constructor(numGroups: number, numChannels: number, options?: { readonly eps?: number; readonly affine?: boolean }) {
    super();
    const { eps, affine } = readOptions(this.type, options, { eps: 1e-5, affine: true });
    checkCount(this.type, "numGroups", numGroups);
    checkCount(this.type, "numChannels", numChannels);
    if (numChannels % numGroups !== 0) {
      throw new RangeError(
        `Cannot make GroupNorm(${numGroups}, ${numChannels}) as the channels must be a multiple of the groups: ${numChannels} / ${numGroups} leaves ${
          numChannels % numGroups
        }`,
      );
    }
    this.#groups = numGroups;
    this.#channels = numChannels;
    this.#eps = eps;
    this.weight = affine ? new Parameter([numChannels], { init: init.ones }) : undefined;
    this.bias = affine ? new Parameter([numChannels]) : undefined;
  }

  /** The same shape. */
  override forward(x: Value): Value {
    expectValue(x);
    expectSize(
      x,
      1,
      this.#channels,
      "channels",
      (found) => `Write new nn.GroupNorm(${this.#groups}, ${found}), the output channels of the layer before`,
    );
    return groupNorm(x, this.#groups, this.weight, this.bias, this.#eps);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `${this.#groups}, ${this.#channels}, eps=${float(this.#eps)}, affine=${bool(this.weight !== undefined)}`;
  }
}

/** What instance normalisations over any number of axes share. */
export abstract class InstanceNorm extends Module {
  /** The factors, `[numFeatures]`. */
  readonly weight: Parameter | undefined;
  /** The shifts, `[numFeatures]`. */
  readonly bias: Parameter | undefined;
  readonly #rank: number;
  readonly #features: number;
  readonly #eps: number;
  readonly #momentum: number;

  /** An instance normalisation over `rank` axes. */
  constructor(
    rank: number,
    numFeatures: number,
    options?: { readonly eps?: number; readonly momentum?: number; readonly affine?: boolean },
  ) {
    super();
    const { eps, momentum, affine } = readOptions(this.type, options, { eps: 1e-5, momentum: 0.1, affine: false });
    checkCount(this.type, "numFeatures", numFeatures);
    this.#rank = rank;
    this.#features = numFeatures;
    this.#eps = eps;
    this.#momentum = momentum;
    this.weight = affine ? new Parameter([numFeatures], { init: init.ones }) : undefined;
    this.bias = affine ? new Parameter([numFeatures]) : undefined;
  }

  /** The same shape. */
  override forward(x: Value): Value {
    expectRank(x, this.#rank + 2, `[batch, ${this.#features}, …] of ${this.#rank + 2} dimensions`);
    expectSize(x, 1, this.#features, "channels", (found) => `Write new nn.${this.type}(${found}), the output channels of the layer before`);
    return instanceNorm(x, this.#features, this.weight, this.bias, this.#eps);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    const affine = bool(this.weight !== undefined);
    return `${this.#features}, eps=${float(this.#eps)}, momentum=${float(this.#momentum)}, affine=${affine}, track_running_stats=False`;
  }
}

/** Instance normalisation of `[batch, channels, length]`. */
export class InstanceNorm1d extends InstanceNorm {
  /** `new nn.InstanceNorm1d(64)`. */
  constructor(numFeatures: number, options?: { readonly eps?: number; readonly momentum?: number; readonly affine?: boolean }) {
    super(1, numFeatures, options);
  }
}

/** Instance normalisation of `[batch, channels, height, width]`. */
export class InstanceNorm2d extends InstanceNorm {
  /** `new nn.InstanceNorm2d(64)`. */
  constructor(numFeatures: number, options?: { readonly eps?: number; readonly momentum?: number; readonly affine?: boolean }) {
    super(2, numFeatures, options);
  }
}

/** Instance normalisation of `[batch, channels, depth, height, width]`. */
export class InstanceNorm3d extends InstanceNorm {
  /** `new nn.InstanceNorm3d(64)`. */
  constructor(numFeatures: number, options?: { readonly eps?: number; readonly momentum?: number; readonly affine?: boolean }) {
    super(3, numFeatures, options);
  }
}

/** Divides by a power of the sum of squares over neighbouring channels, as the first AlexNet did. */
export class LocalResponseNorm extends Module {
  readonly #size: number;
  readonly #options: { readonly alpha: number; readonly beta: number; readonly k: number };

  /** `new nn.LocalResponseNorm(5)`. */
  constructor(size: number, options?: { readonly alpha?: number; readonly beta?: number; readonly k?: number }) {
    super();
    checkCount(this.type, "size", size);
    this.#size = size;
    this.#options = readOptions(this.type, options, { alpha: 1e-4, beta: 0.75, k: 1 });
  }

  /** The same shape. */
  override forward(x: Value): Value {
    expectValue(x);
    const { alpha, beta, k } = this.#options;
    return record("LRN", [x], { alpha: Math.fround(alpha), beta: Math.fround(beta), bias: Math.fround(k), size: this.#size });
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    const { alpha, beta, k } = this.#options;
    return `${this.#size}, alpha=${float(alpha)}, beta=${float(beta)}, k=${float(k)}`;
  }
}
