import { type Dim, max } from "../model/dim.ts";
import type { Site } from "./define.ts";
import { Contradiction } from "./operand.ts";

/**
 * The shape that operands of these shapes have together: aligned at the last axis, sizes of 1 stretched (the standard's multidirectional broadcasting).
 *
 * Where two symbolic sizes meet, the larger is meant: they are equal, or one of them is 1, which `site` is told. Of 1 and 0 the smaller would be right,
 * but a term for that in each such size would make them unreadable: two sizes that are free and meet are taken to be 1 or more.
 */
export function broadcast(shapes: readonly (readonly Dim[])[], site?: Site): readonly Dim[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let dim: Dim = 1;
    for (const shape of shapes) {
      const at = axis - rank + shape.length;
      if (at >= 0) dim = broadcastDims(dim, shape[at]!, shapes, site);
    }
    return dim;
  });
}

function broadcastDims(a: Dim, b: Dim, shapes: readonly (readonly Dim[])[], site?: Site): Dim {
  if (a === 1 || a === b) return b;
  if (b === 1) return a;
  if (typeof a === "number" && typeof b === "number") {
    throw new Contradiction(
      `shapes must be equal or 1 at each axis: current shapes are ${shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ")}`,
    );
  }
  site?.require(a, "equals or is 1", b);
  if (typeof a === "number") return a;
  return typeof b === "number" ? b : max(a, b);
}

/** For each position of `shape` in row-major order, the position in an operand of `from` that broadcasts to it. */
export function broadcastIndices(from: readonly number[], shape: readonly number[]): number[] {
  if (shape.includes(0)) return []; // the other sizes of a tensor without elements may be of any height
  const strides = new Array<number>(shape.length).fill(0);
  for (let axis = shape.length - 1, stride = 1, at = from.length - 1; at >= 0; axis--, at--) {
    if (from[at] !== 1) strides[axis] = stride;
    stride *= from[at]!;
  }
  let positions = [0];
  shape.forEach((size, axis) => {
    const stride = strides[axis]!;
    const next = new Array<number>(positions.length * size);
    for (let at = 0, row = 0; row < positions.length; row++) {
      for (let index = 0; index < size; index++) next[at++] = positions[row]! + index * stride;
    }
    positions = next;
  });
  return positions;
}
