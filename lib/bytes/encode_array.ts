import { codeBits, type CodedType, codeTable, type NumericArray, packCodes, plainBytes } from "./typed_array.ts";
import type { ScalarType } from "./scalars.ts";

/** Numbers to be stored: in an array of any kind. */
export type Numbers = ArrayLike<number | bigint>;

type NumberWriter = (view: DataView, offset: number, value: number) => void;

/** Widths and writers of the types that a DataView writes from a number. */
const WRITERS: ReadonlyMap<ScalarType, readonly [bytes: number, write: NumberWriter]> = new Map<ScalarType, [number, NumberWriter]>([
  ["float32", [4, (view, offset, value) => view.setFloat32(offset, value, true)]],
  ["float64", [8, (view, offset, value) => view.setFloat64(offset, value, true)]],
  ["complex64", [4, (view, offset, value) => view.setFloat32(offset, value, true)]],
  ["complex128", [8, (view, offset, value) => view.setFloat64(offset, value, true)]],
  ["int8", [1, (view, offset, value) => view.setInt8(offset, value)]],
  ["int16", [2, (view, offset, value) => view.setInt16(offset, value, true)]],
  ["int32", [4, (view, offset, value) => view.setInt32(offset, value, true)]],
  ["uint8", [1, (view, offset, value) => view.setUint8(offset, value)]],
  ["uint16", [2, (view, offset, value) => view.setUint16(offset, value, true)]],
  ["uint32", [4, (view, offset, value) => view.setUint32(offset, value, true)]],
]);

/**
 * Encodes numbers as elements of a type: the inverse of `decodeArray()`. A number between two that the type has goes to the nearest, of two as near to the
 * one with an even code; beyond the largest it is infinite where the type has that, else the largest. NaN needs a type that has it.
 *
 * @throws {RangeError} If a whole-number type has no such number: a fraction, one out of range, NaN; or a type without NaN is to hold it.
 */
export function encodeArray(type: ScalarType, values: Numbers): Uint8Array<ArrayBuffer> {
  const plain = plainBytes(type, values);
  if (plain !== undefined) return plain;
  if (type === "int64" || type === "uint64") return encodeLong(type, values);
  const writer = WRITERS.get(type);
  if (writer === undefined) return encodeCodes(type as CodedType, values);
  const [width, write] = writer;
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  const { low, high } = boundsOf(type);
  for (let index = 0; index < values.length; index++) {
    const value = Number(values[index]);
    if (low < high && !(Number.isInteger(value) && value >= low && value <= high)) throw refused(type, value, index);
    write(view, index * width, value);
  }
  return bytes;
}

function refused(type: ScalarType, value: number | bigint, index: number): RangeError {
  return new RangeError(`Cannot store ${value} at ${index} as the element type ${type} has no such number`);
}

/** The lowest and highest whole number of a type; both 0 for types that are not of whole numbers. */
function boundsOf(type: ScalarType): { low: number; high: number } {
  const match = /^(u?)int(\d+)$/.exec(type);
  if (match === null) return { low: 0, high: 0 };
  const bits = Number(match[2]);
  return match[1] === "u" ? { low: 0, high: 2 ** bits - 1 } : { low: -(2 ** (bits - 1)), high: 2 ** (bits - 1) - 1 };
}

function encodeLong(type: "int64" | "uint64", values: Numbers): Uint8Array<ArrayBuffer> {
  const array = new (type === "int64" ? BigInt64Array : BigUint64Array)(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (typeof value === "number" && !Number.isInteger(value)) throw refused(type, value, index);
    array[index] = BigInt(value);
    if (array[index] !== BigInt(value)) throw refused(type, value, index);
  }
  return new Uint8Array(array.buffer);
}

function encodeCodes(type: CodedType, values: Numbers): Uint8Array<ArrayBuffer> {
  const { low, high } = boundsOf(type);
  const codes = new Uint16Array(values.length);
  const search = low === high && type !== "bool" ? new CodeSearch(type) : undefined;
  const mask = (1 << codeBits(type)) - 1;
  for (let index = 0; index < values.length; index++) {
    const value = Number(values[index]);
    const code = search !== undefined
      ? search.codeOf(value)
      : type === "bool"
      ? value === 0 ? 0 : 1
      : Number.isInteger(value) && value >= low && value <= high
      ? value & mask
      : undefined;
    if (code === undefined) throw refused(type, value, index);
    codes[index] = code;
  }
  return packCodes(codes, codeBits(type));
}

/** Finds the code of the nearest number. Codes without the sign bit rise with their numbers, which all the formats have in common. */
class CodeSearch {
  readonly #table: NumericArray;
  /** The sign bit; 0 for a type without one. */
  readonly #sign: number;
  /** The code of the largest finite number. */
  readonly #largest: number;
  readonly #infinity: number | undefined;
  readonly #nan: number | undefined;

  constructor(type: CodedType) {
    this.#table = codeTable(type);
    const codes = this.#table.length;
    this.#sign = type === "float8e8m0" ? 0 : codes / 2;
    const positive = this.#sign === 0 ? codes : codes / 2;
    let largest = positive - 1;
    while (!Number.isFinite(this.#table[largest])) largest--;
    this.#largest = largest;
    const infinity = this.#table.indexOf(Infinity as never);
    this.#infinity = infinity < 0 ? undefined : infinity;
    this.#nan = quietNan(this.#table, positive);
  }

  codeOf(value: number): number | undefined {
    if (Number.isNaN(value)) return this.#nan;
    const negative = value < 0 || Object.is(value, -0);
    if (negative && this.#sign === 0) return undefined;
    const code = this.#magnitude(Math.abs(value));
    // A type whose negative zero is NaN has one zero.
    return negative && !Number.isNaN(this.#table[code | this.#sign]) ? code | this.#sign : code;
  }

  #magnitude(value: number): number {
    const at = (code: number) => this.#table[code] as number;
    if (value > at(this.#largest)) return this.#beyond(value);
    let low = 0, high = this.#largest;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(middle) < value) low = middle + 1;
      else high = middle;
    }
    if (low === 0 || at(low) === value) return low;
    const [below, above] = [value - at(low - 1), at(low) - value];
    if (below === above) return low & 1 ? low - 1 : low;
    return below < above ? low - 1 : low;
  }

  #beyond(value: number): number {
    if (this.#infinity === undefined) return this.#largest;
    const last = this.#table[this.#largest] as number;
    const half = (last - (this.#table[this.#largest - 1] as number)) / 2;
    return value - last >= half ? this.#infinity : this.#largest;
  }
}

/** The NaN that arithmetic makes: with the highest bit of its fraction set, or the only one. */
function quietNan(table: NumericArray, positive: number): number | undefined {
  if (positive === 1 << 15) return [0x7e00, 0x7fc0].find((code) => Number.isNaN(table[code])); // float16's and bfloat16's
  const nan = table.findIndex((value: number | bigint) => Number.isNaN(value));
  return nan < 0 ? undefined : nan;
}
