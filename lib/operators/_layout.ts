/** Positions of elements in row-major order. */

/** How far apart neighbours along each axis lie. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** For each element of `shape` in order, what `position` makes of its coordinates. */
export function mapCoordinates<T>(shape: readonly number[], position: (coordinates: readonly number[]) => T): T[] {
  const size = shape.reduce((a, b) => a * b, 1);
  const strides = stridesOf(shape);
  return Array.from({ length: size }, (_, index) => position(strides.map((stride, axis) => Math.floor(index / stride) % shape[axis]!)));
}

/** The place of the element at these coordinates. */
export function offsetOf(coordinates: readonly number[], strides: readonly number[]): number {
  return coordinates.reduce((offset, coordinate, axis) => offset + coordinate * strides[axis]!, 0);
}
