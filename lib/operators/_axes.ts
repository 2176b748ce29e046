import type { Dim } from "../model/dim.ts";
import { axisOf, Contradiction, Unknown } from "./operand.ts";

/** Axes as indices from the front, each at most once. */
export function axesOf(axes: readonly number[], rank: number, of: string): readonly number[] {
  const indices = axes.map((axis) => axisOf(axis, rank, of));
  if (new Set(indices).size !== indices.length) throw new Contradiction(`axes must differ: current axes are [${axes.join(", ")}]`);
  return indices;
}

/** Sizes as plain numbers. */
export function numbersOf(shape: readonly Dim[]): readonly number[] {
  return shape.map((dim) => {
    if (typeof dim !== "number") throw new Unknown(`a size depends on ${dim}`);
    return dim;
  });
}
