/**
 * Data for stored tensors whose own are not there: random, the same each time, and of a size with which a network's values stay in bounds.
 *
 * @module
 */
import { bitsOf, isFloat } from "../model/dtype.ts";
import type { DType } from "../model/dtype.ts";
import type { Tensor } from "../model/tensor.ts";
import { elementBytes } from "./element_bytes.ts";

/** So many different numbers are drawn; a longer tensor repeats them. */
const DRAWN = 4093;
/** Each tensor begins so much further in them: both are primes, so that no two of the first 4093 begin alike. */
const STEP = 997;

/** Numbers between −1 and 1 (xorshift32, Marsaglia 2003), the same each time. */
const drawn: readonly number[] = draw(DRAWN, 0x9e3779b9);

function draw(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  });
}

/**
 * Gives each tensor its own data where the model holds them (small ones, which may decide shapes), else random ones.
 *
 * A weight of rank 2 or more is scaled as an initialization would be, by one over the root of the elements that go into an output. A vector lies around 1:
 * it may be a variance or a scale. Whole numbers are 0, as they may be indices; truth values and bytes are 1, as they may be masks. No two tensors are
 * equal: a runtime would take layers that read the same value with equal weights for one.
 */
export function randomWeights(): (tensor: Tensor) => Uint8Array | readonly string[] {
  let count = 0;
  return ({ dtype, elements, shape }) => {
    if (elements !== undefined && elements.every((element) => element !== undefined)) {
      if (dtype === "string") return elements.map(String);
      const bytes = elementBytes(dtype, elements.map(Number));
      if (bytes !== undefined) return bytes;
    }
    return dtype === "string" ? Array(sizeOf(shape)).fill("") : randomBytes(dtype, shape, ++count);
  };
}

/** Random elements of a type and shape; others for another `variant`. */
export function randomBytes(dtype: DType, shape: readonly number[], variant: number = 0): Uint8Array {
  const size = sizeOf(shape);
  const byteLength = Math.ceil(size * bitsOf(dtype)! / 8);
  if (!isFloat(dtype)) return new Uint8Array(byteLength).fill(bitsOf(dtype)! > 8 ? 0 : 1);
  const scale = shape.length < 2 ? 0.1 : 1 / Math.sqrt(size / Math.max(...shape.slice(0, 2)));
  const middle = shape.length < 2 ? 1 : 0;
  const values = Array.from({ length: Math.min(size, DRAWN) }, (_, index) => middle + scale * drawn[(index + variant * STEP) % DRAWN]!);
  const pattern = elementBytes(dtype, values);
  return pattern === undefined ? new Uint8Array(byteLength) : repeated(pattern, byteLength);
}

function repeated(pattern: Uint8Array, byteLength: number): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  bytes.set(pattern.subarray(0, byteLength));
  for (let filled = pattern.length; filled < byteLength; filled *= 2) bytes.copyWithin(filled, 0, Math.min(filled, byteLength - filled));
  return bytes;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}
