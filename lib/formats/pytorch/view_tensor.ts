import type { ByteSource } from "../../bytes/byte_source.ts";
import { readPieces, splitPieces } from "../../bytes/pieces.ts";
import { byteLengthOf, type ScalarType } from "../../bytes/scalars.ts";
import type { Tensor } from "../../model/tensor.ts";
import type { ViewFacts } from "./values.ts";

/** A view whose elements repeat is written out when it is loaded: no more than this many bytes of it. */
const REPEATED_LIMIT = 2 ** 31;

/** Finds where a storage begins in its source. */
export type Locate = () => Promise<number>;

/** A tensor of a PyTorch file: a view of a storage, loaded row by row whatever its strides. */
export class ViewTensor implements Tensor {
  /** The name. */
  readonly name: string;
  /** The element type. */
  readonly dtype: ScalarType;
  /** The dimensions. */
  readonly shape: readonly number[];
  /** The bytes that the elements take. */
  readonly byteLength: number;
  readonly #source: ByteSource;
  readonly #locate: Locate;
  readonly #facts: ViewFacts;

  /** Takes what the file says. Where the storage begins is asked when it is needed: it takes a read. */
  constructor(name: string, source: ByteSource, locate: Locate, facts: ViewFacts) {
    this.name = name;
    this.dtype = facts.dtype;
    this.shape = facts.shape;
    this.byteLength = byteLengthOf(facts.dtype, facts.shape.reduce((product, dim) => product * dim, 1));
    this.#source = source;
    this.#locate = locate;
    this.#facts = facts;
  }

  /**
   * Reads the elements, row by row.
   *
   * @throws {SourceError} If the bytes cannot be had.
   * @throws {FormatSyntaxError} If the file's directory says where they are and they are not there.
   */
  async load(): Promise<Uint8Array> {
    if (this.byteLength === 0) return new Uint8Array(0);
    const { dtype, start, shape, strides } = this.#facts;
    const width = byteLengthOf(dtype, 1);
    const base = await this.#locate() + start * width;
    if (this.#isContiguous) return await this.#source.read(base, this.byteLength);
    const span = width * (1 + shape.reduce((sum, dim, axis) => sum + (dim - 1) * strides[axis]!, 0));
    if (this.byteLength > Math.max(span, REPEATED_LIMIT)) {
      throw new RangeError(
        `Cannot load ${JSON.stringify(this.name)} as it repeats ${span} bytes to ${this.byteLength}, more than ${REPEATED_LIMIT}`,
      );
    }
    return gather(await this.#source.read(base, span), this.byteLength, width, shape, strides);
  }

  /**
   * Reads the elements piece by piece; those of a view that leaves some out or has them in another order at once.
   *
   * @throws As {@linkcode load}.
   */
  async *stream(pieceBytes: number): AsyncGenerator<Uint8Array> {
    if (!this.#isContiguous) return yield* splitPieces(await this.load(), pieceBytes);
    const offset = await this.#locate() + this.#facts.start * byteLengthOf(this.dtype, 1);
    yield* readPieces(this.#source, offset, this.byteLength, pieceBytes);
  }

  /** True where the elements stand in the file as they are loaded. */
  get #isContiguous(): boolean {
    const { shape, strides } = this.#facts;
    let step = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] !== 1 && strides[axis] !== step) return false;
      step *= shape[axis]!;
    }
    return true;
  }
}

/** Brings elements into the order of rows. */
function gather(span: Uint8Array, byteLength: number, width: number, shape: readonly number[], strides: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  const index = shape.map(() => 0);
  let from = 0;
  for (let at = 0; at < byteLength; at += width) {
    for (let byte = 0; byte < width; byte++) bytes[at + byte] = span[from + byte]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += width * strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= width * strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return bytes;
}
