/** Where a reader that skips large parts comes down: the first byte that it wants after a jump, and how many it wants there. */
export interface Landing {
  /** The first byte's position. */
  readonly offset: number;
  /** How many bytes are wanted before the next jump. */
  readonly byteLength: number;
}

/** Names of layers have numbers, so that headers of layers that are alike differ by some bytes in length; so may the lengths in front of them. */
const TOLERANCE = 128;

/** The more of the last steps have been seen before, the further the guesses go. */
const GUESSES_A_STEP = 3;

/** Landings looked back over for the like of the last one: a file has some hundred weights, and the search stays linear in them. */
const MEMORY = 512;

/**
 * Foretells jumps from those before. Networks repeat their layers, so that the distances between landings repeat: the last distances are looked for
 * among earlier ones, and what came after them then is expected again.
 */
export class JumpForecast {
  readonly #landings: Landing[] = [];
  /** How far each landing is from the one before. */
  readonly #steps: number[] = [];

  /** Tells of a landing. */
  add(landing: Landing): void {
    const last = this.#landings.at(-1);
    if (this.#landings.length >= 2 * MEMORY) {
      this.#landings.splice(0, MEMORY);
      this.#steps.splice(0, MEMORY);
    }
    this.#steps.push(last === undefined ? 0 : landing.offset - last.offset);
    this.#landings.push(landing);
  }

  /** Corrects what the last landing took. */
  extendLast(byteLength: number): void {
    const last = this.#landings.pop();
    if (last !== undefined) this.#landings.push({ offset: last.offset, byteLength: Math.max(last.byteLength, byteLength) });
  }

  /**
   * The next landings after the last, nearest first; none where nothing like the last steps was seen. Each may be off by some bytes.
   */
  next(count: number): Landing[] {
    const { period, alike } = this.#period();
    if (period === 0) return [];
    const steps = this.#steps.slice(-period);
    const lengths = this.#landings.slice(-period).map(({ byteLength }) => byteLength);
    let { offset } = this.#landings.at(-1)!;
    return Array.from({ length: Math.min(count, GUESSES_A_STEP * alike) }, (_, index) => {
      offset += steps[index % period]!;
      return { offset, byteLength: lengths[index % period]! };
    });
  }

  /** How many steps ago the steps were most like the last ones, and how many steps were; the nearest of several such places. 0 for never. */
  #period(): { readonly period: number; readonly alike: number } {
    const last = this.#steps.length - 1;
    let best = 0, longest = 0;
    for (let period = 1; period < last && period <= MEMORY; period++) {
      let length = 0;
      while (length < period && this.#alike(last - length, last - period - length)) length++;
      if (length > longest) [best, longest] = [period, length];
    }
    return { period: best, alike: longest };
  }

  /** Whether two steps are equal but for a few bytes; the first landing has none. */
  #alike(a: number, b: number): boolean {
    return b > 0 && Math.abs(this.#steps[a]! - this.#steps[b]!) <= TOLERANCE;
  }
}
