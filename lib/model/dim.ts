/**
 * Dimensions and counts that may be symbolic.
 *
 * A {@linkcode Dim} is a number or a {@linkcode SymbolicDim}: a polynomial with integer coefficients over *atoms* (a model's free dimensions, and
 * `floor(a/b)`, `ceil(a/b)`, `min(a, b)`, `max(a, b)` of such polynomials). Expressions are kept in a normal form and interned, so two equal ones
 * are the same object and `===` compares them. Symbols stand for sizes and are taken to be 0 or more. An expression of more than 65,536 symbols, functions
 * and terms is not made: what would make it throws a `RangeError`.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { profile, sizes } from "../../mod.ts";
 *
 * const height = sizes.symbol("height");
 * assertEquals(String(sizes.add(sizes.floorDivide(sizes.subtract(height, 1), 2), 1)), "floor((height + 1)/2)");
 * const { macs } = await profile("examples/resnet50.onnx", { inputs: { input: ["batch", 3, 224, 224] } });
 * assert(macs === sizes.multiply(sizes.symbol("batch"), 4_087_339_008)); // equal expressions are one object
 * ```
 *
 * @module
 */
import { addIntegers, floorDivideIntegers, gcd, type Integer, multiplyIntegers } from "./integer.ts";
import {
  accumulate,
  type Atom,
  call,
  checkWeight,
  constantOf,
  type Dim,
  fromTerms,
  integer,
  type Monomial,
  monomialOf,
  ONE,
  symbol,
  SymbolicDim,
  termsOf,
  weightOf,
} from "./polynomial.ts";

export { type Atom, constantOf, type Dim, integer, type Monomial, symbol, SymbolicDim, weightOf };

/** The sum of any number of terms; 0 for none. */
export function sum(dims: Iterable<Dim>): Dim {
  let total: Integer = 0;
  let terms: Map<Monomial, Integer> | undefined;
  for (const dim of dims) {
    if (typeof dim === "number") total = addIntegers(total, dim);
    else accumulate(terms ??= new Map(), dim.terms, 1);
  }
  if (terms === undefined) return integer(total);
  if (total !== 0) accumulate(terms, new Map([[ONE, total]]), 1);
  return fromTerms(terms);
}

/** `a + b`. */
export function add(a: Dim, b: Dim): Dim {
  return sum([a, b]);
}

/** `a − b`. */
export function subtract(a: Dim, b: Dim): Dim {
  return add(a, multiply(b, -1));
}

/** `a × b`, multiplied out. */
export function multiply(a: Dim, b: Dim): Dim {
  if (typeof a === "number" && typeof b === "number") return integer(multiplyIntegers(a, b));
  if (a === 1) return b;
  if (b === 1) return a;
  const [lefts, rights] = [termsOf(a), termsOf(b)];
  checkWeight(lefts.size * rights.size);
  const result = new Map<Monomial, Integer>();
  for (const [left, factor] of lefts) {
    for (const [right, coefficient] of rights) {
      const monomial = left === ONE ? right : right === ONE ? left : monomialOf([...left.atoms, ...right.atoms]);
      accumulate(result, new Map([[monomial, coefficient]]), factor);
    }
  }
  return fromTerms(result);
}

/** The product of any number of dimensions; 1 for none. */
export function product(dims: Iterable<Dim>): Dim {
  let result: Dim = 1;
  for (const dim of dims) result = multiply(result, dim);
  return result;
}

const signs = new WeakMap<SymbolicDim, boolean>();

/** True where `dim` is 0 or more whatever its symbols (each 0 or more) are; false where that cannot be told. */
export function isNonNegative(dim: Dim): boolean {
  if (typeof dim === "number") return dim >= 0;
  let known = signs.get(dim);
  if (known === undefined) {
    known = [...dim.terms].every(([monomial, coefficient]) => coefficient >= 0 && monomial.atoms.every(isNonNegativeAtom));
    signs.set(dim, known);
  }
  return known;
}

function isNonNegativeAtom({ call }: Atom): boolean {
  if (call === undefined) return true;
  if (call.name === "max") return isNonNegative(call.left) || isNonNegative(call.right);
  return isNonNegative(call.left) && isNonNegative(call.right);
}

/** True where `a ≤ b` whatever the symbols are; false where that cannot be told. */
export function atMost(a: Dim, b: Dim): boolean {
  return isAtMost(a, b, MAX_SIDES);
}

/** Heavier expressions are hardly ever alike, and their difference takes as long as they do. */
const MAX_COMPARED = 1 << 14;

/** Each minimum or maximum on either side doubles the work; in real models at most four stand in each other. */
const MAX_SIDES = 8;

function isAtMost(a: Dim, b: Dim, depth: number): boolean {
  if (a === b) return true;
  if (typeof a === "number" && typeof b === "number") return a <= b;
  if (weightOf(a) + weightOf(b) > MAX_COMPARED) return false;
  return isNonNegative(subtract(b, a)) || (depth > 0 && atMostBySides(a, b, depth - 1));
}

/** A minimum is at most each of its sides, a maximum at least; what both sides are at most, or at least, the whole is. */
function atMostBySides(a: Dim, b: Dim, depth: number): boolean {
  const [left, right] = [callOf(a), callOf(b)];
  if (left?.name === "min" && (isAtMost(left.left, b, depth) || isAtMost(left.right, b, depth))) return true;
  if (left?.name === "max" && isAtMost(left.left, b, depth) && isAtMost(left.right, b, depth)) return true;
  if (right?.name === "min" && isAtMost(a, right.left, depth) && isAtMost(a, right.right, depth)) return true;
  return right?.name === "max" && (isAtMost(a, right.left, depth) || isAtMost(a, right.right, depth));
}

/** The function that an expression is, if it is nothing but one. */
export function callOf(dim: Dim): Atom["call"] {
  if (typeof dim === "number" || dim.terms.size !== 1) return undefined;
  const [monomial, coefficient] = dim.terms.entries().next().value!;
  return coefficient === 1 && monomial.atoms.length === 1 ? monomial.atoms[0]!.call : undefined;
}

/** The name of a dimension that is nothing but a symbol. */
export function symbolName(dim: Dim): string | undefined {
  if (typeof dim === "number" || dim.terms.size !== 1) return undefined;
  const [monomial, coefficient] = dim.terms.entries().next().value!;
  return coefficient === 1 && monomial.atoms.length === 1 ? monomial.atoms[0]!.symbol : undefined;
}

/** The smaller of two. */
export function min(a: Dim, b: Dim): Dim {
  if (atMost(a, b)) return a;
  if (atMost(b, a)) return b;
  return call("min", ...ordered(a, b));
}

/** The larger of two. */
export function max(a: Dim, b: Dim): Dim {
  if (atMost(a, b)) return b;
  if (atMost(b, a)) return a;
  return call("max", ...ordered(a, b));
}

function ordered(a: Dim, b: Dim): [Dim, Dim] {
  if (typeof a === "number") return [a, b];
  if (typeof b === "number") return [b, a];
  return a.toString() <= b.toString() ? [a, b] : [b, a];
}

/**
 * `⌊a / b⌋`. Whole parts are taken out (`floor((4*n + 1)/2)` is `2*n`), nested quotients become one, and a polynomial that `b` divides leaves none.
 *
 * @throws {RangeError} If `b` is 0.
 */
export function floorDivide(a: Dim, b: Dim): Dim {
  const divisor = constantOf(b);
  if (divisor === 0) throw new RangeError(`Cannot divide by zero: current dividend is ${a}`);
  const dividend = constantOf(a);
  if (divisor !== undefined) {
    if (divisor < 0) return floorDivide(multiply(a, -1), multiply(b, -1));
    return dividend !== undefined ? integer(floorDivideIntegers(dividend, divisor)) : floorDivideByConstant(a, divisor);
  }
  if (a === 0) return 0;
  return divideExactly(a, b) ?? call("floor", a, b);
}

function floorDivideByConstant(a: Dim, divisor: Integer): Dim {
  if (divisor === 1) return a;
  const whole = new Map<Monomial, Integer>();
  const rest = new Map<Monomial, Integer>();
  for (const [monomial, coefficient] of termsOf(a)) {
    const quotient = floorDivideIntegers(coefficient, divisor);
    const remainder = addIntegers(coefficient, multiplyIntegers(quotient, multiplyIntegers(divisor, -1)));
    if (quotient !== 0) whole.set(monomial, quotient);
    if (remainder !== 0) rest.set(monomial, remainder);
  }
  const offset = rest.get(ONE) ?? 0;
  rest.delete(ONE);
  if (rest.size === 0) return fromTerms(whole); // 0 ≤ offset < divisor
  let common: Integer = divisor;
  for (const coefficient of rest.values()) common = gcd(common, coefficient);
  const scaled = new Map([...rest].map(([monomial, value]) => [monomial, floorDivideIntegers(value, common)] as const));
  const numerator = add(fromTerms(scaled), integer(floorDivideIntegers(offset, common)));
  return add(fromTerms(whole), quotientAtom(numerator, floorDivideIntegers(divisor, common)));
}

/** `⌊(⌊a/b⌋ + c) / d⌋ = ⌊(a + b·c) / (b·d)⌋` keeps a chain of strided layers one quotient deep. */
function quotientAtom(numerator: Dim, divisor: Integer): Dim {
  if (divisor === 1) return numerator;
  const inner = [...termsOf(numerator)].filter(([monomial]) => monomial !== ONE);
  const [monomial, coefficient] = inner[0]!;
  const nested = inner.length === 1 && coefficient === 1 && monomial.atoms.length === 1 ? monomial.atoms[0]!.call : undefined;
  if (nested?.name === "floor" && typeof nested.right === "number") {
    const offset = integer(termsOf(numerator).get(ONE) ?? 0);
    return floorDivide(add(nested.left, multiply(offset, nested.right)), multiply(nested.right, integer(divisor)));
  }
  return call("floor", numerator, integer(divisor));
}

/** `⌈a / b⌉`. */
export function ceilDivide(a: Dim, b: Dim): Dim {
  const divisor = constantOf(b);
  if (divisor !== undefined) {
    if (divisor < 0) return ceilDivide(multiply(a, -1), multiply(b, -1));
    return floorDivide(add(a, subtract(b, 1)), b);
  }
  return divideExactly(a, b) ?? call("ceil", a, b);
}

/** `a mod b` with the sign of `b`, as Python's `%`. */
export function modulo(a: Dim, b: Dim): Dim {
  return subtract(a, multiply(b, floorDivide(a, b)));
}

/** `a / b` where the division leaves nothing whatever the symbols are (polynomial long division), else `undefined`. */
export function divideExactly(a: Dim, b: Dim): Dim | undefined {
  if (a === b) return 1;
  const divisorTerms = [...termsOf(b)].sort(byDegree);
  if (divisorTerms.length === 0) return undefined;
  const [leading, leadingCoefficient] = divisorTerms[0]!;
  const quotient = new Map<Monomial, Integer>();
  let rest = a;
  for (let step = 0; step < MAX_DIVISION_STEPS && rest !== 0; step++) {
    const [top, coefficient] = [...termsOf(rest)].sort(byDegree)[0]!;
    const factor = without(top.atoms, leading.atoms);
    const scale = floorDivideIntegers(coefficient, leadingCoefficient);
    if (factor === undefined || multiplyIntegers(scale, leadingCoefficient) !== coefficient) return undefined;
    const term = new Map([[monomialOf(factor), scale]]);
    accumulate(quotient, term, 1);
    rest = subtract(rest, multiply(fromTerms(term), b));
  }
  return rest === 0 ? fromTerms(quotient) : undefined;
}

/** Long division ends by itself; this bounds what one with thousands of terms may cost. */
const MAX_DIVISION_STEPS = 64;

/** Graded lexicographic order of the monomials, largest first. */
function byDegree([a]: readonly [Monomial, Integer], [b]: readonly [Monomial, Integer]): number {
  if (a.atoms.length !== b.atoms.length) return b.atoms.length - a.atoms.length;
  for (let i = 0; i < a.atoms.length; i++) {
    const difference = a.atoms[i]!.id - b.atoms[i]!.id;
    if (difference !== 0) return difference;
  }
  return 0;
}

function without(from: readonly Atom[], taken: readonly Atom[]): Atom[] | undefined {
  const left = [...from];
  for (const atom of taken) {
    const at = left.indexOf(atom);
    if (at < 0) return undefined;
    left.splice(at, 1);
  }
  return left;
}
