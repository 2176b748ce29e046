/**
 * Sizes and costs that may be expressions, for people: `118,013,952·batch`, `118 M·batch`, `[batch, 64, 56, 56]`.
 *
 * @module
 */
import { constantOf, type Dim } from "../model/dim.ts";
import { bytesNumber, exactNumber, shortNumber } from "./number_text.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";

/** The value of a dimension that holds no symbol, exact up to 2^53; `undefined` for an expression. */
export function numberOf(dim: Dim): number | undefined {
  const constant = constantOf(dim);
  return constant === undefined ? undefined : Number(constant);
}

/** What an expression's text is made of: a symbol in backquotes, a name, a number, a product sign. */
const TOKEN = /`[^`]*`|[A-Za-z_]\w*|\d+|\*/g;

/** A free size's name is cut in its middle where it is longer: a file may call one anything. */
const SYMBOL_WIDTH = 40;

/** An expression with its numbers written by `write`. */
function withNumbers(dim: Dim, write: (value: bigint) => string): string {
  return String(dim).replace(TOKEN, (token) => token === "*" ? "·" : /^\d/.test(token) ? write(BigInt(token)) : symbolText(token));
}

/** A free size as expressions write it, for people. */
export function symbolText(symbol: string): string {
  return shortenMiddle(printable(symbol), SYMBOL_WIDTH);
}

/** Every digit of a number or an expression: `4,089,184,256·batch`. */
export function exactDim(dim: Dim): string {
  return constantOf(dim) === undefined ? withNumbers(dim, exactNumber) : exactNumber(constantOf(dim));
}

/** A number or an expression with short numbers: `4.09 G·batch`. An expression longer than `width` is cut. */
export function shortDim(dim: Dim, width = Infinity): string {
  return constantOf(dim) === undefined ? shortenEnd(withNumbers(dim, shortNumber), width) : shortNumber(constantOf(dim));
}

/** Bytes: `97.5 MiB`, or an expression such as `24.1 M·batch bytes`. An expression longer than `width` is cut. */
export function bytesDim(dim: Dim, width = Infinity): string {
  return constantOf(dim) === undefined ? `${shortenEnd(withNumbers(dim, shortNumber), width - 6)} bytes` : bytesNumber(constantOf(dim));
}

/** An expression as the JSON contract writes it, safe to print. */
export function literalDim(dim: Dim): string {
  return String(dim).replace(TOKEN, symbolText);
}

/** A shape: `[1, 64, 56, 56]`, with each expression in it cut at `width`. `?` where the rank is not known. */
export function shapeText(shape: readonly Dim[] | undefined, width = Infinity): string {
  return shape === undefined ? "?" : `[${shape.map((dim) => shortenEnd(literalDim(dim), width)).join(", ")}]`;
}
