/**
 * Arithmetic on values, element by element, and products of matrices: the operators that PyTorch's exporter writes for the same words.
 *
 * @module
 */
import type { Dim } from "../../model/dim.ts";
import type { DType } from "../../model/dtype.ts";
import { integers, record, recorder, scalar } from "../recorder.ts";
import type { Input, Value } from "../value.ts";

function operand(input: Input, other: Input): Value {
  return typeof input === "number" ? scalar(input, typeof other === "number" ? "float32" : other.dtype) : input;
}

function binary(op: string, left: Input, right: Input): Value {
  return record(op, [operand(left, right), operand(right, left)]);
}

/** An operator with one input and no attributes. */
export function unary(op: string, x: Value): Value {
  return record(op, [x]);
}

/** `−x`. */
export function neg(x: Value): Value {
  return unary("Neg", x);
}

/** `left + right`. */
export function add(left: Input, right: Input): Value {
  return binary("Add", left, right);
}

/** `left − right`. */
export function sub(left: Input, right: Input): Value {
  return binary("Sub", left, right);
}

/** `left × right`. */
export function mul(left: Input, right: Input): Value {
  return binary("Mul", left, right);
}

/** `left / right`. */
export function div(left: Input, right: Input): Value {
  return binary("Div", left, right);
}

/** `left` to the power of `right`. */
export function pow(left: Input, right: Input): Value {
  return binary("Pow", left, right);
}

/** The matrix product; leading axes broadcast. */
export function matmul(left: Value, right: Value): Value {
  return record("MatMul", [left, right]);
}

/** Softmax along an axis. */
export function softmax(x: Value, axis = -1): Value {
  return record("Softmax", [x], { axis });
}

/** Its logarithm. */
export function logSoftmax(x: Value, axis = -1): Value {
  return record("LogSoftmax", [x], { axis });
}

/** The elements held within bounds. */
export function clamp(x: Value, min?: number, max?: number): Value {
  const bound = (value: number | undefined) => value === undefined ? undefined : scalar(value, x.dtype);
  return record("Clip", [x, bound(min), bound(max)]);
}

/** `left` where `condition` is true, else `right`. */
export function where(condition: Value, left: Input, right: Input): Value {
  return record("Where", [condition, operand(left, right), operand(right, left)]);
}

/** A value in place of the elements where `mask` is true. */
export function maskedFill(x: Value, mask: Value, value: number): Value {
  return where(mask, value, x);
}

/** Numbers of the types that a Cast can give, from onnx.proto's `TensorProto.DataType`. */
const TYPE_NUMBERS: Readonly<Partial<Record<DType, number>>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
};

/** The elements in another type. */
export function cast(x: Value, dtype: DType): Value {
  const to = TYPE_NUMBERS[dtype];
  if (to === undefined) throw new TypeError(`Cannot cast to ${dtype} as it must be one of: ${Object.keys(TYPE_NUMBERS).join(", ")}`);
  return x.dtype === dtype ? x : record("Cast", [x], { to });
}

/** The whole numbers from `from` to before `to`, a constant; with a free `to`, a Range. */
export function arange(from: number, to: Dim, dtype: DType = "int64"): Value {
  if (typeof to !== "number") {
    return cast(record("Range", [scalar(from, "int64"), record("Squeeze", [recorder().dim(to)]), scalar(1, "int64")]), dtype);
  }
  const elements = Array.from({ length: to - from }, (_, index) => from + index);
  return dtype === "int64" ? integers(elements) : recorder().constant(elements, dtype, [elements.length]);
}

/** The places along an axis: 0, 1, … below its size, which may be free. */
export function indices(x: Value, axis: number): Value {
  return arange(0, x.shape[axis < 0 ? axis + x.rank : axis]!);
}

/** A constant of this shape, whose elements (in row-major order) are made only when somebody wants the weights. */
export function constant(shape: readonly number[], make: () => Iterable<number>, dtype: DType = "float32"): Value {
  return recorder().made(make, dtype, shape);
}
