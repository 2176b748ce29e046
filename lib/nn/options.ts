/**
 * Options of layers, checked where no compiler has seen them: in a notebook a misspelt one would go unnoticed.
 *
 * @module
 */

/**
 * The options with defaults put in.
 *
 * @throws {TypeError} If one is given that the layer does not have, or something else stands in their place.
 */
export function readOptions<T extends object>(type: string, given: Partial<T> | undefined, defaults: T): T {
  const names = Object.keys(defaults);
  if (given === undefined) return defaults;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new TypeError(
      `Cannot make ${type} as its options must stand in an object, such as { ${names[0]}: … }: current value is ${String(given)}`,
    );
  }
  const wrong = Object.keys(given).find((name) => !names.includes(name));
  if (wrong !== undefined) {
    const meant = names.find((name) => name.toLowerCase() === wrong.replaceAll("_", "").toLowerCase());
    const advice = meant === undefined ? "" : `. Write ${meant}`;
    throw new TypeError(`Cannot make ${type} with the option "${wrong}" as it must be one of: ${names.join(", ")}${advice}`);
  }
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) };
}

/** A size for all spatial axes, or one an axis. */
export type Sizes = number | readonly number[];

/** One size an axis. */
export function perAxis(type: string, name: string, sizes: Sizes, rank: number): readonly number[] {
  const list = typeof sizes === "number" ? new Array<number>(rank).fill(sizes) : sizes;
  if (!Array.isArray(list) || list.length !== rank || !list.every((size) => Number.isInteger(size))) {
    throw new RangeError(
      `Cannot make ${type} as its ${name} must be a whole number or ${rank} of them: current value is ${JSON.stringify(sizes)}`,
    );
  }
  return list;
}

/**
 * Checks a count such as a number of channels.
 *
 * @throws {RangeError} If it is not a whole number above 0.
 */
export function checkCount(type: string, name: string, count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Cannot make ${type} as its ${name} must be a whole number >= 1: current value is ${count}`);
  }
}
