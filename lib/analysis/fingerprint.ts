/**
 * Short texts that are equal for equal lists, and in practice for no others.
 *
 * @module
 */

/** A hash of 64 bits as 16 hexadecimal digits. */
export type Fingerprint = string;

/** Primes with well-spread bits, those of MurmurHash3's and xxHash's 32-bit forms (both in the public domain or BSD-licensed): any odd ones would do. */
const PRIMES = [0xcc9e2d51, 0x1b873593, 0x85ebca6b, 0xc2b2ae35] as const;
/** Between two items; no text of ours holds it. */
const SEPARATOR = 0x1f;

/**
 * The fingerprint of a list of texts, in their order.
 *
 * @example
 * ```ts
 * import { assertEquals, assert } from "@std/assert";
 *
 * assertEquals(fingerprintOf(["a", "b"]), fingerprintOf(["a", "b"]));
 * assert(fingerprintOf(["a", "b"]) !== fingerprintOf(["ab"]));
 * ```
 */
export function fingerprintOf(items: readonly string[]): Fingerprint {
  let [a, b] = [0x9747b28c, 0x2545f491];
  const take = (code: number) => {
    a = Math.imul(a ^ code, PRIMES[0]);
    a = (a << 13 | a >>> 19) ^ b;
    b = Math.imul(b ^ code, PRIMES[1]);
    b = (b << 17 | b >>> 15) + a | 0;
  };
  for (const item of items) {
    for (let at = 0; at < item.length; at++) take(item.charCodeAt(at));
    take(SEPARATOR);
  }
  return hex(finish(a ^ items.length)) + hex(finish(b ^ a));
}

/** Spreads every bit over all. */
function finish(value: number): number {
  value = Math.imul(value ^ value >>> 16, PRIMES[2]);
  value = Math.imul(value ^ value >>> 13, PRIMES[3]);
  return value ^ value >>> 16;
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
