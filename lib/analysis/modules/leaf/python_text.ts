/**
 * Values as Python prints them: a constructor line is to read as PyTorch writes it.
 *
 * @module
 */

/** A float of single precision with as few digits as tell it from its neighbours: `1e-05`, `0.1`, `2.0`. */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  const shortest = shortestOf(value, (candidate) => Math.fround(candidate) === Math.fround(value));
  const [digits, exponent] = shortest.toExponential().split("e") as [string, string];
  if (shortest !== 0 && (Number(exponent) < -4 || Number(exponent) >= 16)) {
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  }
  return Number.isInteger(shortest) ? `${shortest}.0` : String(shortest);
}

/** The number of fewest decimal digits near `value` that passes a test. */
export function shortestOf(value: number, passes: (candidate: number) => boolean): number {
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (passes(candidate)) return candidate;
  }
  return value;
}

/** A tuple: `(3, 3)`, `(3,)`. */
export function pythonTuple(values: readonly unknown[]): string {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(", ")})`;
}

/** One number where all are equal, as most people give a window's size; else a tuple. */
export function pythonSize(values: readonly number[]): string {
  return values.every((value) => value === values[0]) ? String(values[0]) : pythonTuple(values);
}

/** `True` or `False`. */
export function pythonBool(value: boolean): string {
  return value ? "True" : "False";
}
