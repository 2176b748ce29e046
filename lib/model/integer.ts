/**
 * Exact integers of any size: a `number` while it is a safe integer, a `bigint` beyond, and never both for one value, so `===` compares them.
 * Counts of large models at large batches pass 2^53; ONNX files write INT64_MAX for "to the end".
 *
 * @module
 */

/** A whole number, held as `number` up to 2^53 − 1 in magnitude and as `bigint` beyond. */
export type Integer = number | bigint;

/** Brings a value into the one form that {@linkcode Integer} allows for it. */
export function normalize(value: bigint): Integer {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** `a + b`, exactly. */
export function addIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return normalize(BigInt(a) + BigInt(b));
}

/** `a * b`, exactly. */
export function multiplyIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
  }
  return normalize(BigInt(a) * BigInt(b));
}

/** The largest integer that is not above `a / b`. `b` must not be 0. */
export function floorDivideIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") {
    const remainder = ((a % b) + b) % b;
    return (a - remainder) / b + 0;
  }
  const [p, q] = [BigInt(a), BigInt(b)];
  const quotient = p / q;
  return normalize(p % q !== 0n && (p < 0n) !== (q < 0n) ? quotient - 1n : quotient);
}

/** The greatest common divisor, never negative. */
export function gcd(a: Integer, b: Integer): Integer {
  let [x, y] = [BigInt(a), BigInt(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return normalize(x < 0n ? -x : x);
}
