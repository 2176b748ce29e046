import { type ByteSource, checkRange } from "./byte_source.ts";
import { SourceError } from "./source_error.ts";

/** Bytes in memory. Reading takes views of them, no copies. */
export class MemorySource implements ByteSource {
  /** What to call the bytes in messages. */
  readonly name: string;
  /** The same, as they have no folder. */
  readonly fileName: string;
  /** How many there are. */
  readonly byteLength: number;
  /** Any number is as good as another: nothing is transferred. */
  readonly blockBytes = 4096;
  /** All of them. */
  readonly contents: Uint8Array;

  /** Takes the bytes as they are; they must not change while the source is in use. */
  constructor(bytes: Uint8Array | ArrayBuffer, name = "model in memory") {
    this.contents = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
    this.byteLength = this.contents.length;
    this.name = name;
    this.fileName = name;
  }

  /** All bytes: they were there before anybody asked. */
  get bytesRead(): number {
    return this.byteLength;
  }

  /** A view of some bytes. */
  read(offset: number, byteLength: number): Promise<Uint8Array> {
    return Promise.try(() => {
      checkRange(this, offset, byteLength);
      return this.contents.subarray(offset, offset + byteLength);
    });
  }

  /** Always refused: bytes in memory have no folder. */
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

/** The answer to a request for a file beside something that lies in no folder. */
export function noFolder(name: string, location: string): SourceError {
  const wanted = JSON.stringify(location.slice(0, 200));
  return new SourceError(`Cannot read the external data ${wanted} of ${name} as it has no folder: open the model by path or address`, name);
}
