/**
 * A stored tensor: its name, type and dims, and where its data lies. The data itself is read on request only.
 *
 * @module
 */
import type { Dim } from "./dim.ts";
import type { DType } from "./dtype.ts";

/** One element of a tensor whose values are known: a whole number, a symbolic one, a fraction (finite or not), a text; `undefined` where it is not known. */
export type Element = Dim | string | undefined;

/** Where a tensor's bytes lie. */
export interface Storage {
  /** The file or address, as it was asked for. */
  readonly source: string;
  /** The first byte's position in it. */
  readonly offset: number;
  /** How many bytes there are; `undefined` where the file does not tell (external data without a length). */
  readonly byteLength: number | undefined;
  /** True for data in a file of its own beside the model. */
  readonly external: boolean;
}

/** Tells one segment of the standard's sparse form: the values and their positions. */
export interface SparseStorage {
  /** The non-zero values. */
  readonly values: Tensor;
  /** Their positions, as the standard stores them: linear `[count]` or by coordinate `[count, rank]`. */
  readonly indices: Tensor;
}

/** A tensor that a model file stores. */
export interface Tensor {
  /** The name that the graph knows it by; `""` for one without. */
  readonly name: string;
  /** The element type. */
  readonly dtype: DType;
  /** The dimensions, all known. */
  readonly shape: readonly number[];
  /** The elements in row-major order, for tensors of at most 1 KiB (shape arithmetic needs them); else `undefined`. */
  readonly elements?: readonly Element[];
  /** Where the bytes lie; `undefined` for one whose elements stand in the file in another form (strings, varints). */
  readonly storage?: Storage;
  /** The parts of a sparse tensor. */
  readonly sparse?: SparseStorage;
  /** The bytes that the data takes where it is stored; computed from dtype and shape where the file does not tell. */
  readonly byteLength: number;
  /** Whether it is trained, where somebody has said so. */
  readonly requiresGrad?: boolean;
  /** What the program that wrote the network calls it; missing where only its use tells. */
  readonly declared?: "parameter" | "buffer";
  /** Reads the bytes, little-endian, as the file stores them. */
  load(): Promise<Uint8Array>;
  /**
   * Reads the same bytes in order, in pieces of `pieceBytes` and a last one of the rest, for data that should not be in memory whole; missing where they
   * can be had whole only. A piece is valid until the next is asked for: memory is used again.
   */
  stream?(pieceBytes: number): AsyncIterable<Uint8Array>;
}
