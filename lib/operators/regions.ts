/** Poolings over regions of interest. */
import { product } from "../model/dim.ts";
import { sampleWork, weightsWork } from "./_interpolation.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction, Unknown } from "./operand.ts";
import { repeatWork, sumWork, type Work } from "./work.ts";

const maxRoiPool = defineOperator({
  name: "MaxRoiPool",
  summary: "The largest element of each cell of a grid laid over each region.",
  inputs: ["X", "rois"],
  outputs: ["Y"],
  attributes: { pooled_shape: optional.ints, spatial_scale: 1 },
  shape({ X, rois }, { pooled_shape }) {
    if (pooled_shape?.length !== 2) throw new Contradiction("attribute pooled_shape must have 2 elements");
    return [[rois.dim(0), X.dim(1), ...pooled_shape]];
  },
  work() {
    throw new Unknown("how many elements are compared depends on the regions' sizes");
  },
});

/** Region of interest alignment (He et al., 2017). */
const roiAlign = defineOperator({
  name: "RoiAlign",
  summary: "The mean (or the largest) of samples in each cell of a grid laid over each region.",
  inputs: ["X", "rois", "batch_indices"],
  outputs: ["Y"],
  attributes: {
    coordinate_transformation_mode: "half_pixel",
    mode: "avg",
    output_height: 1,
    output_width: 1,
    sampling_ratio: 0,
    spatial_scale: 1,
  },
  shape: ({ X, rois }, { output_height, output_width }) => [[rois.dim(0), X.dim(1), output_height, output_width]],
  work({ rois }, { Y }, { mode, output_height, output_width, sampling_ratio }) {
    if (sampling_ratio < 1) throw new Unknown("how many samples are taken depends on the regions' sizes");
    const samples = sampling_ratio ** 2;
    const positions = product([rois.dim(0), output_height, output_width, samples]);
    const pooled: Work = mode === "max" ? { compares: samples - 1 } : { adds: samples - 1, divs: 1 };
    return sumWork([
      // A position is the cell's begin plus a part of its size, along two axes.
      repeatWork(sumWork([{ adds: 2, muls: 2 }, weightsWork("linear", 2)]), positions),
      repeatWork(sumWork([repeatWork(sampleWork("linear", 2), samples), pooled]), Y.size),
    ]);
  },
});

/** The poolings over regions. */
export const regionPoolings: readonly Operator[] = [maxRoiPool, roiAlign];
