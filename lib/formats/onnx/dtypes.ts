import type { DType } from "../../model/dtype.ts";

/** Element types by their numbers, from 1 on. Source: onnx.proto, `TensorProto.DataType`. */
const BY_NUMBER: readonly DType[] = [
  "float32",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "int32",
  "int64",
  "string",
  "bool",
  "float16",
  "float64",
  "uint32",
  "uint64",
  "complex64",
  "complex128",
  "bfloat16",
  "float8e4m3fn",
  "float8e4m3fnuz",
  "float8e5m2",
  "float8e5m2fnuz",
  "uint4",
  "int4",
  "float4e2m1",
  "float8e8m0",
  "uint2",
  "int2",
];

/** The element type of that number; `undefined` for 0 and for those of later versions. */
export function dtypeOf(number: number): DType | undefined {
  return BY_NUMBER[number - 1];
}

/** The number of an element type. */
export function dtypeNumber(dtype: DType): number {
  return BY_NUMBER.indexOf(dtype) + 1;
}
