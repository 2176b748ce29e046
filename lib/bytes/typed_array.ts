/**
 * Elements of stored tensors in typed arrays, both ways. Little-endian, as every format here stores them.
 *
 * @module
 */
import { byteLengthOf, decodeScalars, type ScalarType } from "./scalars.ts";

/** The arrays that elements are given in. */
export type NumericArray =
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>;

/** What the types have in common that the platform's arrays hold as they are stored; two numbers stand for a complex one. */
const PLAIN = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  complex64: Float32Array,
  complex128: Float64Array,
} as const;

type Plain = keyof typeof PLAIN;

/** A type of at most 16 bits that no array of the platform holds: each of its codes stands for a number. */
export type CodedType = Exclude<ScalarType, Plain>;

function isPlain(type: ScalarType): type is Plain {
  return Object.hasOwn(PLAIN, type);
}

/** How many bits a code of the type takes. */
export function codeBits(type: CodedType): 2 | 4 | 8 | 16 {
  return byteLengthOf(type, 8) as 2 | 4 | 8 | 16;
}

const tables = new Map<CodedType, NumericArray>();

/** The number that each code of a type stands for: in an Int8Array or Uint8Array for whole numbers and truth values, else in a Float32Array. */
export function codeTable(type: CodedType): NumericArray {
  let table = tables.get(type);
  if (table === undefined) {
    const bits = codeBits(type);
    const codes = Uint16Array.from({ length: 1 << bits }, (_, code) => code);
    const values = decodeScalars(type, packCodes(codes, bits), codes.length) as number[];
    tables.set(
      type,
      table = type.startsWith("int") ? Int8Array.from(values) : holdsWhole(type) ? Uint8Array.from(values) : Float32Array.from(values),
    );
  }
  return table;
}

function holdsWhole(type: CodedType): boolean {
  return type.startsWith("uint") || type === "bool";
}

/** Codes as they are stored: of those smaller than a byte, the first in the lowest bits. */
export function packCodes(codes: Uint16Array, bits: 2 | 4 | 8 | 16): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil(codes.length * bits / 8));
  if (bits === 16) {
    for (let index = 0; index < codes.length; index++) {
      bytes[2 * index] = codes[index]!;
      bytes[2 * index + 1] = codes[index]! >> 8;
    }
  } else for (let index = 0; index < codes.length; index++) bytes[index * bits >> 3]! |= codes[index]! << (index * bits & 7);
  return bytes;
}

/**
 * Decodes elements into a typed array: whole numbers of 64 bits as bigints; float16, bfloat16 and smaller floating-point numbers in a Float32Array,
 * which holds them exactly; truth values as 0 and 1; whole numbers of 2 or 4 bits one in a byte; a complex number as two, real part first.
 *
 * The array may share memory with `bytes`, so as not to copy gigabytes: one who changes it, or hands it out, takes {@linkcode decodeArray}.
 *
 * @throws {RangeError} If `bytes` are not as many as `count` elements take.
 */
export function viewArray(type: ScalarType, bytes: Uint8Array, count: number): NumericArray {
  const byteLength = byteLengthOf(type, count);
  if (bytes.length !== byteLength) {
    throw new RangeError(`Cannot decode ${count} elements of ${type} as they take ${byteLength} bytes: there are ${bytes.length}`);
  }
  if (!isPlain(type)) return decodeCodes(type, bytes, count);
  const Elements = PLAIN[type];
  const aligned = bytes.byteOffset % Elements.BYTES_PER_ELEMENT === 0 && bytes.buffer instanceof ArrayBuffer;
  const own = aligned ? bytes as Uint8Array<ArrayBuffer> : Uint8Array.from(bytes);
  return new Elements(own.buffer, own.byteOffset, byteLength / Elements.BYTES_PER_ELEMENT);
}

/** As {@linkcode viewArray}, with memory of its own. */
export function decodeArray(type: ScalarType, bytes: Uint8Array, count: number): NumericArray {
  const array = viewArray(type, bytes, count);
  return array.buffer === bytes.buffer ? array.slice() : array;
}

/** A copy of an array's bytes, if the platform holds elements of that type in arrays of that kind; else `undefined`. */
export function plainBytes(type: ScalarType, values: ArrayLike<number | bigint>): Uint8Array<ArrayBuffer> | undefined {
  if (!isPlain(type) || !(values instanceof PLAIN[type])) return undefined;
  return new Uint8Array(values.slice().buffer as ArrayBuffer);
}

function decodeCodes(type: CodedType, bytes: Uint8Array, count: number): NumericArray {
  const table = codeTable(type);
  const bits = codeBits(type);
  const decoded = new (table.constructor as Float32ArrayConstructor)(count);
  if (bits === 16) {
    for (let index = 0; index < count; index++) decoded[index] = table[bytes[2 * index]! | bytes[2 * index + 1]! << 8] as number;
    return decoded;
  }
  if (bits === 8) {
    for (let index = 0; index < count; index++) decoded[index] = table[bytes[index]!] as number;
    return decoded;
  }
  const mask = (1 << bits) - 1;
  for (let index = 0; index < count; index++) {
    decoded[index] = table[bytes[index * bits >> 3]! >> (index * bits & 7) & mask] as number;
  }
  return decoded;
}
