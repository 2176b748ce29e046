/** Which indices a slice `start:end:step` takes of an axis, as Python and the standard count them. */
import { add, ceilDivide, constantOf, type Dim, isNonNegative, max, min, multiply, subtract } from "../model/dim.ts";
import { Contradiction, Unknown } from "./operand.ts";

/** Ends at or beyond this mean "to the end": exporters write the largest int32 or int64. */
const BEYOND = 2 ** 31 - 1;

/** The number of indices taken of an axis of `size`. */
export function sliceLength(size: Dim, start: Dim, end: Dim, step: Dim): Dim {
  if (typeof step !== "number") throw new Unknown(`the step of the slice depends on ${step}`);
  if (step === 0) throw new Contradiction("steps must not be 0");
  if (step > 0) return forwardLength(size, start, end, step);
  const [first, last] = [constantOf(start), constantOf(end)];
  // A backward slice that ends behind the axis takes nothing by the standard, and everything by a runtime.
  if ((last ?? 0) >= BEYOND) throw new Unknown("where a slice ends that runs backward to behind its axis is not agreed on");
  if (first !== undefined && last !== undefined && constantOf(size) !== undefined) {
    return max(0, ceilDivide(subtract(endBackward(end, size), startBackward(start, size)), step));
  }
  if ((first === -1 || (first ?? 0) >= BEYOND) && (last ?? 0) <= -BEYOND) return ceilDivide(size, -step);
  throw new Unknown("a slice that runs backward depends on sizes that are not known");
}

/** The smallest of the lengths between each begin and each end, of which the largest begin and the smallest end count. */
function forwardLength(size: Dim, start: Dim, end: Dim, step: number): Dim {
  // A begin that may count from either side is a long expression: better to have it once.
  const isLong = constantOf(start) === undefined && sideOf(start, size) === undefined;
  const stops = isLong ? [place(end, size)] : ends(end, size);
  const lengths = begins(start, size).flatMap((begin) => stops.map((stop) => ceilDivide(subtract(stop, begin), step)));
  return max(0, lengths.reduce(min));
}

/** What the largest of is where a slice begins that runs forward. That it is not behind the axis need not be said: the end is not. */
function begins(index: Dim, size: Dim): readonly Dim[] {
  switch (sideOf(index, size)) {
    case "front":
      return [index];
    case "back":
      return [0, add(size, index)];
    case "last":
      return [0, subtract(size, 1)];
    default:
      return [place(index, size)];
  }
}

/** What the smallest of is where it ends. That it is not before the axis need not be said: a length is at least 0. */
function ends(index: Dim, size: Dim): readonly Dim[] {
  switch (sideOf(index, size)) {
    case "front":
      return [index, size];
    case "back":
      return [add(size, index)];
    case "last":
      return [subtract(size, 1)];
    default:
      return [place(index, size)];
  }
}

/**
 * From which side an index counts, where that is known. `size - 1` is the last place, as -1 is, on an axis without elements too; `-n` counts from the
 * back, though of an `n` that is 0 it does not.
 */
function sideOf(index: Dim, size: Dim): "front" | "back" | "last" | undefined {
  const constant = constantOf(index);
  if (constant !== undefined && (constant >= BEYOND || constant <= -BEYOND)) return undefined;
  if (isNonNegative(index)) return "front";
  if (isNonNegative(multiply(index, -1))) return "back";
  return subtract(index, size) === -1 ? "last" : undefined;
}

/** The place between 0 and `size` that an index means when a slice runs forward. */
export function place(index: Dim, size: Dim): Dim {
  const constant = constantOf(index);
  if (constant !== undefined && constant >= BEYOND) return size;
  if (constant !== undefined && constant <= -BEYOND) return 0;
  if (isNonNegative(index)) return min(index, size);
  const fromEnd = max(0, add(index, size));
  if (isNonNegative(multiply(index, -1))) return index === 0 ? 0 : fromEnd;
  // An index of unknown sign: 1 − min(1, max(0, index + 1)) is 1 where it is negative, else 0.
  const negative = subtract(1, min(1, max(0, add(index, 1))));
  return max(0, min(size, add(index, multiply(size, negative))));
}

/** The place between 0 and `size − 1` at which a slice begins that runs backward. */
function startBackward(index: Dim, size: Dim): Dim {
  return min(subtract(size, 1), max(0, fromFront(index, size)));
}

/** The place between −1 and `size − 1` before which it ends. */
function endBackward(index: Dim, size: Dim): Dim {
  return min(subtract(size, 1), max(-1, fromFront(index, size)));
}

function fromFront(index: Dim, size: Dim): Dim {
  return isNonNegative(index) ? index : add(index, size);
}

/** The indices themselves, for known sizes. */
export function sliceIndices(size: number, start: Dim, step: number, length: number): number[] {
  const first = step > 0 ? place(start, size) : startBackward(start, size);
  return Array.from({ length }, (_, index) => (first as number) + index * step);
}
