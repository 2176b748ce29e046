/** Damage to JSON that is JSON still: the header of safetensors, an index of weights. */
import { type Damage, joined } from "./byte_damage.ts";
import type { Random } from "./random.ts";

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  2 ** 53,
  "",
  "F32",
  "__proto__",
  "../../etc/passwd",
  "/etc/passwd",
  "file:///etc/passwd",
  "http://127.0.0.1:9/x",
  [],
  {},
  [[[]]],
  [-1],
  [0, 2 ** 53],
  { dtype: "F32", shape: [2 ** 31, 2 ** 31], data_offsets: [0, 0] },
];
const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "", "__metadata__", "a.b", "x".repeat(500)];

function change(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null || random.chance(0.15)) return random.pick(VALUES);
  if (Array.isArray(value)) {
    if (value.length === 0 || random.chance(0.2)) return [...value, random.pick(VALUES)];
    return value.with(random.below(value.length), change(random.pick(value), random));
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return random.pick(VALUES);
  const at = random.below(entries.length);
  const [name, inner] = entries[at]!;
  if (random.chance(0.2)) return fromEntries(entries.toSpliced(at, 1));
  return fromEntries(entries.with(at, random.chance(0.3) ? [random.pick(NAMES), inner] : [name, change(inner, random)]));
}

/** `Object.fromEntries` makes `__proto__` a member like any other, and JSON writes it. */
const fromEntries = Object.fromEntries;

function changed(text: string, random: Random): string {
  let value: unknown = JSON.parse(text);
  for (let times = random.between(1, 3); times > 0; times--) value = change(value, random);
  return JSON.stringify(value) ?? "null";
}

/** Changes a file that is JSON; one that is none any more is left as it is. */
export const jsonDamage: Damage = (bytes, random) => {
  try {
    return new TextEncoder().encode(changed(new TextDecoder().decode(bytes), random));
  } catch {
    return bytes;
  }
};

/** Changes the JSON header of safetensors; the length before it is right again. */
export const headerDamage: Damage = (bytes, random) => {
  if (bytes.length < 8) return bytes;
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = jsonDamage(bytes.subarray(8, 8 + length), random);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(header.length), true);
  return joined(size, header, bytes.subarray(8 + length));
};
