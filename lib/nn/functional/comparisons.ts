/**
 * Comparisons, and places of the largest and smallest elements.
 *
 * @module
 */
import { integers, record, recorder, scalar } from "../recorder.ts";
import type { Input, Value } from "../value.ts";

function compare(op: string, x: Value, other: Input): Value {
  return record(op, [x, typeof other === "number" ? scalar(other, x.dtype) : other]);
}

/** True where the two are equal. */
export function eq(x: Value, other: Input): Value {
  return compare("Equal", x, other);
}

/** True where the two differ. */
export function ne(x: Value, other: Input): Value {
  return record("Not", [eq(x, other)]);
}

/** True where `x` is larger. */
export function gt(x: Value, other: Input): Value {
  return compare("Greater", x, other);
}

/** True where `x` is at least as large. */
export function ge(x: Value, other: Input): Value {
  return compare("GreaterOrEqual", x, other);
}

/** True where `x` is smaller. */
export function lt(x: Value, other: Input): Value {
  return compare("Less", x, other);
}

/** True where `x` is at most as large. */
export function le(x: Value, other: Input): Value {
  return compare("LessOrEqual", x, other);
}

/** The larger of two, element by element. */
export function maximum(x: Value, other: Input): Value {
  return compare("Max", x, other);
}

/** The smaller of two, element by element. */
export function minimum(x: Value, other: Input): Value {
  return compare("Min", x, other);
}

/** The place of the largest element along an axis. */
export function argmax(x: Value, axis = -1, keepDim = false): Value {
  return record("ArgMax", [x], { axis, keepdims: Number(keepDim) });
}

/** The place of the smallest element along an axis. */
export function argmin(x: Value, axis = -1, keepDim = false): Value {
  return record("ArgMin", [x], { axis, keepdims: Number(keepDim) });
}

/** The `k` largest elements along an axis, and their places. */
export function topk(x: Value, k: number, axis = -1): [values: Value, places: Value] {
  return recorder().record("TopK", [x, integers([k])], { axis }, 2) as [Value, Value];
}

/** Running sums along an axis. */
export function cumsum(x: Value, axis: number): Value {
  return record("CumSum", [x, scalar(axis, "int64")]);
}
