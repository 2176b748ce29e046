/**
 * Batch normalisation. Words, defaults, parameters and buffers as in PyTorch 1.13 (torch/nn/modules/batchnorm.py).
 *
 * @module
 */
import * as init from "../init.ts";
import { Module } from "../module.ts";
import { checkCount, readOptions } from "../options.ts";
import { bool, float } from "../python_text.ts";
import { filled, record, recorder } from "../recorder.ts";
import { ShapeError } from "../shape_error.ts";
import { Buffer, Parameter } from "../stored.ts";
import type { Value } from "../value.ts";
import { expectSize, expectValue } from "./expect.ts";

/** Options of a batch normalisation. */
export interface BatchNormOptions {
  /** Added to the variance: 1e-5. */
  readonly eps?: number;
  /** The share of a new batch in the running statistics: 0.1; `null` takes the mean of all batches. */
  readonly momentum?: number | null;
  /** Whether there are learned factors and shifts: true. */
  readonly affine?: boolean;
  /** Whether there are running statistics: true. */
  readonly trackRunningStats?: boolean;
}

const DEFAULTS: Required<BatchNormOptions> = { eps: 1e-5, momentum: 0.1, affine: true, trackRunningStats: true };

/** What batch normalisations over any number of axes share. */
export abstract class BatchNorm extends Module {
  /** The factors, `[numFeatures]`. */
  readonly weight: Parameter | undefined;
  /** The shifts, `[numFeatures]`. */
  readonly bias: Parameter | undefined;
  /** The mean of each channel, `[numFeatures]`. */
  readonly running_mean: Buffer | undefined;
  /** The variance of each channel, `[numFeatures]`. */
  readonly running_var: Buffer | undefined;
  /** How many batches the statistics are from. */
  readonly num_batches_tracked: Buffer | undefined;
  readonly #features: number;
  readonly #options: Required<BatchNormOptions>;
  readonly #ranks: readonly number[];

  /** A batch normalisation of inputs that have one of these numbers of dimensions. */
  constructor(ranks: readonly number[], numFeatures: number, options?: BatchNormOptions) {
    super();
    this.#options = readOptions(this.type, options, DEFAULTS);
    checkCount(this.type, "numFeatures", numFeatures);
    this.#features = numFeatures;
    this.#ranks = ranks;
    const { affine, trackRunningStats } = this.#options;
    this.weight = affine ? new Parameter([numFeatures], { init: init.ones }) : undefined;
    this.bias = affine ? new Parameter([numFeatures]) : undefined;
    this.running_mean = trackRunningStats ? new Buffer([numFeatures]) : undefined;
    this.running_var = trackRunningStats ? new Buffer([numFeatures], { init: init.ones }) : undefined;
    this.num_batches_tracked = trackRunningStats ? new Buffer([], { dtype: "int64" }) : undefined;
  }

  /** The same shape. */
  override forward(x: Value): Value {
    expectValue(x);
    if (!this.#ranks.includes(x.rank)) {
      throw new ShapeError(
        `Cannot run ${recorder().where()} as its input must have ${this.#ranks.join(" or ")} dimensions: current shape is [${
          x.shape.join(", ")
        }]`,
      );
    }
    expectSize(x, 1, this.#features, "channels", (found) => `Write new nn.${this.type}(${found}), the output channels of the layer before`);
    if (this.running_mean === undefined || this.running_var === undefined) {
      throw new TypeError(
        `Cannot run ${recorder().where()} as it must have running statistics at inference: leave out trackRunningStats: false, or use an InstanceNorm`,
      );
    }
    const ones = this.weight ?? filled(1, x.dtype, [this.#features]);
    const zeros = this.bias ?? filled(0, x.dtype, [this.#features]);
    return record("BatchNormalization", [x, ones, zeros, this.running_mean, this.running_var], {
      epsilon: Math.fround(this.#options.eps),
      momentum: Math.fround(1 - (this.#options.momentum ?? 0)),
      training_mode: 0,
    });
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    const { eps, momentum, affine, trackRunningStats } = this.#options;
    const share = momentum === null ? "None" : float(momentum);
    return `${this.#features}, eps=${float(eps)}, momentum=${share}, affine=${bool(affine)}, track_running_stats=${
      bool(trackRunningStats)
    }`;
  }
}

/** Batch normalisation of `[batch, features]` or `[batch, channels, length]`. */
export class BatchNorm1d extends BatchNorm {
  /** `new nn.BatchNorm1d(64)`. */
  constructor(numFeatures: number, options?: BatchNormOptions) {
    super([2, 3], numFeatures, options);
  }
}

/** Batch normalisation of `[batch, channels, height, width]`. */
export class BatchNorm2d extends BatchNorm {
  /** `new nn.BatchNorm2d(64)`. */
  constructor(numFeatures: number, options?: BatchNormOptions) {
    super([4], numFeatures, options);
  }
}

/** Batch normalisation of `[batch, channels, depth, height, width]`. */
export class BatchNorm3d extends BatchNorm {
  /** `new nn.BatchNorm3d(64)`. */
  constructor(numFeatures: number, options?: BatchNormOptions) {
    super([5], numFeatures, options);
  }
}
