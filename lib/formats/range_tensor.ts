import type { ByteSource } from "../bytes/byte_source.ts";
import { readPieces } from "../bytes/pieces.ts";
import { byteLengthOf, type ScalarType } from "../bytes/scalars.ts";
import type { Storage, Tensor } from "../model/tensor.ts";

/** What a file says of a tensor whose elements stand in one stretch, in order. */
export interface RangeFacts {
  /** The name. */
  readonly name: string;
  /** The element type. */
  readonly dtype: ScalarType;
  /** The dimensions. */
  readonly shape: readonly number[];
  /** The first byte's position. */
  readonly offset: number;
}

/** A tensor whose elements stand in a file as they are, row by row. */
export class RangeTensor implements Tensor {
  /** The name. */
  readonly name: string;
  /** The element type. */
  readonly dtype: ScalarType;
  /** The dimensions. */
  readonly shape: readonly number[];
  /** Where the bytes lie. */
  readonly storage: Storage;
  /** The bytes that the elements take. */
  readonly byteLength: number;
  readonly #source: ByteSource;

  /** Takes what the file says; the bytes must be there. */
  constructor(source: ByteSource, { name, dtype, shape, offset }: RangeFacts, external = false) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.byteLength = byteLengthOf(dtype, shape.reduce((product, dim) => product * dim, 1));
    this.storage = { source: external ? source.fileName : source.name, offset, byteLength: this.byteLength, external };
    this.#source = source;
  }

  /**
   * Reads the bytes.
   *
   * @throws {SourceError} If they cannot be had.
   */
  load(): Promise<Uint8Array> {
    return this.#source.read(this.storage.offset, this.byteLength);
  }

  /**
   * Reads the bytes piece by piece.
   *
   * @throws {SourceError} If they cannot be had.
   */
  stream(pieceBytes: number): AsyncGenerator<Uint8Array> {
    return readPieces(this.#source, this.storage.offset, this.byteLength, pieceBytes);
  }
}
