/**
 * What part of a whole something is, also where both are expressions.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import { type Monomial, ONE } from "../model/polynomial.ts";
import { type Integer, multiplyIntegers } from "../model/integer.ts";
import type { StandIns } from "./stand_ins.ts";

/** Shares of one whole. */
export interface Shares {
  /** From 0 to 1; `undefined` where it is not known, or the whole is nothing. */
  of(part: Dim): number | undefined;
  /** True where the shares hold only for the stand-in values of the free sizes, which the reader must be told. */
  readonly atStandIns: boolean;
}

/**
 * Shares of `whole`. Where every part is a fixed fraction of it whatever the free sizes are (all costs grow with the batch, say), they are exact;
 * otherwise all are taken at the stand-in values, so that they can be compared.
 */
export function sharesOf(whole: Dim, parts: Iterable<Dim>, standIns: StandIns): Shares {
  if (whole === 0) return { of: () => undefined, atStandIns: false };
  let fixed = true;
  for (const part of parts) if (ratio(part, whole) === undefined) fixed = false;
  if (fixed) return { of: (part) => ratio(part, whole), atStandIns: false };
  const total = standIns.valueOf(whole);
  return {
    of(part: Dim): number | undefined {
      const value = standIns.valueOf(part);
      return value === undefined || !total ? undefined : value / total;
    },
    atStandIns: true,
  };
}

/** `part / whole` where that is a number whatever the symbols are: each term of the one is the same fraction of the other's. */
function ratio(part: Dim, whole: Dim): number | undefined {
  if (whole === 0) return undefined;
  if (typeof part === "number" && typeof whole === "number") return part / whole;
  if (part === 0) return 0;
  const [numerator, denominator] = [termsOf(part), termsOf(whole)];
  if (numerator.size !== denominator.size) return undefined;
  const [first, top] = numerator.entries().next().value!;
  const bottom = denominator.get(first);
  if (bottom === undefined) return undefined;
  for (const [monomial, coefficient] of numerator) {
    const other = denominator.get(monomial);
    if (other === undefined || multiplyIntegers(coefficient, bottom) !== multiplyIntegers(other, top)) return undefined;
  }
  return Number(top) / Number(bottom);
}

function termsOf(dim: Dim): ReadonlyMap<Monomial, Integer> {
  return typeof dim === "number" ? new Map([[ONE, dim]]) : dim.terms;
}
