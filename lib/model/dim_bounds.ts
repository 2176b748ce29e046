/** The range of an expression when some of its symbols are known to lie within ranges. */
import { type Atom, ceilDivide, type Dim, floorDivide, integer, max, min, multiply, product, sum, symbol } from "./dim.ts";
import { substitution, symbolsOf } from "./dim_substitute.ts";

/** A range of sizes; without a maximum there is no upper bound. */
export interface Range {
  /** The smallest size. */
  readonly min: Dim;
  /** The largest size, where one is known. */
  readonly max?: Dim;
}

/**
 * The range that an expression lies in, by interval arithmetic: always true, not always the narrowest. Symbols without a range stand for themselves.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { multiply, symbol } from "./dim.ts";
 *
 * const boxes = new Map([["boxes", { min: 0, max: 100 }]]);
 * assertEquals(boundsOf(multiply(symbol("boxes"), 4), boxes), { min: 0, max: 400 });
 * ```
 */
export function boundsOf(dim: Dim, ranges: ReadonlyMap<string, Range>): Range {
  const low = bound(dim, ranges, false) ?? 0;
  const high = bound(dim, ranges, true);
  return high === undefined ? { min: low } : { min: low, max: high };
}

/** The upper or the lower bound; `undefined` where there is none. */
function bound(dim: Dim, ranges: ReadonlyMap<string, Range>, upper: boolean): Dim | undefined {
  if (typeof dim === "number") return dim;
  const terms: Dim[] = [];
  for (const [{ atoms }, coefficient] of dim.terms) {
    const factors = atoms.map((atom) => boundOfAtom(atom, ranges, coefficient > 0 === upper)); // sizes are 0 or more
    if (factors.includes(undefined)) return undefined;
    terms.push(multiply(integer(coefficient), product(factors as Dim[])));
  }
  return sum(terms);
}

function boundOfAtom({ symbol: name, call }: Atom, ranges: ReadonlyMap<string, Range>, upper: boolean): Dim | undefined {
  if (call === undefined) {
    const range = ranges.get(name!);
    return range === undefined ? symbol(name!) : upper ? range.max : range.min;
  }
  const left = bound(call.left, ranges, upper);
  const monotone = call.name === "min" || call.name === "max";
  const right = bound(call.right, ranges, monotone ? upper : !upper); // a quotient falls as its divisor grows
  if (call.name === "min" && upper) return left === undefined ? right : right === undefined ? left : min(left, right);
  if (left === undefined || right === undefined || (!monotone && right === 0)) return undefined;
  return { floor: floorDivide, ceil: ceilDivide, min, max }[call.name](left, right);
}

/** More values than this of a symbol are not tried one by one. */
const MAX_VALUES = 64;

/** The number that an expression in one symbol is, if it is the same for each value within the symbol's range and these are few. */
export function constantWithin(dim: Dim, ranges: ReadonlyMap<string, Range>): number | undefined {
  if (typeof dim === "number") return dim;
  const [name, another] = symbolsOf(dim);
  const range = name === undefined || another !== undefined ? undefined : ranges.get(name);
  if (typeof range?.min !== "number" || typeof range.max !== "number" || range.max - range.min >= MAX_VALUES) return undefined;
  const values = new Set<Dim>();
  for (let value = range.min; value <= range.max && values.size < 2; value++) values.add(substitution(new Map([[name!, value]]))(dim));
  const [only] = values;
  return values.size === 1 && typeof only === "number" ? only : undefined;
}
