/** Damage to a protobuf message that is a message still: fields that are doubled, dropped, moved, of other values, in each other. Lengths are right again. */
import { numberField, varint } from "../formats/onnx/_encode.ts";
import { type Damage, joined } from "./byte_damage.ts";
import type { Random } from "./random.ts";

interface Field {
  number: number;
  /** A varint's value, fixed bytes, a text's or list's bytes, or the fields of a message. */
  value: bigint | Uint8Array | Field[];
  readonly width?: 4 | 8;
}

/** Deeper messages are taken as bytes. */
const MAX_DEPTH = 24;

/** The fields of a message; `undefined` for bytes that are none. */
function parse(bytes: Uint8Array, depth = 0): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const number = (): bigint | undefined => {
    let value = 0n;
    for (let shift = 0n; shift < 70n && at < bytes.length; shift += 7n) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    return undefined;
  };
  while (at < bytes.length) {
    const tag = number();
    if (tag === undefined || tag >> 3n === 0n || tag >> 3n > 100n) return undefined;
    const type = Number(tag & 7n);
    const field = Number(tag >> 3n);
    if (type === 0) {
      const value = number();
      if (value === undefined) return undefined;
      fields.push({ number: field, value });
      continue;
    }
    const length = type === 1 ? 8n : type === 5 ? 4n : type === 2 ? number() : undefined;
    if (length === undefined || BigInt(at) + length > BigInt(bytes.length)) return undefined;
    const payload = bytes.subarray(at, at += Number(length));
    if (type !== 2) fields.push({ number: field, value: payload, width: type === 1 ? 8 : 4 });
    else fields.push({ number: field, value: (depth < MAX_DEPTH && payload.length > 1 && parse(payload, depth + 1)) || payload });
  }
  return fields;
}

function encode(fields: readonly Field[]): Uint8Array {
  return joined(...fields.map(({ number, value, width }) => {
    if (typeof value === "bigint") return Uint8Array.from(numberField(number, value));
    const payload = Array.isArray(value) ? encode(value) : value;
    if (width !== undefined) return joined(Uint8Array.from(varint(number << 3 | (width === 8 ? 1 : 5))), payload);
    return joined(Uint8Array.from([...varint(number << 3 | 2), ...varint(payload.length)]), payload);
  }));
}

/** All lists of fields, the whole message's first. */
function lists(fields: Field[], found: Field[][] = []): Field[][] {
  if (fields.length > 0) found.push(fields);
  for (const { value } of fields) if (Array.isArray(value)) lists(value, found);
  return found;
}

const NUMBERS = [
  0n,
  1n,
  2n,
  3n,
  7n,
  64n,
  255n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 53n,
  2n ** 62n,
  2n ** 63n - 1n,
  2n ** 64n - 1n,
  2n ** 64n - 2n,
];
const TEXTS = [
  "",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "x",
  "..",
  "/",
  "a.b.c",
  "batch",
  "\u0000",
  "<b>",
  "Loop",
  "If",
  "Reshape",
  "x".repeat(300),
];

type Change = (list: Field[], at: number, random: Random, all: Field[][]) => void;

/** Copies that share nothing. */
function copy({ number, value, width }: Field): Field {
  return { number, value: Array.isArray(value) ? value.map(copy) : value, ...(width && { width }) };
}

function anyField(random: Random, all: Field[][]): Field {
  return random.pick(random.pick(all));
}

const setNumber: Change = (list, at, random) => {
  const field = list[at]!;
  if (typeof field.value === "bigint") field.value = random.chance(0.5) ? random.pick(NUMBERS) : BigInt(random.below(10));
};

const setText: Change = (list, at, random, all) => {
  const field = list[at]!;
  if (typeof field.value === "bigint" || field.width !== undefined) return;
  const other = anyField(random, all).value;
  field.value = random.chance(0.5) && other instanceof Uint8Array ? other : new TextEncoder().encode(random.pick(TEXTS));
};

const drop: Change = (list, at) => void list.splice(at, 1);
const double: Change = (list, at, random) => list.splice(random.below(list.length + 1), 0, copy(list[at]!));
const swap: Change = (list, at, random) => {
  const other = random.below(list.length);
  [list[at], list[other]] = [list[other]!, list[at]!];
};
const borrow: Change = (list, at, random, all) => list.splice(at, 0, copy(anyField(random, all)));
const replace: Change = (list, at, random, all) => {
  list[at] = { ...copy(anyField(random, all)), number: list[at]!.number };
};
const renumber: Change = (list, at, random) => {
  list[at]!.number = random.between(1, 26);
};
const nest: Change = (list, at, random) => {
  let field = copy(list[at]!);
  for (let depth = random.between(1, 60); depth > 0; depth--) {
    field = { number: random.pick([list[at]!.number, 1, 5, 6, 7]), value: [field] };
  }
  list[at] = field;
};
const repeat: Change = (list, at, random) => {
  for (let times = random.between(2, 200); times > 0; times--) list.push(copy(list[at]!));
};

const CHANGES: readonly Change[] = [
  setNumber,
  setNumber,
  setNumber,
  setText,
  setText,
  drop,
  double,
  swap,
  borrow,
  replace,
  renumber,
  nest,
  repeat,
];

/** Changes a few fields of a message. Bytes that are no message are left as they are. */
export const wireDamage: Damage = (bytes, random) => {
  const fields = parse(bytes);
  if (fields === undefined) return bytes;
  for (let times = random.between(1, 4); times > 0; times--) {
    const all = lists(fields);
    if (all.length === 0) break;
    const list = random.pick(all);
    random.pick(CHANGES)(list, random.below(list.length), random, all);
  }
  return encode(fields);
};
