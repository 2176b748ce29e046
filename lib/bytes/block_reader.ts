import type { ByteSource } from "./byte_source.ts";

/** A block grows up to this size while reading goes on without a gap: large graphs take few reads, and memory stays small. */
const LARGEST_BLOCK = 1 << 20;

/**
 * A window on a source that moves with a reader. After a jump it is small, since a reader that skips weights wants a few bytes between them; it
 * doubles as long as reading goes on where the last block ended. For a source in memory the window is all of it.
 */
export class BlockReader {
  /** The source that is read. */
  readonly source: ByteSource;
  #window: Uint8Array;
  #offset = 0;
  #block: number;

  /** Begins with `head`, bytes from the source's start that have been read already. */
  constructor(source: ByteSource, head: Uint8Array = new Uint8Array(0)) {
    this.source = source;
    this.#window = source.contents ?? head;
    this.#block = source.blockBytes;
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
    const kept = goesOn ? this.#window.subarray(offset - this.#offset) : new Uint8Array(0);
    this.#block = goesOn ? Math.min(this.#block * 2, LARGEST_BLOCK) : this.source.blockBytes;
    const start = offset + kept.length;
    const wanted = Math.max(this.#block, byteLength - kept.length);
    const read = await this.source.read(start, Math.max(0, Math.min(wanted, this.source.byteLength - start)));
    this.#window = kept.length === 0 ? read : join(kept, read);
    this.#offset = offset;
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
