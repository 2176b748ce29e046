/**
 * Channels and pixels in another order.
 *
 * @module
 */
import { record, recorder } from "../recorder.ts";
import { ShapeError } from "../shape_error.ts";
import type { Value } from "../value.ts";
import { permute, reshape, textOf, transpose } from "./views.ts";

function divide(x: Value, axis: number, by: number, what: string): number {
  const size = x.known(axis);
  if (size % by === 0) return size / by;
  throw new ShapeError(
    `Cannot shuffle ${textOf(x)} in ${recorder().where()} as its ${what} must be a multiple of ${by}: ${size} / ${by} leaves ${size % by}`,
  );
}

/** The channels (axis 1) of `groups` groups dealt out to each other: ShuffleNet's shuffle. */
export function channelShuffle(x: Value, groups: number): Value {
  const each = divide(x, 1, groups, "channels");
  const [batch, , ...spatial] = x.shape;
  const grouped = reshape(x, [batch!, groups, each, ...spatial]);
  return reshape(transpose(grouped, 1, 2), [batch!, -1, ...spatial]);
}

/** Channels as pixels: an image `factor` times as high and wide. */
export function pixelShuffle(x: Value, factor: number): Value {
  divide(x, 1, factor * factor, "channels");
  return record("DepthToSpace", [x], { blocksize: factor, mode: "CRD" });
}

/** Pixels as channels: an image a `factor`th as high and wide. */
export function pixelUnshuffle(x: Value, factor: number): Value {
  const [height, width] = [divide(x, 2, factor, "height"), divide(x, 3, factor, "width")];
  const [batch, channels] = [x.shape[0]!, x.known(1)];
  const parted = reshape(x, [batch, channels, height, factor, width, factor]);
  return reshape(permute(parted, [0, 1, 3, 5, 2, 4]), [batch, channels * factor * factor, height, width]);
}
