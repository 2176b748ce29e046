import { product } from "../model/dim.ts";
import { featureMap, filterBank, slide, windowAttributes } from "./_window.ts";
import { defineOperator, type Operator } from "./define.ts";

/** Convolution. Its work is counted as torch.utils.flop_counter does: one multiply-accumulate a weight and output position; the bias adds. */
export const conv: Operator = defineOperator({
  name: "Conv",
  summary: "Slides M filters over X; each output element is one dot product.",
  inputs: ["X", "W", "B?"],
  outputs: ["Y"],
  attributes: { ...windowAttributes, group: 1 },
  shape({ X, W }, attributes) {
    const { batch, spatial } = featureMap(X);
    const { filters, kernel } = filterBank(W);
    return [[batch, filters, ...slide(spatial, kernel, attributes)]];
  },
  work({ W, B }, { Y }) {
    const { depth, kernel } = filterBank(W);
    return { macs: product([Y.size, depth, ...kernel]), adds: B ? Y.size : 0 };
  },
});
