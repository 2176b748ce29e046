/** Which indices a slice `start:end:step` takes of an axis, as Python and the standard count them. */
import { add, ceilDivide, constantOf, type Dim, isNonNegative, max, min, multiply, subtract } from "../model/dim.ts";
import { Contradiction, Unknown } from "./operand.ts";

/** Ends at or beyond this mean "to the end": exporters write the largest int32 or int64. */
const BEYOND = 2 ** 31 - 1;

/** The number of indices taken of an axis of `size`. */
export function sliceLength(size: Dim, start: Dim, end: Dim, step: Dim): Dim {
  if (typeof step !== "number") throw new Unknown(`the step of the slice depends on ${step}`);
  if (step === 0) throw new Contradiction("steps must not be 0");
  if (step > 0) return max(0, ceilDivide(subtract(place(end, size), place(start, size)), step));
  if ([size, start, end].every((dim) => constantOf(dim) !== undefined)) {
    return max(0, ceilDivide(subtract(placeBackward(end, size), placeBackward(start, size)), step));
  }
  const [first, last] = [constantOf(start), constantOf(end)];
  if ((first === -1 || (first ?? 0) >= BEYOND) && (last ?? 0) <= -BEYOND) return ceilDivide(size, -step);
  throw new Unknown("a slice that runs backward depends on sizes that are not known");
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

/** The place between −1 and `size − 1` that an index means when a slice runs backward. */
function placeBackward(index: Dim, size: Dim): Dim {
  const at = isNonNegative(index) ? index : add(index, size);
  return min(subtract(size, 1), max(-1, at));
}

/** The indices themselves, for known sizes. */
export function sliceIndices(size: number, start: Dim, step: number, length: number): number[] {
  const first = step > 0 ? place(start, size) : placeBackward(start, size);
  return Array.from({ length }, (_, index) => (first as number) + index * step);
}
