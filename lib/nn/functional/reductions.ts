/**
 * Sums, means and maxima over axes.
 *
 * @module
 */
import { integers, record, recorder } from "../recorder.ts";
import type { Value } from "../value.ts";
import { clamp, div } from "./arithmetic.ts";

type Axes = number | readonly number[] | undefined;

function listOf(axes: Axes): readonly number[] | undefined {
  return typeof axes === "number" ? [axes] : axes;
}

/** A reduction; its axes are an attribute below version 18 of the operator set and an input from there on. */
function reduce(op: string, x: Value, axes: Axes, keepDim: boolean): Value {
  const list = listOf(axes);
  const keepdims = Number(keepDim);
  if (recorder().opset >= 18) return record(op, [x, list && integers(list)], { keepdims });
  return record(op, [x], { axes: list, keepdims });
}

/** The mean over axes; over all without any. */
export function mean(x: Value, axes?: Axes, keepDim = false): Value {
  return reduce("ReduceMean", x, axes, keepDim);
}

/** The sum over axes; over all without any. */
export function sum(x: Value, axes?: Axes, keepDim = false): Value {
  const list = listOf(axes);
  return record("ReduceSum", [x, list && integers(list)], { keepdims: Number(keepDim) });
}

/** The maximum over axes; over all without any. */
export function amax(x: Value, axes?: Axes, keepDim = false): Value {
  return reduce("ReduceMax", x, axes, keepDim);
}

/** Divided by the Euclidean norm along an axis, or by `eps` where that is larger. */
export function normalize(x: Value, axis = 1, eps = 1e-12): Value {
  return div(x, clamp(reduce("ReduceL2", x, axis, true), eps));
}
