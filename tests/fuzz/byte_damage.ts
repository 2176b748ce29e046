/** Damage to bytes, whatever they mean. */
import type { Random } from "./random.ts";

/** Makes a damaged copy. */
export type Damage = (bytes: Uint8Array, random: Random) => Uint8Array;

/** The bytes of all parts, one after another. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const flipBits: Damage = (bytes, random) => {
  const damaged = bytes.slice();
  for (let times = random.between(1, 8); times > 0; times--) damaged[random.below(bytes.length)]! ^= 1 << random.below(8);
  return damaged;
};

const cut: Damage = (bytes, random) => bytes.slice(0, random.below(bytes.length));

const remove: Damage = (bytes, random) => {
  const start = random.below(bytes.length);
  return joined(bytes.subarray(0, start), bytes.subarray(start + random.between(1, 64)));
};

const splice: Damage = (bytes, random) => {
  const from = random.below(bytes.length);
  const piece = bytes.subarray(from, from + random.between(1, 2000));
  const at = random.below(bytes.length);
  return joined(bytes.subarray(0, at), piece, bytes.subarray(at));
};

/** Lengths and sizes are varints: these claim up to 2^63. */
const lie: Damage = (bytes, random) => {
  const at = random.below(bytes.length);
  const claim = Uint8Array.from({ length: random.between(2, 9) }, (_, index) => index === 0 ? 0xff : 0x80 + random.below(128));
  return joined(bytes.subarray(0, at), claim, Uint8Array.of(random.below(128)), bytes.subarray(at + random.between(1, 3)));
};

/** A message in a message in a message, as deep as the file has room for. */
const nest: Damage = (bytes, random) => {
  let inner = bytes.subarray(0, random.below(200));
  for (let depth = random.between(50, 450); depth > 0; depth--) {
    const length = inner.length;
    inner = joined(
      Uint8Array.of(random.pick([0x3a, 0x0a, 0x2a, 0x32]), (length & 127) | 128, (length >> 7) & 127 | 128, length >> 14),
      inner,
    );
  }
  const at = random.below(bytes.length);
  return joined(bytes.subarray(0, at), inner, bytes.subarray(at));
};

/** Small values in place of others leave most files readable: other sizes, other axes, other operators. */
const tweak: Damage = (bytes, random) => {
  const damaged = bytes.slice();
  for (let times = random.between(1, 3); times > 0; times--) damaged[random.below(bytes.length)] = random.below(128);
  return damaged;
};

/** A length of eight bytes at the start, as safetensors have, or anywhere near. */
const lieAboutLength: Damage = (bytes, random) => {
  const damaged = bytes.slice();
  const at = random.chance(0.7) ? 0 : random.below(Math.max(1, bytes.length - 8));
  if (bytes.length < at + 8) return damaged;
  new DataView(damaged.buffer).setBigUint64(
    at,
    random.pick([0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, BigInt(random.below(5000))]),
    true,
  );
  return damaged;
};

/** Damage that any file may get; what leaves it readable is more likely. */
export const BYTE_DAMAGE: readonly Damage[] = [tweak, tweak, tweak, tweak, flipBits, cut, remove, splice, lie, nest, lieAboutLength];
