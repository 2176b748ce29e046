/** Normalizations by statistics of the data itself. */
import { add, type Dim, multiply, product, subtract } from "../model/dim.ts";
import { norm } from "./_norm.ts";
import { dtypeOf, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { axisOf, Contradiction } from "./operand.ts";
import { repeatWork, sumWork, type Work } from "./work.ts";

/**
 * Mean of squares less square of mean, root, and the quotient: the first stage in the function bodies of LayerNormalization and
 * GroupNormalization.
 */
export function standardizeWork(size: Dim, rows: Dim): Work {
  const mean: Work = { adds: subtract(size, rows), divs: rows };
  return sumWork([mean, mean, { muls: size }, repeatWork({ muls: 1, adds: 2, sqrts: 1 }, rows), { adds: size, divs: size }]);
}

/** Layer normalization (Ba et al., 2016), counted as its function body has it. */
const layerNormalization = defineOperator({
  name: "LayerNormalization",
  summary: "(X − mean) / √(variance + epsilon) · Scale + B, over the axes from `axis` on.",
  inputs: ["X", "Scale", "B?"],
  outputs: ["Y", "Mean?", "InvStdDev?"],
  attributes: { axis: -1, epsilon: 1e-5, stash_type: 1 },
  shape({ X }, { axis, stash_type }) {
    const start = axisOf(axis, X.rank, "X");
    const statistics = tensorType(dtypeOf(stash_type, "stash_type"), X.shape.map((dim, index) => index < start ? dim : 1));
    return [X.shape, statistics, statistics];
  },
  work({ X, B }, { Y, InvStdDev }, { axis }) {
    const rows = product(X.shape.slice(0, axisOf(axis, X.rank, "X")));
    const scaled: Work = { muls: Y.size, adds: B ? Y.size : 0, divs: InvStdDev ? rows : 0 };
    return sumWork([standardizeWork(X.size, rows), scaled]);
  },
});

/** Group normalization (Wu and He, 2018), counted as its function body has it. Below opset 21 there was one scale and bias a group. */
const groupNormalization = defineOperator({
  name: "GroupNormalization",
  summary: "(X − mean) / √(variance + epsilon) · scale + bias, over groups of channels.",
  inputs: ["X", "scale", "bias"],
  outputs: ["Y"],
  attributes: { epsilon: 1e-5, num_groups: optional.int, stash_type: 1 },
  shape: ({ X }) => [X.shape],
  work({ X }, { Y }, { num_groups }) {
    if (num_groups === undefined) throw new Contradiction("attribute num_groups must be present: it is missing");
    return sumWork([standardizeWork(X.size, multiply(X.dim(0), num_groups)), { muls: Y.size, adds: Y.size }]);
  },
});

/** Instance normalization (Ulyanov et al., 2016), counted as its formula has it: mean, mean square of the deviation, root, quotient. */
const instanceNormalization = defineOperator({
  name: "InstanceNormalization",
  summary: "scale · (input − mean) / √(variance + epsilon) + B, by sample and channel.",
  inputs: ["input", "scale", "B"],
  outputs: ["output"],
  attributes: { epsilon: 1e-5 },
  shape: ({ input }) => [input.shape],
  work({ input }, { output }) {
    const rows = product([input.dim(0), input.dim(1)]);
    const mean: Work = { adds: subtract(input.size, rows), divs: rows };
    const scaled: Work = { divs: 1, muls: 1, adds: 1 };
    const deviation: Work = { adds: 1, muls: 1 };
    return sumWork([mean, mean, repeatWork(deviation, input.size), { adds: rows, sqrts: rows }, repeatWork(scaled, output.size)]);
  },
});

/** Root mean square normalization (Zhang and Sennrich, 2019), counted as its function body has it. */
const rmsNormalization = defineOperator({
  name: "RMSNormalization",
  summary: "X / √(mean of squares + epsilon) · scale, over the axes from `axis` on.",
  inputs: ["X", "scale"],
  outputs: ["Y"],
  attributes: { axis: -1, epsilon: 1e-5, stash_type: 1 },
  shape: ({ X }) => [X.shape],
  work({ X }, { Y }, { axis }) {
    const rows = product(X.shape.slice(0, axisOf(axis, X.rank, "X")));
    return { muls: multiply(Y.size, 2), adds: X.size, divs: add(Y.size, rows), sqrts: rows };
  },
});

/** Mean and variance normalization over some axes, counted as its function body has it. */
const meanVarianceNormalization = defineOperator({
  name: "MeanVarianceNormalization",
  summary: "(X − mean) / (√variance + 1e-9), over some axes.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { axes: [0, 2, 3] },
  shape: ({ X }) => [X.shape],
  work({ X }, _, { axes }) {
    const taken = new Set(axes.map((axis) => axisOf(axis, X.rank, "X")));
    return standardizeWork(X.size, product(X.shape.filter((_, index) => !taken.has(index))));
  },
});

/** Division by the norm along one axis. */
const lpNormalization = defineOperator({
  name: "LpNormalization",
  summary: "input / its p-norm along one axis.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { axis: -1, p: 2 },
  shape: ({ input }) => [input.shape],
  work({ input }, { output }, { axis, p }) {
    const rows = product(input.shape.toSpliced(axisOf(axis, input.rank, "input"), 1));
    return sumWork([repeatWork(norm(input.dim(axis), p), rows), { divs: output.size }]);
  },
});

/** Local response normalization (Krizhevsky et al., 2012); neighbours that are missing at the ends count as if they were there. */
const lrn = defineOperator({
  name: "LRN",
  summary: "X / (bias + alpha / size · Σ of the squares in `size` neighbouring channels) ^ beta.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { alpha: 1e-4, beta: 0.75, bias: 1, size: optional.int },
  shape({ X }, { size }) {
    if (size === undefined) throw new Contradiction("attribute size must be present: it is missing");
    return [X.shape];
  },
  work: (_, { Y }, { size }) => repeatWork({ muls: 2, adds: size!, pows: 1, divs: 1 }, Y.size),
});

/** The normalizations by statistics of the data itself. */
export const normalizations: readonly Operator[] = [
  layerNormalization,
  groupNormalization,
  instanceNormalization,
  rmsNormalization,
  meanVarianceNormalization,
  lpNormalization,
  lrn,
];
