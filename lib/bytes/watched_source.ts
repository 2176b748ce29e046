import type { ByteSource } from "./byte_source.ts";

/** How far reading has come. */
export interface Progress {
  /** The path or address that is read. */
  readonly name: string;
  /** How many bytes came over so far. */
  readonly bytesRead: number;
  /** How many bytes the file has, where that is known yet. Few of them need to be read. */
  readonly bytes?: number;
}

/** Who wants to know how reading goes on, and may end it. */
export interface WatchOptions {
  /** Called after each piece that came over. */
  readonly onProgress?: (progress: Progress) => void;
  /** Ends reading when it is aborted: the read that is under way or the next one throws its reason. */
  readonly signal?: AbortSignal;
}

/** A source that tells how reading goes on, and that can be ended between two reads. */
export class WatchedSource implements ByteSource {
  readonly #source: ByteSource;
  readonly #options: WatchOptions;

  /** Watches reads from `source`. */
  constructor(source: ByteSource, options: WatchOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** The watched source's name. */
  get name(): string {
    return this.#source.name;
  }

  /** The watched source's file name. */
  get fileName(): string {
    return this.#source.fileName;
  }

  /** The watched source's length. */
  get byteLength(): number {
    return this.#source.byteLength;
  }

  /** How many bytes came over so far. */
  get bytesRead(): number {
    return this.#source.bytesRead;
  }

  /** The watched source's block. */
  get blockBytes(): number {
    return this.#source.blockBytes;
  }

  /** Whether reading ahead of the watched source pays. */
  get readsAhead(): boolean | undefined {
    return this.#source.readsAhead;
  }

  /** The watched source's bytes, if they are in memory. */
  get contents(): Uint8Array | undefined {
    return this.#source.contents;
  }

  /** Reads from the watched source, and tells of it. */
  read(offset: number, byteLength: number): Promise<Uint8Array> {
    return this.#watch(() => this.#source.read(offset, byteLength));
  }

  /** Reads from the watched source, and tells of it. */
  async readInto(offset: number, into: Uint8Array): Promise<void> {
    await this.#watch(async () => {
      if (this.#source.readInto !== undefined) await this.#source.readInto(offset, into);
      else into.set(await this.#source.read(offset, into.length));
    });
  }

  async #watch<T>(read: () => Promise<T>): Promise<T> {
    this.#options.signal?.throwIfAborted();
    const answer = await read();
    const { name, bytesRead, byteLength: total } = this.#source;
    this.#options.onProgress?.({ name, bytesRead, bytes: total });
    this.#options.signal?.throwIfAborted();
    return answer;
  }

  /** Opens a sibling of the watched source, watched likewise. */
  async sibling(location: string): Promise<ByteSource> {
    return new WatchedSource(await this.#source.sibling(location), this.#options);
  }

  /** Lets go of the watched source. */
  close(): void {
    this.#source.close();
  }

  /** Lets go of the watched source. */
  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#source[Symbol.asyncDispose]();
  }
}
