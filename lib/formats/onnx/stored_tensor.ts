import type { ByteSource } from "../../bytes/byte_source.ts";
import { readPieces, splitPieces } from "../../bytes/pieces.ts";
import type { DType } from "../../model/dtype.ts";
import type { Element, Storage, Tensor } from "../../model/tensor.ts";
import { FormatSyntaxError } from "../format_error.ts";
import { type ExternalData, loadExternal, streamExternal } from "./external_data.ts";
import { type DataRun, decodeRuns, plainRun } from "./tensor_data.ts";

/** What the file says of a tensor. */
export interface TensorFacts {
  /** The name, or `""`. */
  readonly name: string;
  /** The element type. */
  readonly dtype: DType;
  /** The dimensions. */
  readonly shape: readonly number[];
  /** The bytes that the elements take by type and shape; `undefined` for texts. */
  readonly unpackedBytes: number | undefined;
  /** Where the data stand in the file; empty where they do not. */
  readonly runs: readonly DataRun[];
  /** Where they lie outside the file. */
  readonly external: ExternalData | undefined;
  /** Where the tensor stands in the file, for errors. */
  readonly offset: number;
}

const knownFacts = new WeakMap<Tensor, TensorFacts>();

/** What the file says of a tensor that was read from it; `undefined` for others. */
export function factsOf(tensor: Tensor): TensorFacts | undefined {
  return knownFacts.get(tensor);
}

/** Lets a tensor that was made of another have its facts. */
export function passFacts(from: Tensor, to: Tensor): void {
  const facts = knownFacts.get(from);
  if (facts !== undefined) knownFacts.set(to, facts);
}

/** A tensor of an ONNX file: its data stay where they are until they are asked for. */
export class StoredTensor implements Tensor {
  /** The name, or `""`. */
  readonly name: string;
  /** The element type. */
  readonly dtype: DType;
  /** The dimensions. */
  readonly shape: readonly number[];
  /** The elements of a small tensor. */
  declare readonly elements?: readonly Element[];
  /** Where the bytes lie, if they are stored as {@linkcode load} gives them. */
  declare readonly storage?: Storage;
  /** The bytes that the elements take by type and shape, whether or not the file has them; for texts, what they take in the file. */
  readonly byteLength: number;
  readonly #source: ByteSource;
  readonly #facts: TensorFacts;

  /** Takes what has been read. */
  constructor(source: ByteSource, facts: TensorFacts, elements: readonly Element[] | undefined) {
    this.name = facts.name;
    this.dtype = facts.dtype;
    this.shape = facts.shape;
    if (elements !== undefined) this.elements = elements;
    const storage = storageOf(source, facts);
    if (storage !== undefined) this.storage = storage;
    this.byteLength = facts.unpackedBytes ?? facts.runs.reduce((total, run) => total + run.byteLength, 0);
    this.#source = source;
    this.#facts = facts;
    knownFacts.set(this, facts);
  }

  /**
   * Reads the data as little-endian elements; of texts, each with a zero byte after it.
   *
   * @throws {SourceError} If the bytes cannot be had; external data may be missing or lie where they must not.
   * @throws {FormatSyntaxError} If the file has no data for the tensor, or not as many as its type and shape take.
   */
  async load(): Promise<Uint8Array> {
    const { external, runs, dtype, unpackedBytes = 0 } = this.#facts;
    if (external !== undefined) return await loadExternal(this.#source, external, unpackedBytes);
    if (runs.length === 0 && unpackedBytes > 0) throw this.#error("the file has no data for it");
    const parts = await Promise.all(runs.map((run) => this.#source.read(run.offset, run.byteLength)));
    try {
      return runs.length === 0 ? new Uint8Array(0) : decodeRuns(runs, parts, dtype, unpackedBytes);
    } catch (error) {
      throw this.#error(error instanceof Error ? error.message : String(error), error);
    }
  }

  /**
   * Reads the same bytes piece by piece. Data whose form in the file is not the one that {@linkcode load} gives are read whole, and come in pieces.
   *
   * @throws As {@linkcode load}.
   */
  async *stream(pieceBytes: number): AsyncGenerator<Uint8Array> {
    const { external, runs, unpackedBytes = 0 } = this.#facts;
    const run = plainRun(runs);
    if (external !== undefined) yield* streamExternal(this.#source, external, unpackedBytes, pieceBytes);
    else if (run?.byteLength === unpackedBytes) yield* readPieces(this.#source, run.offset, run.byteLength, pieceBytes);
    else yield* splitPieces(await this.load(), pieceBytes);
  }

  #error(problem: string, cause?: unknown): FormatSyntaxError {
    const { name: path } = this.#source;
    const { offset } = this.#facts;
    const name = JSON.stringify(this.name.slice(0, 200));
    return new FormatSyntaxError(`Cannot load the tensor ${name} of ${path}: ${problem} (byte ${offset})`, { path, offset, cause });
  }
}

function storageOf({ name: source }: ByteSource, { external, runs }: TensorFacts): Storage | undefined {
  if (external !== undefined) {
    return { source: external.location ?? "", offset: external.offset, byteLength: external.byteLength, external: true };
  }
  const run = plainRun(runs);
  return run && { source, offset: run.offset, byteLength: run.byteLength, external: false };
}
