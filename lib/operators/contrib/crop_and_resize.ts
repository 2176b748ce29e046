import { lookUp } from "../../model/look_up.ts";
import { multiply, sum } from "../../model/dim.ts";
import { sizeOr } from "../_data_sizes.ts";
import { type Interpolation, sampleWork, weightsWork } from "../_interpolation.ts";
import { defineOperator, type Operator } from "../define.ts";
import { Contradiction } from "../operand.ts";
import { repeatWork, sumWork } from "../work.ts";

const MODES: { readonly [mode: string]: Interpolation } = { nearest: "nearest", bilinear: "linear" };

/** CropAndResize (onnxruntime, docs/ContribOperators.md): each region's rows and columns are placed once, then each channel is sampled. */
export const cropAndResize: Operator = defineOperator({
  name: "CropAndResize",
  domain: "com.microsoft",
  summary: "Regions of the images, each resized to one size.",
  inputs: ["X", "rois", "batch_indices", "crop_size"],
  outputs: ["Y"],
  attributes: { extrapolation_value: 0, mode: "bilinear" },
  shapeOperands: ["crop_size"],
  shape({ X, rois, crop_size }, _, site) {
    const [height, width] = ["height", "width"].map((name, index) => sizeOr(() => crop_size.dims[index], site, name, { min: 1 }));
    return [[rois.dim(0), X.dim(1), height!, width!]];
  },
  work({ rois }, { Y }, { mode }) {
    const interpolation = lookUp(MODES, mode);
    if (interpolation === undefined) throw new Contradiction(`mode must be a known one: current mode is ${JSON.stringify(mode)}`);
    const places = multiply(rois.dim(0), sum([Y.dim(2), Y.dim(3)]));
    // start · (size − 1) + index · scale, where scale is one for each region.
    return sumWork([
      repeatWork(sumWork([{ muls: 1, adds: 1 }, weightsWork(interpolation, 1)]), places),
      repeatWork(repeatWork({ adds: 1, muls: 2, divs: 1 }, 2), rois.dim(0)),
      repeatWork(sampleWork(interpolation, 2), Y.size),
    ]);
  },
});
