/**
 * Transformer encoders. Words, defaults and order of registration as in PyTorch 1.13 (torch/nn/modules/transformer.py).
 *
 * @module
 */
import { gelu, relu } from "../functional/activations.ts";
import { Module } from "../module.ts";
import { readOptions } from "../options.ts";
import type { Value } from "../value.ts";
import { type AttentionCallOptions, MultiheadAttention } from "./attention.ts";
import { ModuleList } from "./containers.ts";
import { Dropout } from "./dropout.ts";
import { Linear } from "./linear.ts";
import { LayerNorm } from "./norms.ts";

/** Options of {@linkcode TransformerEncoderLayer}. */
export interface TransformerEncoderLayerOptions {
  /** The size between the two linear layers: 2048. */
  readonly dimFeedforward?: number;
  /** The share of elements set to 0 while training: 0.1. */
  readonly dropout?: number;
  /** The function between the two linear layers: `"relu"`. */
  readonly activation?: "relu" | "gelu" | ((x: Value) => Value);
  /** Added to the variances: 1e-5. */
  readonly layerNormEps?: number;
  /** Whether the batch is the first axis and the place the second: false. */
  readonly batchFirst?: boolean;
  /** Whether attention and linear layers see normalised inputs, rather than their sums being normalised: false. */
  readonly normFirst?: boolean;
}

const DEFAULTS: Required<TransformerEncoderLayerOptions> = {
  dimFeedforward: 2048,
  dropout: 0.1,
  activation: "relu",
  layerNormEps: 1e-5,
  batchFirst: false,
  normFirst: false,
};

/** Self-attention, then two linear layers; each is added to its input. */
export class TransformerEncoderLayer extends Module {
  /** The attention. */
  readonly self_attn: MultiheadAttention;
  /** Up. */
  readonly linear1: Linear;
  /** Between the two. */
  readonly dropout: Dropout;
  /** Down. */
  readonly linear2: Linear;
  /** Normalises around the attention. */
  readonly norm1: LayerNorm;
  /** Normalises around the linear layers. */
  readonly norm2: LayerNorm;
  /** Behind the attention. */
  readonly dropout1: Dropout;
  /** Behind the linear layers. */
  readonly dropout2: Dropout;
  readonly #activation: (x: Value) => Value;
  readonly #normFirst: boolean;
  readonly #given: readonly [number, number, TransformerEncoderLayerOptions?];

  /** `new nn.TransformerEncoderLayer(512, 8, { batchFirst: true })`. */
  constructor(dModel: number, nhead: number, options?: TransformerEncoderLayerOptions) {
    super();
    const { dimFeedforward, dropout, activation, layerNormEps: eps, batchFirst, normFirst } = readOptions(this.type, options, DEFAULTS);
    this.#given = options === undefined ? [dModel, nhead] : [dModel, nhead, options];
    this.self_attn = new MultiheadAttention(dModel, nhead, { dropout, batchFirst });
    this.linear1 = new Linear(dModel, dimFeedforward);
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel);
    this.norm1 = new LayerNorm(dModel, { eps });
    this.norm2 = new LayerNorm(dModel, { eps });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.#activation = typeof activation === "function" ? activation : activation === "gelu" ? gelu : relu;
    this.#normFirst = normFirst;
  }

  /** Another layer of the same sizes, with parameters of its own. */
  copy(): TransformerEncoderLayer {
    return new TransformerEncoderLayer(...this.#given);
  }

  /** The same shape. */
  override forward(x: Value, options: AttentionCallOptions = {}): Value {
    const attend = (value: Value) => this.dropout1(this.self_attn(value, value, value, options)[0]);
    const feed = (value: Value) => this.dropout2(this.linear2(this.dropout(this.#activation(this.linear1(value)))));
    if (this.#normFirst) {
      const attended = x.add(attend(this.norm1(x)));
      return attended.add(feed(this.norm2(attended)));
    }
    const attended = this.norm1(x.add(attend(x)));
    return this.norm2(attended.add(feed(attended)));
  }
}

/** Encoder layers one after another. */
export class TransformerEncoder extends Module {
  /** The layers. */
  readonly layers: ModuleList<TransformerEncoderLayer>;
  /** A last normalisation. */
  readonly norm: Module | undefined;

  /** `new nn.TransformerEncoder(new nn.TransformerEncoderLayer(512, 8), 6)`: so many layers like the given one. */
  constructor(encoderLayer: TransformerEncoderLayer, numLayers: number, options?: { readonly norm?: Module | undefined }) {
    super();
    this.layers = new ModuleList(Array.from({ length: numLayers }, () => encoderLayer.copy()));
    this.norm = readOptions<{ norm: Module | undefined }>(this.type, options, { norm: undefined }).norm;
  }

  /** The same shape. */
  override forward(x: Value, options: AttentionCallOptions = {}): Value {
    let result = x;
    for (const layer of this.layers) result = layer(result, options);
    return this.norm === undefined ? result : this.norm(result);
  }
}
