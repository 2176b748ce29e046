/**
 * Values with more elements at the ends of their axes.
 *
 * @module
 */
import { integers, record, recorder, scalar } from "../recorder.ts";
import { ShapeError } from "../shape_error.ts";
import type { Value } from "../value.ts";
import { concat, slice, textOf } from "./views.ts";

/** What is added at the ends of an axis: zeros (or another number), its mirror image, its last element, or what is at the other end. */
export type PaddingMode = "zeros" | "reflect" | "replicate" | "circular";

/** Options of {@linkcode pad}. */
export interface PadOptions {
  /** What is added: `"zeros"`. */
  readonly mode?: PaddingMode;
  /** The number in the zeros' place. */
  readonly value?: number;
}

/** The last axes longer, in PyTorch's order: `[left, right, top, bottom, …]`, the last axis first. Negative numbers take elements away. */
export function pad(x: Value, padding: readonly number[], { mode = "zeros", value = 0 }: PadOptions = {}): Value {
  const axes = padding.length / 2;
  if (!Number.isInteger(axes) || axes > x.rank) {
    throw new ShapeError(
      `Cannot pad ${textOf(x)} in ${recorder().where()} as the padding must have two numbers an axis: it is [${padding.join(", ")}]`,
    );
  }
  const end = (side: 0 | 1) => Array.from({ length: axes }, (_, axis) => padding[2 * (axes - 1 - axis) + side]!);
  return padLastAxes(x, [...end(0), ...end(1)], mode, value);
}

/** The last axes longer by `pads`: all begins, then all ends, in the axes' order. */
export function padLastAxes(x: Value, pads: readonly number[], mode: PaddingMode, value = 0): Value {
  if (mode === "circular") return wrap(x, pads);
  const rank = pads.length / 2;
  const lead = new Array<number>(x.rank - rank).fill(0);
  const all = integers([...lead, ...pads.slice(0, rank), ...lead, ...pads.slice(rank)]);
  if (mode === "zeros") return record("Pad", [x, all, value === 0 ? undefined : scalar(value, x.dtype)], { mode: "constant" });
  return record("Pad", [x, all], { mode: mode === "reflect" ? "reflect" : "edge" });
}

function wrap(x: Value, pads: readonly number[]): Value {
  const rank = pads.length / 2;
  let padded = x;
  for (let index = 0; index < rank; index++) {
    const [begin, end, axis] = [pads[index]!, pads[index + rank]!, x.rank - rank + index];
    const parts = [...(begin > 0 ? [slice(padded, axis, -begin)] : []), padded, ...(end > 0 ? [slice(padded, axis, 0, end)] : [])];
    if (parts.length > 1) padded = concat(parts, axis);
  }
  return padded;
}
