import type { ByteSource } from "./byte_source.ts";
import { JumpForecast, type Landing } from "./jump_forecast.ts";

/** Guesses that are asked for at once when the first pattern is seen. Each time all came true, twice as many follow. */
const FIRST_GUESSES = 4;

/** Requests at the same time; browsers and servers queue more. */
const MOST_GUESSES = 64;

/** Guesses on their way take at most this share of a file, so that wrong ones do not make a read large. */
const SHARE = 1 / 400;

/** A guess is read with this many bytes more at either end: names of layers differ in length. */
const SLACK = 512;

/** Bytes that were asked for before anybody wanted them. */
interface Guess extends Landing {
  /** How many bytes are expected to be wanted. */
  readonly expected: number;
  /** The bytes; `undefined` if they could not be had, which is told when they are asked for in earnest. */
  readonly bytes: Promise<Uint8Array | undefined>;
}

/** Reads the places to which a reader is likely to jump next. A wrong guess costs bytes; what is read stays the same. */
export class ReadAhead {
  readonly #source: ByteSource;
  readonly #forecast = new JumpForecast();
  /** In the order of the file. */
  #guesses: Guess[] = [];
  #count = FIRST_GUESSES;
  #landing = 0;

  /** Reads ahead of `source`. */
  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Bytes that have been asked for and begin at or before `offset`, if there are such, and they hold the wanted ones. */
  async take(offset: number, byteLength: number): Promise<{ readonly offset: number; readonly bytes: Uint8Array } | undefined> {
    const index = this.#guesses.findIndex((guess) => guess.offset <= offset && offset + byteLength <= guess.offset + guess.byteLength);
    const guess = this.#guesses[index];
    const bytes = await guess?.bytes;
    if (guess === undefined || bytes === undefined) return undefined;
    this.#guesses = this.#guesses.slice(index + 1);
    this.#landing = offset;
    this.#forecast.add({ offset, byteLength: guess.expected });
    if (this.#guesses.length === 0) {
      this.#count = Math.min(2 * this.#count, MOST_GUESSES);
      this.#ask();
    }
    return { offset: guess.offset, bytes };
  }

  /** Tells of a jump to where nothing was read ahead. */
  missed(offset: number, byteLength: number): void {
    const wrong = this.#guesses.length > 0;
    this.#guesses = this.#guesses.filter((guess) => guess.offset > offset);
    if (wrong) this.#count = FIRST_GUESSES;
    this.#landing = offset;
    this.#forecast.add({ offset, byteLength });
    this.#ask();
  }

  /** Tells that reading goes on to `end` where the last jump led. */
  extend(end: number): void {
    this.#forecast.extendLast(end - this.#landing);
  }

  /** Waits for what is still on its way. */
  async close(): Promise<void> {
    await Promise.all(this.#guesses.map(({ bytes }) => bytes));
    this.#guesses = [];
  }

  #ask(): void {
    const affordable = Math.floor(this.#source.byteLength * SHARE / (this.#source.blockBytes + 2 * SLACK));
    for (const { offset, byteLength: expected } of this.#forecast.next(Math.min(this.#count, affordable))) {
      const start = offset - SLACK;
      const end = Math.min(offset + expected + SLACK, this.#source.byteLength);
      if (start >= end) return;
      if (this.#guesses.some((guess) => guess.offset <= offset && offset < guess.offset + guess.byteLength)) continue;
      const bytes = this.#source.read(start, end - start).catch(() => undefined);
      this.#guesses.push({ offset: start, byteLength: end - start, expected, bytes });
    }
    this.#guesses.sort((a, b) => a.offset - b.offset);
  }
}
