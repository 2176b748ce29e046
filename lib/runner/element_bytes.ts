import type { DType } from "../model/dtype.ts";

/** Writes one element of a type at an offset. */
type Write = (view: DataView, offset: number, value: number) => void;

const WRITERS: Readonly<Partial<Record<DType, readonly [bytes: number, write: Write]>>> = {
  float32: [4, (view, offset, value) => view.setFloat32(offset, value, true)],
  float64: [8, (view, offset, value) => view.setFloat64(offset, value, true)],
  float16: [2, (view, offset, value) => view.setUint16(offset, halfBits(value), true)],
  bfloat16: [2, (view, offset, value) => view.setUint16(offset, singleBits(value) >>> 16, true)],
  int8: [1, (view, offset, value) => view.setInt8(offset, value)],
  uint8: [1, (view, offset, value) => view.setUint8(offset, value)],
  bool: [1, (view, offset, value) => view.setUint8(offset, value)],
  int16: [2, (view, offset, value) => view.setInt16(offset, value, true)],
  uint16: [2, (view, offset, value) => view.setUint16(offset, value, true)],
  int32: [4, (view, offset, value) => view.setInt32(offset, value, true)],
  uint32: [4, (view, offset, value) => view.setUint32(offset, value, true)],
  int64: [8, (view, offset, value) => view.setBigInt64(offset, wholeBits(value), true)],
  uint64: [8, (view, offset, value) => view.setBigUint64(offset, wholeBits(value), true)],
};

/** Elements as little-endian bytes; `undefined` for a type that is not written here (complex, smaller than a byte, 8-bit floats). */
export function elementBytes(dtype: DType, values: readonly number[]): Uint8Array | undefined {
  const writer = WRITERS[dtype];
  if (writer === undefined) return undefined;
  const [width, write] = writer;
  const view = new DataView(new ArrayBuffer(values.length * width));
  values.forEach((value, index) => write(view, index * width, value));
  return new Uint8Array(view.buffer);
}

/** The largest values of 64 bits come rounded: they stand for "to the end". */
function wholeBits(value: number): bigint {
  const limit = 2n ** 63n;
  const bits = BigInt(Math.trunc(value));
  return bits >= limit ? limit - 1n : bits < -limit ? -limit : bits;
}

const scratch = new DataView(new ArrayBuffer(4));

function singleBits(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getUint32(0);
}

/** The bits of the nearest half (IEEE 754 binary16), ties away from zero. */
function halfBits(value: number): number {
  const bits = singleBits(value);
  const sign = bits >>> 16 & 0x8000;
  const exponent = (bits >>> 23 & 255) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent > 30) return Number.isNaN(value) ? 0x7e00 : sign | 0x7c00;
  if (exponent < -10) return sign;
  if (exponent <= 0) return sign | (((fraction | 0x800000) >>> (13 - exponent)) + 1 >>> 1);
  return sign + (exponent << 10) + ((fraction >>> 12) + 1 >>> 1);
}
