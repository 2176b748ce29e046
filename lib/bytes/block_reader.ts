import type { ByteSource } from "./byte_source.ts";
import { ReadAhead } from "./read_ahead.ts";

/** A block grows up to this size while reading goes on without a gap: large graphs take few reads, and memory stays small. */
const LARGEST_BLOCK = 1 << 20;

/** Where each read costs a round trip, blocks grow faster: a graph of a MiB takes five. */
const FAST_GROWTH = 4;

/**
 * A window on a source that moves with a reader. After a jump it is small, since a reader that skips weights wants a few bytes between them; it
 * doubles as long as reading goes on where the last block ended. For a source in memory the window is all of it. On a network, the places to which the next jumps are
 * likely to lead are read in the same round trip.
 */
export class BlockReader {
  /** The source that is read. */
  readonly source: ByteSource;
  #window: Uint8Array;
  #offset = 0;
  #block: number;
  readonly #ahead: ReadAhead | undefined;

  /** Begins with `head`, bytes from the source's start that have been read already. */
  constructor(source: ByteSource, head: Uint8Array = new Uint8Array(0)) {
    this.source = source;
    this.#window = source.contents ?? head;
    this.#block = source.blockBytes;
    this.#ahead = source.readsAhead && source.contents === undefined ? new ReadAhead(source) : undefined;
  }

  /** The bytes at hand. */
  get window(): Uint8Array {
    return this.#window;
  }

  /** Where the window begins in the source. */
  get offset(): number {
    return this.#offset;
  }

  /** Where the window ends in the source. */
  get end(): number {
    return this.#offset + this.#window.length;
  }

  /** True if the window has these bytes, as far as the source has them. */
  holds(offset: number, byteLength: number): boolean {
    return offset >= this.#offset && Math.min(offset + byteLength, this.source.byteLength) <= this.end;
  }

  /**
   * Moves the window to begin at `offset` and to have at least `byteLength` bytes, or those up to the source's end.
   *
   * @throws {SourceError} If the bytes cannot be had.
   */
  async fill(offset: number, byteLength: number): Promise<void> {
    if (this.holds(offset, byteLength)) return;
    const goesOn = offset >= this.#offset && offset <= this.end && this.#window.length > 0;
    if (goesOn) await this.#goOn(offset, byteLength);
    else await this.#jump(offset, byteLength);
  }

  /** Waits for what was asked for ahead and is not wanted: nothing of it comes when the reader has gone. */
  async close(): Promise<void> {
    await this.#ahead?.close();
  }

  async #goOn(offset: number, byteLength: number): Promise<void> {
    const kept = this.#window.subarray(offset - this.#offset);
    this.#block = Math.min(this.#block * (this.#ahead === undefined ? 2 : FAST_GROWTH), LARGEST_BLOCK);
    const read = await this.source.read(this.end, this.#within(this.end, Math.max(this.#block, byteLength - kept.length)));
    this.#window = kept.length === 0 ? read : join(kept, read);
    this.#offset = offset;
    this.#ahead?.extend(this.end);
  }

  async #jump(offset: number, byteLength: number): Promise<void> {
    this.#block = this.source.blockBytes;
    const wanted = this.#within(offset, Math.max(this.#block, byteLength));
    const found = await this.#ahead?.take(offset, Math.min(byteLength, wanted));
    if (found === undefined) {
      const reading = this.source.read(offset, wanted);
      this.#ahead?.missed(offset, wanted);
      this.#window = await reading;
      this.#offset = offset;
    } else {
      this.#window = found.bytes;
      this.#offset = found.offset;
    }
  }

  /** So many of `byteLength` bytes as the source has. */
  #within(offset: number, byteLength: number): number {
    return Math.max(0, Math.min(byteLength, this.source.byteLength - offset));
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
