import { type Dim, multiply, product } from "../model/dim.ts";
import { featureMap, filterBank, slide, slideBack, windowAttributes } from "./_window.ts";
import { defineOperator, type Operator, optional, type Site } from "./define.ts";
import { Contradiction } from "./operand.ts";

/** Convolution. Its work is counted as torch.utils.flop_counter does: one multiply-accumulate a weight and output position; the bias adds. */
export const conv: Operator = defineOperator({
  name: "Conv",
  summary: "Slides M filters over X; each output element is one dot product.",
  inputs: ["X", "W", "B?"],
  outputs: ["Y"],
  attributes: { ...windowAttributes, group: 1 },
  roles: { W: "parameter", B: "parameter" },
  shape({ X, W }, attributes, site) {
    const { batch, channels, spatial } = featureMap(X);
    const { filters, depth, kernel } = filterBank(W);
    checkChannels(channels, multiply(depth, attributes.group), site);
    return [[batch, filters, ...slide(spatial, kernel, attributes)]];
  },
  work({ W, B }, { Y }) {
    const { depth, kernel } = filterBank(W);
    return { macs: product([Y.size, depth, ...kernel]), adds: B ? Y.size : 0 };
  },
});

/**
 * Transposed convolution. Its work is counted as torch.utils.flop_counter does: one multiply-accumulate a weight and *input* position; the bias
 * adds.
 */
export const convTranspose: Operator = defineOperator({
  name: "ConvTranspose",
  summary: "Spreads each element of X over the output, weighted by the filters.",
  inputs: ["X", "W", "B?"],
  outputs: ["Y"],
  attributes: { ...windowAttributes, group: 1, output_padding: optional.ints, output_shape: optional.ints },
  roles: { W: "parameter", B: "parameter" },
  shape({ X, W }, attributes, site) {
    const { batch, channels, spatial } = featureMap(X);
    const { filters: inputs, depth: outputs, kernel } = filterBank(W);
    checkChannels(channels, inputs, site);
    const { output_shape } = attributes;
    if (output_shape !== undefined && output_shape.length !== spatial.length) {
      throw new Contradiction(`output_shape must have ${spatial.length} elements: it is [${output_shape.join(", ")}]`);
    }
    return [[batch, multiply(outputs, attributes.group), ...(output_shape ?? slideBack(spatial, kernel, attributes))]];
  },
  work({ X, W, B }, { Y }) {
    const { depth: outputs, kernel } = filterBank(W);
    return { macs: product([X.size, outputs, ...kernel]), adds: B ? Y.size : 0 };
  },
});

function checkChannels(channels: Dim, wanted: Dim, site: Site): void {
  if (typeof channels === "number" && typeof wanted === "number" && channels !== wanted) {
    throw new Contradiction(`X must have the ${wanted} channels that W takes: it has ${channels}`);
  }
  site.require(channels, "equals", wanted);
}
