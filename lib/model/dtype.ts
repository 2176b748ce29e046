/**
 * Element types and how many bits each takes.
 *
 * @module
 */

/** An element type, by the name that the JSON contract uses. */
export type DType =
  | "float32"
  | "uint8"
  | "int8"
  | "uint16"
  | "int16"
  | "int32"
  | "int64"
  | "string"
  | "bool"
  | "float16"
  | "float64"
  | "uint32"
  | "uint64"
  | "complex64"
  | "complex128"
  | "bfloat16"
  | "float8e4m3fn"
  | "float8e4m3fnuz"
  | "float8e5m2"
  | "float8e5m2fnuz"
  | "uint4"
  | "int4"
  | "float4e2m1"
  | "float8e8m0"
  | "uint2"
  | "int2";

/** Bits of one element as the ONNX standard stores it; a string's length is not told by its type. Source: onnx.proto, `TensorProto.DataType`. */
const BITS: Readonly<Record<DType, number | undefined>> = {
  float32: 32,
  uint8: 8,
  int8: 8,
  uint16: 16,
  int16: 16,
  int32: 32,
  int64: 64,
  string: undefined,
  bool: 8,
  float16: 16,
  float64: 64,
  uint32: 32,
  uint64: 64,
  complex64: 64,
  complex128: 128,
  bfloat16: 16,
  float8e4m3fn: 8,
  float8e4m3fnuz: 8,
  float8e5m2: 8,
  float8e5m2fnuz: 8,
  uint4: 4,
  int4: 4,
  float4e2m1: 4,
  float8e8m0: 8,
  uint2: 2,
  int2: 2,
};

/** Every element type. */
export const DTYPES: readonly DType[] = Object.keys(BITS) as DType[];

/** Bits of one element; `undefined` for strings, whose length varies. */
export function bitsOf(dtype: DType): number | undefined {
  return BITS[dtype];
}

/** True for the types that PyTorch can compute a gradient for: floating point and complex, of any width. */
export function isFloat(dtype: DType): boolean {
  return dtype.startsWith("float") || dtype.startsWith("bfloat") || dtype.startsWith("complex");
}

/** True for signed and unsigned integers of any width (not bool). */
export function isInteger(dtype: DType): boolean {
  return dtype.startsWith("int") || dtype.startsWith("uint");
}
