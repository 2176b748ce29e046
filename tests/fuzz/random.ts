/** Chance that can be repeated: the same seed gives the same choices (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor(((t ^ (t >>> 14)) >>> 0) / 4294967296 * below);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True that often: 0 is never, 1 always. */
  chance(probability: number): boolean {
    return this.below(1 << 20) < probability * (1 << 20);
  }

  /** One of them. */
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  /** `count` of them at the most, each once, in their order. */
  some<T>(from: readonly T[], count: number): T[] {
    const left = from.map((_, index) => index);
    while (left.length > count) left.splice(this.below(left.length), 1);
    return left.map((index) => from[index]!);
  }

  /** All of them in another order. */
  shuffled<T>(from: readonly T[]): T[] {
    const [left, taken]: [T[], T[]] = [[...from], []];
    while (left.length > 0) taken.push(left.splice(this.below(left.length), 1)[0]!);
    return taken;
  }
}

/** The seed of one case of many, so that each can be had again without those before it. */
export function caseSeed(seed: number, index: number): number {
  return Math.imul(seed, 100_003) + index;
}
