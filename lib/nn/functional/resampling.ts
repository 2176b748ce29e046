/**
 * Images in another size.
 *
 * @module
 */
import { record, recorder } from "../recorder.ts";
import { ShapeError } from "../shape_error.ts";
import type { Value } from "../value.ts";
import { listed, textOf } from "./views.ts";

/** How elements between elements are found. `linear` is for one axis, `bilinear` for two, `trilinear` for three. */
export type ResampleMode = "nearest" | "linear" | "bilinear" | "bicubic" | "trilinear";

/** Options of a resampling: a size or a factor. */
export interface InterpolateOptions {
  /** The spatial sizes, one for all axes or one an axis. */
  readonly size?: number | readonly number[] | undefined;
  /** Factors for them, one for all axes or one an axis. */
  readonly scaleFactor?: number | readonly number[] | undefined;
  /** How elements between elements are found: `"nearest"`. */
  readonly mode?: ResampleMode;
  /** Whether the outermost elements stay where they are: false. */
  readonly alignCorners?: boolean;
}

/** The spatial axes in another size, as PyTorch's exporter writes it. */
export function interpolate(x: Value, { size, scaleFactor, mode = "nearest", alignCorners = false }: InterpolateOptions): Value {
  if ((size === undefined) === (scaleFactor === undefined)) {
    throw new ShapeError(
      `Cannot resize ${textOf(x)} in ${recorder().where()} as either size or scaleFactor must be given: ${
        size === undefined ? "neither" : "both"
      } is`,
    );
  }
  const axes = x.rank - 2;
  const list = (given: number | readonly number[]) => typeof given === "number" ? new Array<number>(axes).fill(given) : given;
  const attributes = {
    coordinate_transformation_mode: mode === "nearest" ? "asymmetric" : alignCorners ? "align_corners" : "half_pixel",
    cubic_coeff_a: -0.75,
    mode: mode === "nearest" ? "nearest" : mode === "bicubic" ? "cubic" : "linear",
    nearest_mode: "floor",
  };
  if (scaleFactor !== undefined) {
    const scales = recorder().constant([1, 1, ...list(scaleFactor)], "float32", [x.rank]);
    return record("Resize", [x, undefined, scales], attributes);
  }
  const sizes = listed([...x.shape.slice(0, 2), ...list(size!)]);
  return record("Resize", [x, undefined, undefined, sizes], attributes);
}
