/** Reads into the bytes given and answers how many came; `null` at the end. */
export type Pull = (into: Uint8Array) => Promise<number | null>;

/** Small pieces are read ahead by this much: a message's heads come with one call. */
const AHEAD = 1 << 16;
/** What a peer claims to send is believed by this much at once; more room is made as the bytes come. */
const TRUSTED = 1 << 20;

/**
 * Takes exact numbers of bytes from a stream that gives any number at a time. Large pieces are read straight to where they belong: a reader that
 * dawdles makes Deno's kernel mix its messages (see `unmix.ts`).
 */
export class ByteReader {
  readonly #pull: Pull;
  #ahead = new Uint8Array(0);

  /** Reads with `pull`, which is called by one `take` at a time. */
  constructor(pull: Pull) {
    this.#pull = pull;
  }

  /** Waits for `count` bytes; `undefined` if the stream ends or breaks before. */
  async take(count: number): Promise<Uint8Array | undefined> {
    if (count <= this.#ahead.length) return this.#takeAhead(count);
    let taken = new Uint8Array(Math.min(count, Math.max(TRUSTED, this.#ahead.length)));
    let filled = this.#ahead.length;
    taken.set(this.#takeAhead(filled));
    while (filled < count) {
      const straight = count - filled >= AHEAD;
      if (!straight) taken = enlarged(taken, count);
      else if (filled === taken.length) taken = enlarged(taken, Math.min(count, 2 * filled));
      const into = straight ? taken.subarray(filled) : new Uint8Array(AHEAD);
      const got = await this.#pull(into).catch(() => null);
      if (got === null) return undefined;
      if (straight) filled += got;
      else filled += this.#split(into.subarray(0, got), taken, filled, count);
    }
    return taken;
  }

  #takeAhead(count: number): Uint8Array {
    const taken = this.#ahead.subarray(0, count);
    this.#ahead = this.#ahead.subarray(count);
    return taken;
  }

  /** Puts what is wanted of `bytes` in its place and keeps the rest. */
  #split(bytes: Uint8Array<ArrayBuffer>, taken: Uint8Array, filled: number, count: number): number {
    const wanted = Math.min(bytes.length, count - filled);
    taken.set(bytes.subarray(0, wanted), filled);
    this.#ahead = bytes.subarray(wanted);
    return wanted;
  }
}

function enlarged(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (bytes.length >= length) return bytes;
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
