/**
 * Elements as bytes.
 *
 * @module
 */
import type { DType } from "../model/dtype.ts";

/** How many bytes an element takes, for the element types that a network may hold. */
const BYTES: Readonly<Partial<Record<DType, number>>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/**
 * The bytes of one element.
 *
 * @throws {TypeError} If no network here may hold the type.
 */
export function bytesPerElement(dtype: DType): number {
  const bytes = BYTES[dtype];
  if (bytes === undefined) throw new TypeError(`Cannot hold ${dtype} as it must be one of: ${Object.keys(BYTES).join(", ")}`);
  return bytes;
}

/** Elements of a type as bytes, little-endian; what is no whole number is rounded to the nearest that the type has. */
export function encodeElements(elements: Float32Array | readonly number[], dtype: DType): Uint8Array {
  switch (dtype) {
    case "float32":
      return new Uint8Array((elements instanceof Float32Array ? elements : Float32Array.from(elements)).buffer as ArrayBuffer);
    case "float64":
      return new Uint8Array(Float64Array.from(elements).buffer);
    case "float16":
      return new Uint8Array(Uint16Array.from(elements, halfBits).buffer);
    case "bfloat16":
      return new Uint8Array(Uint16Array.from(new Uint32Array(Float32Array.from(elements).buffer), brainBits).buffer);
    case "int64":
      return new Uint8Array(BigInt64Array.from(Array.from(elements, BigInt)).buffer);
    case "int32":
      return new Uint8Array(Int32Array.from(elements).buffer);
    default:
      return Uint8Array.from(elements);
  }
}

/** The upper half of a float32's bits, rounded to even. */
function brainBits(bits: number): number {
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

/** The IEEE 754 half nearest to a number, ties to even, as bits. */
function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size || 1e-9)));
  const step = 2 ** (exponent - 10);
  const scaled = size / step;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0);
  return sign | (rounded < 1024 ? rounded : ((exponent + 15) << 10) + rounded - 1024);
}
