/** Arithmetic on elements whose values are known: whole numbers and sizes exactly, fractions rounded as the element type rounds them. */
import {
  add,
  atMost,
  constantOf,
  type Dim,
  divideExactly,
  floorDivide,
  isNonNegative,
  max,
  min,
  modulo,
  multiply,
  subtract,
} from "../model/dim.ts";
import { bitsOf, type DType, isFloat, isInteger } from "../model/dtype.ts";
import type { Element } from "../model/tensor.ts";
import { broadcastIndices } from "./_broadcast.ts";
import type { Operand } from "./operand.ts";

/** An operation on two numbers, and on two whole numbers or sizes where it has an exact answer. */
export interface Arithmetic {
  /** Of plain numbers in a floating-point type. */
  readonly floats: (a: number, b: number) => number;
  /** Of whole numbers and sizes; `undefined` where the answer is not known. */
  readonly dims: (a: Dim, b: Dim) => Dim | undefined;
  /** Of sizes in a floating-point type, where that differs from `dims`. */
  readonly floatDims?: (a: Dim, b: Dim) => Dim | undefined;
}

/** What `arithmetic` makes of two elements of type `dtype`. */
export function combine(arithmetic: Arithmetic, dtype: DType, a: Element, b: Element): Element {
  if (isFloat(dtype) && typeof a === "number" && typeof b === "number") return rounded(arithmetic.floats(a, b), dtype);
  const [left, right] = [wholeOf(a), wholeOf(b)];
  if (left === undefined || right === undefined) return undefined;
  return isFloat(dtype) ? (arithmetic.floatDims ?? arithmetic.dims)(left, right) : withinRange(arithmetic.dims(left, right), dtype);
}

/** A whole number or a size, where the element is one. */
export function wholeOf(element: Element): Dim | undefined {
  if (typeof element === "object") return element;
  return typeof element === "number" && Number.isSafeInteger(element) ? element : undefined;
}

/** A number as the element type holds it; `undefined` for a type whose rounding is not stated here. */
export function rounded(value: number, dtype: DType): number | undefined {
  switch (dtype) {
    case "float64":
      return value;
    case "float32":
      return Math.fround(value);
    default:
      return Number.isInteger(value) && Math.abs(value) <= EXACT_WHOLE ? value : undefined;
  }
}

/** Whole numbers up to this are exact in float16 (2^11) and bfloat16 (2^8). */
const EXACT_WHOLE = 256;

/** The value, unless it is a known number that would wrap around in that type. */
export function withinRange(value: Dim | undefined, dtype: DType): Dim | undefined {
  const constant = value === undefined ? undefined : constantOf(value);
  if (constant === undefined) return value;
  if (!isInteger(dtype)) return value;
  const bits = BigInt(bitsOf(dtype)!);
  const [low, high] = dtype.startsWith("u") ? [0n, 1n << bits] : [-(1n << (bits - 1n)), 1n << (bits - 1n)];
  return BigInt(constant) >= low && BigInt(constant) < high ? value : undefined;
}

/** Elements of an operand stretched to `shape`; if nothing of it is known, the rule ends. */
export function stretched(operand: Operand, from: readonly Dim[], shape: readonly Dim[]): readonly Element[] {
  const elements = operand.value;
  return broadcastIndices(from as readonly number[], shape as readonly number[]).map((index) => elements[index]);
}

/** The same for an operand of which nothing may be known: its elements are then missing. */
export function stretchedIfKnown(operand: Operand, from: readonly Dim[], shape: readonly Dim[]): readonly Element[] {
  return operand.elements === undefined ? [] : stretched(operand, from, shape);
}

/** True where `a < b` whatever the symbols are, false where never, `undefined` where it depends on them. */
export function isLess(a: Dim, b: Dim): boolean | undefined {
  if (atMost(add(a, 1), b)) return true;
  return atMost(b, a) ? false : undefined;
}

/** True where `a = b` whatever the symbols are, false where never, `undefined` where it depends on them. */
export function isEqual(a: Dim, b: Dim): boolean | undefined {
  if (a === b) return true;
  return isLess(a, b) || isLess(b, a) ? false : undefined;
}

/** `a / b` rounded toward zero, as the standard divides whole numbers; `undefined` where the symbols' signs decide. */
export function truncateDivide(a: Dim, b: Dim): Dim | undefined {
  if (b === 0) return undefined;
  if (isNonNegative(a) && isNonNegative(b)) return floorDivide(a, b);
  const [dividend, divisor] = [constantOf(a), constantOf(b)];
  if (dividend === undefined || divisor === undefined) return divideExactly(a, b);
  const quotient = floorDivide(magnitude(a, dividend), magnitude(b, divisor));
  return (dividend < 0) === (divisor < 0) ? quotient : multiply(quotient, -1);
}

function magnitude(dim: Dim, constant: number | bigint): Dim {
  return constant < 0 ? multiply(dim, -1) : dim;
}

/** The remainder with the sign of `b`, as Python's `%`. */
export function moduloOrUnknown(a: Dim, b: Dim): Dim | undefined {
  return b === 0 ? undefined : modulo(a, b);
}

/** The remainder with the sign of `a`, as C's `fmod`. */
export function remainder(a: Dim, b: Dim): Dim | undefined {
  const quotient = truncateDivide(a, b);
  return quotient === undefined ? undefined : subtract(a, multiply(b, quotient));
}

/** a + b. */
export const ADD: Arithmetic = { floats: (a, b) => a + b, dims: add };
/** a − b. */
export const SUBTRACT: Arithmetic = { floats: (a, b) => a - b, dims: subtract };
/** a · b. */
export const MULTIPLY: Arithmetic = { floats: (a, b) => a * b, dims: multiply };
/** a / b, rounded toward zero for whole numbers. */
export const DIVIDE: Arithmetic = {
  floats: (a, b) => a / b,
  dims: truncateDivide,
  floatDims: (a, b) => b === 0 ? undefined : divideExactly(a, b),
};
/** The larger. */
export const MAX: Arithmetic = { floats: Math.max, dims: max };
/** The smaller. */
export const MIN: Arithmetic = { floats: Math.min, dims: min };
