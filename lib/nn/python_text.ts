/** Values as Python prints them, for the text of a network that PyTorch's users know. */

/** A float: `1e-05`, `0.1`, `1.0`. */
export function float(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return value.toFixed(1);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 16) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

/** A truth value: `True`. */
export function bool(value: boolean): string {
  return value ? "True" : "False";
}

/** A tuple: `(3, 3)`, `(768,)`. */
export function tuple(values: readonly (number | string)[]): string {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(", ")})`;
}
