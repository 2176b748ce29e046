/**
 * Numbers for people: thousands separators, units, percentages. What is not known is `?`, never 0.
 *
 * @module
 */

const COUNT_UNITS = ["", "k", "M", "G", "T", "P", "E"];
const BYTE_UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/**
 * Every digit, in groups of three: `25,557,032`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(exactNumber(25557032), "25,557,032");
 * assertEquals(exactNumber(undefined), "?");
 * ```
 */
export function exactNumber(value: number | bigint | undefined): string {
  return value === undefined ? "?" : value.toLocaleString("en-US");
}

/**
 * Three digits and a unit of thousands: `4.09 G`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(shortNumber(4089184256), "4.09 G");
 * assertEquals(shortNumber(512), "512");
 * ```
 */
export function shortNumber(value: number | bigint | undefined): string {
  return withUnit(value, 1000, COUNT_UNITS);
}

/**
 * A number of bytes in units of 1024: `97.5 MiB`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(bytesNumber(102228128), "97.5 MiB");
 * ```
 */
export function bytesNumber(value: number | bigint | undefined): string {
  return value === 1 ? "1 byte" : withUnit(value, 1024, BYTE_UNITS);
}

function withUnit(value: number | bigint | undefined, step: number, units: readonly string[]): string {
  if (value === undefined) return "?";
  let rest = Number(value);
  let unit = 0;
  while (Math.round(rest) >= step && unit < units.length - 1) {
    rest /= step;
    unit++;
  }
  const digits = unit === 0 ? String(rest) : rest >= 999.5 ? rest.toFixed(0) : rest.toPrecision(3);
  return units[unit] === "" ? digits : `${digits} ${units[unit]}`;
}

/**
 * A part of a whole as a percentage with one decimal; what is there but would be rounded away is `<0.1%`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([1, 0.0288, 0.0001, 0, undefined].map(percent), ["100%", "2.9%", "<0.1%", "0%", "?"]);
 * ```
 */
export function percent(share: number | undefined): string {
  if (share === undefined) return "?";
  if (share === 0) return "0%";
  if (share < 0.0005) return "<0.1%";
  const text = (share * 100).toFixed(1);
  return text === "100.0" ? share === 1 ? "100%" : ">99.9%" : `${text}%`;
}
