/**
 * A limit as somebody writes it: `4.1G`, `25M`, `100MiB`.
 *
 * @module
 */
import { ArgumentError } from "./argument_error.ts";

/** What a limit is on. */
export type Limited = "count" | "bytes";

/** Powers of ten; `B` is the billion that parameters are counted in. */
const COUNT_UNITS: Readonly<Record<string, number>> = { "": 0, k: 3, m: 6, g: 9, b: 9, t: 12, p: 15 };
/** Powers of ten of bytes; the binary units are powers of 1024. */
const BYTE_UNITS: Readonly<Record<string, number>> = { "": 0, b: 0, k: 3, kb: 3, m: 6, mb: 6, g: 9, gb: 9, t: 12, tb: 12 };
const BINARY_UNITS: readonly string[] = ["", "kib", "mib", "gib", "tib"];

const WRITTEN = /^(?<digits>(?:\d{1,3}(?:[,_]\d{3})+|\d+)(?:\.\d+)?)(?:e(?<exponent>\+?\d{1,2}))?\s*(?<unit>[a-z]*)$/i;

/**
 * The whole number that a limit is, rounded down: what is counted is whole. Units in thousands are `k`, `M`, `G`, `T`; a count may also be in `B`illions; bytes may also be
 * `MB` (1000 × 1000) and `MiB` (1024 × 1024).
 *
 * @throws {ArgumentError} If it is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(["4.1G", "25M", "4.35e9", "1,000"].map((text) => readLimit(text, "count")), [4_100_000_000, 25_000_000, 4_350_000_000, 1000]);
 * assertEquals(["100MiB", "100 MB"].map((text) => readLimit(text, "bytes")), [104_857_600, 100_000_000]);
 * ```
 */
export function readLimit(limit: number | bigint | string, of: Limited): number {
  const { digits = "", exponent = "0", unit = "" } = WRITTEN.exec(String(limit).trim())?.groups ?? {};
  const power = (of === "count" ? COUNT_UNITS : BYTE_UNITS)[unit.toLowerCase()];
  const binary = of === "bytes" ? BINARY_UNITS.indexOf(unit.toLowerCase()) : 0;
  const plain = digits.replace(/[,_]/g, "");
  // One conversion from decimal: 4.35 times a thousand million would not be a whole number.
  const value = power === undefined ? Number(`${plain}e${exponent}`) * 1024 ** binary : Number(`${plain}e${Number(exponent) + power}`);
  if (digits !== "" && (power !== undefined || binary > 0) && Number.isFinite(value)) return Math.floor(value);
  throw new ArgumentError(
    `Cannot read the limit ${JSON.stringify(String(limit))} as it must be ${
      of === "count" ? "a number such as 4.1G, 25M or 4100000000" : "a number of bytes such as 100MiB, 100MB or 104857600"
    }`,
  );
}
