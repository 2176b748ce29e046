/**
 * Attention with learned projections. Words, parameters and order of operations as in PyTorch 1.13 (torch/nn/modules/activation.py, torch/nn/functional.py).
 *
 * @module
 */
import { type Dim, multiply } from "../../model/dim.ts";
import { add, div, matmul, softmax } from "../functional/arithmetic.ts";
import { masked } from "../functional/attention.ts";
import { linear } from "../functional/products.ts";
import { mean } from "../functional/reductions.ts";
import { chunk, permute, reshape, transpose, unsqueeze } from "../functional/views.ts";
import * as init from "../init.ts";
import { Module } from "../module.ts";
import { checkCount, readOptions } from "../options.ts";
import { recorder } from "../recorder.ts";
import { ShapeError } from "../shape_error.ts";
import { Parameter } from "../stored.ts";
import type { Value } from "../value.ts";
import { expectRank, expectSize } from "./expect.ts";
import { Linear } from "./linear.ts";

/** The projection of an attention's output; PyTorch gives it a class of its own. */
class NonDynamicallyQuantizableLinear extends Linear {}

/** Options of {@linkcode MultiheadAttention}. */
export interface MultiheadAttentionOptions {
  /** The share of weights set to 0 while training: 0. */
  readonly dropout?: number;
  /** Whether the projections have biases: true. */
  readonly bias?: boolean;
  /** The size of a key: that of a query. */
  readonly kdim?: number;
  /** The size of a value: that of a query. */
  readonly vdim?: number;
  /** Whether the batch is the first axis and the place the second: false. */
  readonly batchFirst?: boolean;
}

/** Options of a call of {@linkcode MultiheadAttention}. */
export interface AttentionCallOptions {
  /** Added to the scores, or true where a query must **not** look: `[queries, keys]` or `[batch × heads, queries, keys]`. */
  readonly attnMask?: Value | undefined;
  /** True where a key is padding: `[batch, keys]`. */
  readonly keyPaddingMask?: Value | undefined;
}

/** Several attentions side by side, each on a part of the projected size: Vaswani et al., "Attention Is All You Need" (2017). */
export class MultiheadAttention extends Module {
  /** `[3 × embedDim, embedDim]`: queries, keys, values; `undefined` where their sizes differ. */
  readonly in_proj_weight: Parameter | undefined;
  /** `[embedDim, embedDim]` where the sizes differ. */
  readonly q_proj_weight: Parameter | undefined;
  /** `[embedDim, kdim]` where the sizes differ. */
  readonly k_proj_weight: Parameter | undefined;
  /** `[embedDim, vdim]` where the sizes differ. */
  readonly v_proj_weight: Parameter | undefined;
  /** `[3 × embedDim]`. */
  readonly in_proj_bias: Parameter | undefined;
  /** The projection of the result. */
  readonly out_proj: Linear;
  readonly #size: number;
  readonly #heads: number;
  readonly #batchFirst: boolean;

  /** `new nn.MultiheadAttention(768, 12, { batchFirst: true })`. */
  constructor(embedDim: number, numHeads: number, options?: MultiheadAttentionOptions) {
    super();
    const defaults: Required<MultiheadAttentionOptions> = { dropout: 0, bias: true, kdim: embedDim, vdim: embedDim, batchFirst: false };
    const { bias, kdim, vdim, batchFirst } = readOptions(this.type, options, defaults);
    checkCount(this.type, "embedDim", embedDim);
    checkCount(this.type, "numHeads", numHeads);
    if (embedDim % numHeads !== 0) {
      throw new RangeError(
        `Cannot make MultiheadAttention(${embedDim}, ${numHeads}) as embedDim must be a multiple of numHeads: ${embedDim} / ${numHeads} leaves ${
          embedDim % numHeads
        }`,
      );
    }
    this.#size = embedDim;
    this.#heads = numHeads;
    this.#batchFirst = batchFirst;
    const weight = (rows: number, columns: number) => new Parameter([rows, columns], { init: init.xavierUniform() });
    if (kdim === embedDim && vdim === embedDim) this.in_proj_weight = weight(3 * embedDim, embedDim);
    else {
      this.q_proj_weight = weight(embedDim, embedDim);
      this.k_proj_weight = weight(embedDim, kdim);
      this.v_proj_weight = weight(embedDim, vdim);
    }
    if (bias) this.in_proj_bias = new Parameter([3 * embedDim]);
    this.out_proj = new NonDynamicallyQuantizableLinear(embedDim, embedDim, { bias });
    if (this.out_proj.bias !== undefined) this.out_proj.bias.init = init.zeros;
  }

  /** Queries, keys and values of `[places, batch, size]`, or `[batch, places, size]` with `batchFirst`; gives the result and the mean weights. */
  override forward(query: Value, key: Value = query, value: Value = key, options: AttentionCallOptions = {}): [Value, Value] {
    const { attnMask, keyPaddingMask } = readOptions<Masks>(`a call of ${this.type}`, options, NO_MASKS);
    this.#check(query);
    const [q, k, v] = this.#project(...this.#placesFirst(query, key, value));
    const [places, batch] = q.shape as [Dim, Dim];
    const width = this.#size / this.#heads;
    const perHead = (x: Value) => reshape(x, [x.shape[0]!, multiply(batch, this.#heads), width]);
    const queries = permute(perHead(q), [1, 0, 2]);
    const [keys, values] = [perHead(k), permute(perHead(v), [1, 0, 2])];
    const scores = matmul(div(queries, Math.sqrt(width)), permute(keys, [1, 2, 0]));
    const weights = softmax(this.#padded(mask(scores, attnMask), keyPaddingMask, batch), -1);
    const joined = reshape(permute(matmul(weights, values), [1, 0, 2]), [multiply(places, batch), this.#size]);
    const result = reshape(linear(joined, this.out_proj.weight, this.out_proj.bias), [places, batch, this.#size]);
    const perHeadWeights = reshape(weights, [batch, this.#heads, places, k.shape[0]!]);
    return [this.#batchFirst ? transpose(result, 1, 0) : result, mean(perHeadWeights, [1])];
  }

  #check(query: Value): void {
    expectRank(query, 3, this.#batchFirst ? `[batch, places, ${this.#size}]` : `[places, batch, ${this.#size}]`);
    expectSize(
      query,
      2,
      this.#size,
      "features",
      (found) => `Write new nn.MultiheadAttention(${found}, …), or project the input to ${this.#size}`,
    );
  }

  /** Places as the first axis; what is one value stays one, so that it is projected once. */
  #placesFirst(query: Value, key: Value, value: Value): [Value, Value, Value] {
    if (!this.#batchFirst) return [query, key, value];
    const q = transpose(query, 1, 0);
    const k = key === query ? q : transpose(key, 1, 0);
    return [q, k, value === key ? k : transpose(value, 1, 0)];
  }

  #project(q: Value, k: Value, v: Value): [Value, Value, Value] {
    if (q === k && k === v && this.in_proj_weight !== undefined) {
      return chunk(linear(q, this.in_proj_weight, this.in_proj_bias), 3, -1) as [Value, Value, Value];
    }
    const biases = this.in_proj_bias === undefined ? [] : chunk(this.in_proj_bias, 3);
    const weights = this.in_proj_weight === undefined
      ? [this.q_proj_weight!, this.k_proj_weight!, this.v_proj_weight!]
      : chunk(this.in_proj_weight, 3);
    return [q, k, v].map((x, index) => linear(x, weights[index]!, biases[index])) as [Value, Value, Value];
  }

  #padded(scores: Value, padding: Value | undefined, batch: Dim): Value {
    if (padding === undefined) return scores;
    if (padding.rank !== 2) {
      throw new ShapeError(
        `Cannot run ${recorder().where()} as keyPaddingMask must be [batch, keys]: current shape is [${padding.shape.join(", ")}]`,
      );
    }
    const [, queries, keys] = scores.shape as [Dim, Dim, Dim];
    const apart = reshape(scores, [batch, this.#heads, queries, keys]);
    return reshape(mask(apart, unsqueeze(unsqueeze(padding, 1), 2)), scores.shape);
  }
}

/** The masks of a call, none of them left out. */
interface Masks {
  readonly attnMask: Value | undefined;
  readonly keyPaddingMask: Value | undefined;
}

const NO_MASKS: Masks = { attnMask: undefined, keyPaddingMask: undefined };

/** A truth value here says where **not** to look. */
function mask(scores: Value, by: Value | undefined): Value {
  if (by === undefined) return scores;
  return by.dtype === "bool" ? masked(scores, by.not()) : add(scores, by);
}
