/**
 * Seeded random numbers, the same on every machine.
 *
 * @module
 */

/** Draws numbers; one seed and label give one sequence. The generator is sfc32 of PractRand (Chris Doty-Humphrey), a public-domain design. */
export class Random {
  readonly #state: Uint32Array;

  /** A generator for one tensor: its name keeps its values apart from those of others, in whatever order they are made. */
  constructor(seed: number, label: string) {
    let hash = 0x811c9dc5 ^ seed; // FNV-1a
    for (let index = 0; index < label.length; index++) hash = Math.imul(hash ^ label.charCodeAt(index), 0x01000193);
    this.#state = Uint32Array.of(hash, seed, Math.imul(hash, 0x9e3779b1), 1);
    for (let round = 0; round < 12; round++) this.#next();
  }

  #next(): number {
    const s = this.#state;
    const result = (s[0]! + s[1]! + s[3]!) >>> 0;
    s[3] = s[3]! + 1;
    s[0] = s[1]! ^ (s[1]! >>> 9);
    s[1] = s[2]! + (s[2]! << 3);
    s[2] = ((s[2]! << 21) | (s[2]! >>> 11)) + result;
    return result;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.#next() / 2 ** 32;
  }

  /** A number in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** A normally distributed number (Box and Muller 1958). */
  normal(mean: number, deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.unit());
  }
}
