/**
 * Pooling over windows, and to a size.
 *
 * @module
 */
import { integers, record } from "../recorder.ts";
import type { Value } from "../value.ts";
import { amax, mean } from "./reductions.ts";
import { concat, slice } from "./views.ts";

/** How a pooling window slides, one number an axis. */
export interface PoolWindow {
  /** How far it moves: as far as it is long. */
  readonly stride?: readonly number[];
  /** Elements added at both ends: 0. */
  readonly padding?: readonly number[];
  /** The distance between neighbouring elements: 1. */
  readonly dilation?: readonly number[];
  /** Whether a last window may hang over the end. */
  readonly ceilMode?: boolean;
  /** Whether added zeros count in a mean: true. */
  readonly countIncludePad?: boolean;
}

/** The largest of each window. */
export function maxPool(x: Value, kernel: readonly number[], window: PoolWindow = {}): Value {
  const { stride = kernel, padding = kernel.map(() => 0), dilation = kernel.map(() => 1), ceilMode = false } = window;
  return record("MaxPool", [x], {
    ceil_mode: Number(ceilMode),
    dilations: dilation.some((step) => step !== 1) ? dilation : undefined,
    kernel_shape: kernel,
    pads: [...padding, ...padding],
    strides: stride,
  });
}

/** The mean of each window. Where added zeros count, they are added by a node of their own, as PyTorch's exporter does. */
export function averagePool(x: Value, kernel: readonly number[], window: PoolWindow = {}): Value {
  const { stride = kernel, padding = kernel.map(() => 0), ceilMode = false, countIncludePad = true } = window;
  const pads = [...padding, ...padding];
  const padded = countIncludePad ? record("Pad", [x, integers([0, 0, ...padding, 0, 0, ...padding])], { mode: "constant" }) : x;
  return record("AveragePool", [padded], {
    ceil_mode: Number(ceilMode),
    kernel_shape: kernel,
    pads: countIncludePad ? pads.map(() => 0) : pads,
    strides: stride,
  });
}

/**
 * The mean, or the largest, of as many parts as `output` says along each spatial axis; 0 leaves an axis as it is. One part is a global pooling; parts of one size are a
 * window; others, which PyTorch's exporter refuses, are pooled one by one.
 */
export function adaptivePool(kind: "Average" | "Max", x: Value, output: readonly number[]): Value {
  if (output.every((size) => size === 1)) return record(`Global${kind}Pool`, [x]);
  const sizes = output.map((_, axis) => x.known(axis + 2));
  const wanted = output.map((size, axis) => size === 0 ? sizes[axis]! : size);
  if (wanted.every((size, axis) => sizes[axis]! % size === 0)) {
    const kernel = wanted.map((size, axis) => sizes[axis]! / size);
    return record(`${kind}Pool`, [x], { kernel_shape: kernel, strides: kernel });
  }
  return wanted.reduce((pooled, size, index) => poolAxis(kind, pooled, index + 2, size), x);
}

/** {@linkcode adaptivePool} of means. */
export function adaptiveAvgPool(x: Value, output: readonly number[]): Value {
  return adaptivePool("Average", x, output);
}

/** {@linkcode adaptivePool} of maxima. */
export function adaptiveMaxPool(x: Value, output: readonly number[]): Value {
  return adaptivePool("Max", x, output);
}

/** Part `i` of `n` goes from `⌊i·size/n⌋` to `⌈(i + 1)·size/n⌉`: parts may share an element. */
function poolAxis(kind: "Average" | "Max", x: Value, axis: number, parts: number): Value {
  const size = x.known(axis);
  if (size === parts) return x;
  const reduce = kind === "Max" ? amax : mean;
  const pooled = Array.from({ length: parts }, (_, index) => {
    const part = slice(x, axis, Math.floor(index * size / parts), Math.ceil((index + 1) * size / parts));
    return reduce(part, axis, true);
  });
  return concat(pooled, axis);
}
