/**
 * A number as somebody has printed it: how much it is, and how exactly.
 *
 * @module
 */
import { ArgumentError } from "../argument_error.ts";

/** What a number may count. */
export type Counted = "operations" | "parameters" | "bytes";

/** One way to read a printed number. */
export interface Reading {
  /** How much it is. */
  readonly value: number;
  /** Half a unit of its last digit: what rounding may have taken or given. */
  readonly half: number;
  /** The thousands that its unit stands for: 10⁹ for G, 1 for none. */
  readonly scale: number;
}

/** A printed number. */
export interface PrintedNumber {
  /** As it was given. */
  readonly text: string;
  /** Digits that it has, trailing zeros of a whole number not among them. At least two. */
  readonly digits: number;
  /** What its unit says that it counts; all of them where it has none. */
  readonly counts: readonly Counted[];
  /** Ways to read it, mostly one: a small number without a unit may be meant in millions or in thousand millions. */
  readonly readings: readonly Reading[];
}

const SCALES: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["k", 1e3],
  ["thousand", 1e3],
  ["m", 1e6],
  ["million", 1e6],
  ["mn", 1e6],
  ["g", 1e9],
  ["b", 1e9],
  ["billion", 1e9],
  ["bn", 1e9],
  ["t", 1e12],
  ["trillion", 1e12],
]);

const COUNTED: readonly (readonly [word: RegExp, counted: Counted])[] = [
  [/^(macs?|madds?|mult-?adds?|multiply-?(adds?|accumulates?)|flops?|flop\/s|ops|operations)$/, "operations"],
  [/^(params?|parameters|weights)$/, "parameters"],
  [/^(b|bytes?|ib)$/, "bytes"],
];

const PRINTED =
  /^[~≈]?\s*(?<whole>\d+(?:[,_  ]\d{3})*|\d+)(?<fraction>\.\d+)?(?:e(?<exponent>[+-]?\d{1,2}))?\s*(?<words>[a-z][a-z/ -]*)?$/i;

/** Below this, a number without a unit is no count of operations: it is meant in millions or thousand millions. */
const BARE = 10_000;

/**
 * Reads a printed number: `3.8e9`, `"3.8 G"`, `"4.09 GMACs"`, `"25.6M params"`, `"4,089,184,256"`. A whole number's trailing zeros are not taken for digits, but one of a
 * single digit is taken to two: `4e9` is 4.0 G.
 *
 * @throws {ArgumentError} If it is no such number.
 */
export function readPrinted(printed: number | bigint | string): PrintedNumber {
  const text = String(printed).trim();
  const match = PRINTED.exec(text)?.groups;
  if (match === undefined) throw notRead(text);
  const { whole = "", fraction = "", exponent = "0", words = "" } = match;
  const unit = readUnit(words.trim().toLowerCase());
  if (unit === undefined) throw notRead(text);
  const mantissa = `${whole.replace(/\D/g, "")}${fraction.slice(1)}`;
  const significant = mantissa.replace(/^0+/, "");
  if (significant === "") throw notRead(text);
  const digits = Math.max(2, fraction === "" ? significant.replace(/0+$/, "").length : significant.length);
  const place = significant.length - digits - (fraction.length > 0 ? fraction.length - 1 : 0) + Number(exponent);
  const half = 10 ** place / 2;
  const value = Number(`${whole.replace(/\D/g, "")}${fraction}e${exponent}`);
  const isBare = unit.scale === 1 && value < BARE;
  const scales = isBare && unit.counts[0] === "operations" ? [1, 1e6, 1e9] : [unit.scale];
  return { text, digits, counts: unit.counts, readings: scales.map((scale) => ({ value: value * scale, half: half * scale, scale })) };
}

function notRead(text: string): ArgumentError {
  return new ArgumentError(`Cannot identify ${JSON.stringify(text)} as it must be a number such as 3.8e9, "4.09 GMACs" or "25.6M params"`);
}

/** `g`, `gmacs`, `g macs`, `billion flops`, `mb`: the thousands, and what is counted. */
function readUnit(words: string): { scale: number; counts: readonly Counted[] } | undefined {
  if (words === "b") return { scale: 1e9, counts: ["operations", "parameters"] };
  for (const [prefix, scale] of [...SCALES].sort(([a], [b]) => b.length - a.length)) {
    if (!words.startsWith(prefix)) continue;
    const rest = words.slice(prefix.length).trim();
    if (rest === "") return { scale, counts: ["operations", "parameters", "bytes"] };
    const counted = COUNTED.find(([word]) => word.test(rest));
    if (counted !== undefined) return { scale: rest === "ib" ? binary(scale) : scale, counts: [counted[1]] };
  }
  return undefined;
}

function binary(scale: number): number {
  return 1024 ** Math.round(Math.log10(scale) / 3);
}
