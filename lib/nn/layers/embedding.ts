/**
 * Tables of vectors. As in PyTorch 1.13 (torch/nn/modules/sparse.py).
 *
 * @module
 */
import * as init from "../init.ts";
import { Module } from "../module.ts";
import { checkCount, readOptions } from "../options.ts";
import { record, recorder } from "../recorder.ts";
import { Parameter } from "../stored.ts";
import type { Value } from "../value.ts";
import { expectValue } from "./expect.ts";

/** A learned vector for each number from 0 to `numEmbeddings` − 1. */
export class Embedding extends Module {
  /** `[numEmbeddings, embeddingDim]`. */
  weight: Parameter;
  readonly #sizes: readonly [number, number];
  readonly #paddingIdx: number | null;

  /** `new nn.Embedding(50257, 768)`. */
  constructor(numEmbeddings: number, embeddingDim: number, options?: { readonly paddingIdx?: number | null }) {
    super();
    const { paddingIdx } = readOptions<{ paddingIdx: number | null }>(this.type, options, { paddingIdx: null });
    checkCount(this.type, "numEmbeddings", numEmbeddings);
    checkCount(this.type, "embeddingDim", embeddingDim);
    this.#sizes = [numEmbeddings, embeddingDim];
    this.#paddingIdx = paddingIdx;
    this.weight = new Parameter([numEmbeddings, embeddingDim], { init: paddingIdx === null ? init.normal() : withoutRow(paddingIdx) });
  }

  /** Whole numbers of any shape to `[…, embeddingDim]`. An input whose type nobody has said is one of int64 from now on. */
  override forward(x: Value): Value {
    expectValue(x);
    x.settle("int64");
    if (x.dtype !== "int64" && x.dtype !== "int32") {
      throw new TypeError(
        `Cannot run ${recorder().where()} as its input must be whole numbers (int64): it is ${x.dtype}. Declare it: net.example({ ids: { shape: [1, 8], dtype: "int64" } })`,
      );
    }
    return record("Gather", [this.weight, x]);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `${this.#sizes.join(", ")}${this.#paddingIdx === null ? "" : `, padding_idx=${this.#paddingIdx}`}`;
  }
}

/** Normal, but 0 in the row that stands for padding. */
function withoutRow(row: number): init.Init {
  return (data, shape, random) => {
    init.normal()(data, shape, random);
    const [rows, width] = shape as [number, number];
    const at = row < 0 ? row + rows : row;
    data.fill(0, at * width, (at + 1) * width);
  };
}
