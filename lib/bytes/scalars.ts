/**
 * Elements of stored tensors as numbers. Little-endian, as every format here stores them.
 *
 * @module
 */
import { decodeFloat, type FloatLayout } from "./minifloat.ts";

/** An element type's width and decoder. */
interface Scalar {
  /** Bits of one element; below 8, several stand in a byte, the first in the lowest bits. */
  readonly bits: number;
  /** Decodes the element that begins at a byte; `code` is the element's own bits where it is smaller than two bytes. */
  decode(view: DataView, offset: number, code: number): number | bigint | undefined;
}

function float(bits: number, exponent: number, bias: number, special: FloatLayout["special"]): Scalar {
  const layout = { exponent, fraction: bits - exponent - 1, bias, special };
  return { bits, decode: (view, offset, code) => decodeFloat(bits === 16 ? view.getUint16(offset, true) : code, layout) };
}

function unsigned(bits: number): Scalar {
  return { bits, decode: (_view, _offset, code) => code };
}

function signed(bits: number): Scalar {
  return { bits, decode: (_view, _offset, code) => (code << (32 - bits)) >> (32 - bits) };
}

/** No JavaScript number holds one. */
function complex(bits: number): Scalar {
  return { bits, decode: () => undefined };
}

/** Every element type of a fixed width. Layouts: IEEE 754; the ONNX standard's pages "Float stored in 8 bits" and "… in 4 bits"; OCP Microscaling Formats 1.0. */
const SCALARS = {
  float32: { bits: 32, decode: (view, offset) => view.getFloat32(offset, true) },
  float64: { bits: 64, decode: (view, offset) => view.getFloat64(offset, true) },
  float16: float(16, 5, 15, "ieee"),
  bfloat16: float(16, 8, 127, "ieee"),
  float8e4m3fn: float(8, 4, 7, "fn"),
  float8e4m3fnuz: float(8, 4, 8, "fnuz"),
  float8e5m2: float(8, 5, 15, "ieee"),
  float8e5m2fnuz: float(8, 5, 16, "fnuz"),
  float8e8m0: { bits: 8, decode: (_view, _offset, code) => code === 255 ? NaN : 2 ** (code - 127) },
  float4e2m1: float(4, 2, 1, "none"),
  bool: { bits: 8, decode: (_view, _offset, code) => code === 0 ? 0 : 1 },
  uint2: unsigned(2),
  uint4: unsigned(4),
  uint8: unsigned(8),
  uint16: { bits: 16, decode: (view, offset) => view.getUint16(offset, true) },
  uint32: { bits: 32, decode: (view, offset) => view.getUint32(offset, true) },
  uint64: { bits: 64, decode: (view, offset) => exact(view.getBigUint64(offset, true)) },
  int2: signed(2),
  int4: signed(4),
  int8: signed(8),
  int16: { bits: 16, decode: (view, offset) => view.getInt16(offset, true) },
  int32: { bits: 32, decode: (view, offset) => view.getInt32(offset, true) },
  int64: { bits: 64, decode: (view, offset) => exact(view.getBigInt64(offset, true)) },
  complex64: complex(64),
  complex128: complex(128),
} as const satisfies Readonly<Record<string, Scalar>>;

/** An element type whose elements have a fixed width. */
export type ScalarType = keyof typeof SCALARS;

/** A number where it is exact, else a bigint. */
function exact(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** The bytes that so many elements take; several elements smaller than a byte share one. */
export function byteLengthOf(type: ScalarType, count: number): number {
  return Math.ceil(count * SCALARS[type].bits / 8);
}

/**
 * Decodes elements: numbers (booleans as 0 and 1), a bigint for a whole number beyond 2^53 − 1, `undefined` for a complex one.
 *
 * @throws {RangeError} If `bytes` are not as many as `count` elements take.
 */
export function decodeScalars(type: ScalarType, bytes: Uint8Array, count: number): (number | bigint | undefined)[] {
  const { bits, decode }: Scalar = SCALARS[type];
  if (bytes.length !== byteLengthOf(type, count)) {
    throw new RangeError(
      `Cannot decode ${count} elements of ${type} as they take ${byteLengthOf(type, count)} bytes: there are ${bytes.length}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: count }, (_, index) => {
    const position = index * bits;
    const offset = position >> 3;
    return decode(view, offset, bits > 8 ? 0 : (bytes[offset]! >> (position & 7)) & ((1 << bits) - 1));
  });
}
