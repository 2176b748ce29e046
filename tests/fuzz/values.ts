/** Tensors with their elements, as the generator makes and onnxruntime gives them. */
import { numberOf } from "../../lib/formats/onnx/dtypes.ts";
import type { DType } from "../../lib/model/dtype.ts";
import type { onnx } from "../formats/onnx/_encode.ts";
import type { Random } from "./random.ts";

/** Elements in the array that onnxruntime takes for their type. */
export type Elements =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | readonly string[];

/** A tensor with its elements. */
export interface Filled {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: Elements;
}

/** A value of the graph that grows: what it is called, where it is from, and what onnxruntime found it to be. */
export interface Value extends Filled {
  readonly name: string;
  readonly origin: "input" | "initializer" | "node";
  /** For an input, the free dimension that each axis is, where it is one. */
  readonly symbols?: readonly (string | undefined)[];
}

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
};

/** The types that onnxruntime's JavaScript tensors have and that are more than bits. */
export type Type = keyof typeof ARRAYS | "string";

/** The floating-point types. */
export const FLOATS: readonly Type[] = ["float32", "float32", "float32", "float64", "float16"];
/** The whole numbers' types. */
export const INTEGERS: readonly Type[] = ["int64", "int64", "int32", "int8", "uint8", "int16", "uint16", "uint32", "uint64"];
/** All but texts. */
export const NUMBERS: readonly Type[] = [
  "float32",
  "int64",
  "int32",
  "float64",
  "float16",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "uint32",
  "uint64",
];
/** All. */
export const ALL: readonly Type[] = [...NUMBERS, "bool", "float32", "int64"];

/** A number in binary16 (halves of small whole numbers are exact in it). */
function halfOf(value: number): number {
  if (value === 0) return 0;
  const [sign, size] = [value < 0 ? 0x8000 : 0, Math.abs(value)];
  const exponent = Math.floor(Math.log2(size));
  return sign | (exponent + 15) << 10 | Math.round((size / 2 ** exponent - 1) * 1024);
}

/** A tensor of these numbers. */
export function filled(dtype: Type, dims: readonly number[], numbers: readonly number[]): Filled {
  if (dtype === "string") return { dtype, dims, data: numbers.map((number) => `t${number}`) };
  if (dtype === "int64") return { dtype, dims, data: BigInt64Array.from(numbers, BigInt) };
  if (dtype === "uint64") return { dtype, dims, data: BigUint64Array.from(numbers, BigInt) };
  return { dtype, dims, data: ARRAYS[dtype].from(dtype === "float16" ? numbers.map(halfOf) : numbers) };
}

/** How many elements a shape has. */
export function count(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}

/** A tensor of small numbers: halves in a floating-point type, which every such type holds exactly. */
export function randomTensor(random: Random, dtype: Type, dims: readonly number[], low = dtype.startsWith("u") ? 0 : -4, high = 6): Filled {
  const number = dtype === "bool"
    ? () => random.below(2)
    : dtype.startsWith("float")
    ? () => random.between(2 * low, 2 * high) / 2
    : () => random.between(low, high);
  return filled(dtype, dims, Array.from({ length: count(dims) }, number));
}

/** The elements as numbers. */
export function numbersOf({ data }: Filled): readonly (number | string)[] {
  return Array.from(data as ArrayLike<number | bigint | string>, (element) => typeof element === "bigint" ? Number(element) : element);
}

/** The tensor as a file stores it. */
export function tensorProto({ dtype, dims, data }: Filled, name = ""): InstanceType<typeof onnx.TensorProto> | Record<string, unknown> {
  const members = { name, dims: [...dims], dataType: numberOf(dtype) };
  if (!ArrayBuffer.isView(data)) return { ...members, stringData: data.map((text) => new TextEncoder().encode(text)) };
  return { ...members, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
