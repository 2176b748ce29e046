import { multiply, product } from "../model/dim.ts";
import { sampleWork, weightsWork } from "./_interpolation.ts";
import { featureMap, filterBank, slide, windowAttributes } from "./_window.ts";
import { defineOperator, type Operator } from "./define.ts";
import { repeatWork, sumWork } from "./work.ts";

const { dilations, kernel_shape, pads, strides } = windowAttributes;

/** Deformable convolution (Dai et al., 2017): a convolution, and a sample between grid points for each of its inputs. */
export const deformConv: Operator = defineOperator({
  name: "DeformConv",
  summary: "Convolution whose kernel elements each look where an offset says.",
  inputs: ["X", "W", "offset", "B?", "mask?"],
  outputs: ["Y"],
  attributes: { dilations, kernel_shape, pads, strides, group: 1, offset_group: 1 },
  roles: { W: "parameter", B: "parameter" },
  shape({ X, W }, attributes) {
    const { batch, spatial } = featureMap(X);
    const { filters, kernel } = filterBank(W);
    return [[batch, filters, ...slide(spatial, kernel, { ...attributes, auto_pad: "NOTSET" })]];
  },
  work({ X, W, B, mask }, { Y }, { offset_group }) {
    const { batch, channels, spatial } = featureMap(X);
    const { depth, kernel } = filterBank(W);
    const positions = product([batch, ...kernel, ...Y.shape.slice(2)]);
    const samples = multiply(positions, channels);
    return sumWork([
      { macs: product([Y.size, depth, ...kernel]), adds: B ? Y.size : 0 },
      // Each offset moves a position along all axes; every channel of its group is then sampled there.
      repeatWork(sumWork([{ adds: spatial.length }, weightsWork("linear", spatial.length)]), multiply(positions, offset_group)),
      repeatWork(sumWork([sampleWork("linear", spatial.length), mask ? { muls: 1 } : {}]), samples),
    ]);
  },
});
