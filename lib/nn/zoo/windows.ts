/**
 * Windows of an image, shifted.
 *
 * @module
 */
import * as nn from "../mod.ts";

/** `[batch, height, width, size]` with zeros below and at the right. */
export function padLast(x: nn.Value, below: number, right: number): nn.Value {
  return below === 0 && right === 0 ? x : nn.pad(x, [0, 0, 0, right, 0, below]);
}

/**
 * What is added to the scores of each pair of places in each window of a shifted image: 0 where both were neighbours before the shift, −100 where the shift has
 * brought them together.
 */
export function shiftedWindows(rows: number, columns: number, window: number, shift: readonly number[]): Float32Array {
  const [height, width] = [rows * window, columns * window];
  const part = (at: number, size: number, move: number) => move === 0 ? 0 : at < size - window ? 0 : at < size - move ? 1 : 2;
  const region = (row: number, column: number) => 3 * part(row, height, shift[0]!) + part(column, width, shift[1]!);
  const places = window * window;
  const mask = new Float32Array(rows * columns * places * places);
  let next = 0;
  for (let index = 0; index < rows * columns; index++) {
    const [top, left] = [Math.floor(index / columns) * window, index % columns * window];
    const regions = Array.from({ length: places }, (_, place) => region(top + Math.floor(place / window), left + place % window));
    for (const from of regions) for (const to of regions) mask[next++] = from === to ? 0 : -100;
  }
  return mask;
}
