import { type ByteSource, checkRange } from "./byte_source.ts";
import { noFolder } from "./memory_source.ts";
import { reasonOf, SourceError } from "./source_error.ts";

/** The bytes of a Blob, such as a file that was dropped on a page. */
export class BlobSource implements ByteSource {
  /** The file's name, or `Blob`. */
  readonly name: string;
  /** The same, as a Blob has no folder. */
  readonly fileName: string;
  /** The Blob's size. */
  readonly byteLength: number;
  /** A Blob is usually a file on this machine. */
  readonly blockBytes = 4096;
  readonly #blob: Blob;
  #bytesRead = 0;

  /** Reads slices of `blob` as they are asked for. */
  constructor(blob: Blob) {
    this.#blob = blob;
    this.name = blob instanceof File ? blob.name : "Blob";
    this.fileName = this.name;
    this.byteLength = blob.size;
  }

  /** How many bytes were sliced off so far. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Reads one slice. */
  async read(offset: number, byteLength: number): Promise<Uint8Array> {
    checkRange(this, offset, byteLength);
    try {
      const bytes = new Uint8Array(await this.#blob.slice(offset, offset + byteLength).arrayBuffer());
      this.#bytesRead += bytes.length;
      return bytes;
    } catch (error) {
      throw new SourceError(`Cannot read ${this.name}: ${reasonOf(error)}`, this.name, { cause: error });
    }
  }

  /** Always refused: a Blob has no folder. */
  sibling(location: string): Promise<ByteSource> {
    return Promise.reject(noFolder(this.name, location));
  }

  /** Nothing is open. */
  close(): void {}

  /** Nothing is open. */
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
