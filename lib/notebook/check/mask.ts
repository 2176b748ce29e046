/** A number as it is printed: `1,234.5`, `1.2e-3`. */
const NUMBER = String.raw`\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?`;
/** What may stand between two numbers of one unit, and between a number and its unit. */
const SPACE = String.raw`(?:[ \u00a0\u202f]|&nbsp;)`;
/** Units of time, and of things in a time. `×` is none: `3 × 3 × 64` is exact. */
const UNIT = String.raw`(?:(?:ns|µs|μs|us|ms|s|min)(?:/[a-z]+)?|[A-Za-z]+(?:/|${SPACE}per${SPACE})(?:s|ms|second))(?![\w/])`;
const MEASURED = new RegExp(
  String.raw`${SPACE}*(?<![\w.,])${NUMBER}(?:${SPACE}*[–±-]${SPACE}*${NUMBER})*(${SPACE}*)(${UNIT})(${SPACE}*)`,
  "g",
);

/**
 * Covers the digits before a unit of time or of a rate, with the spaces that fill their column: `12.3 ms`, `0.8 ± 0.1 s`, `45 GFLOP/s`. All else stays, for a
 * notebook's other numbers are exact.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(maskTimes("conv1   12.3 ms of 4,087 macs"), "conv1 # ms of 4,087 macs");
 * ```
 */
export function maskTimes(text: string): string {
  return text.replace(MEASURED, (found: string, space: string, unit: string, _after: string, at: number) => {
    const last = /^(\n|$)/.test(text.slice(at + found.length, at + found.length + 1));
    return ` #${space && " "}${unit}${last ? "" : " "}`;
  });
}

/** Whether a text tells a time or a rate. */
export function tellsTimes(text: string): boolean {
  return text.search(MEASURED) >= 0;
}
