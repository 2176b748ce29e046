/** Poolings: a window slides over the spatial axes, or covers them. */
import { type Dim, product, subtract } from "../model/dim.ts";
import { norm } from "./_norm.ts";
import { tensorType } from "./_tensor_type.ts";
import { featureMap, slide, slideBack, type WindowAttributes, windowAttributes } from "./_window.ts";
import { defineOperator, type Operator } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";
import { repeatWork, type Work } from "./work.ts";

const attributes = { ...windowAttributes, ceil_mode: 0 } as const;

function pooledShape(X: Operand, attributes: WindowAttributes): readonly Dim[] {
  const { batch, channels, spatial } = featureMap(X);
  return [batch, channels, ...slide(spatial, kernelOf(attributes), attributes)];
}

function kernelOf({ kernel_shape }: WindowAttributes): readonly number[] {
  if (kernel_shape === undefined) throw new Contradiction("attribute kernel_shape must be present: it is missing");
  return kernel_shape;
}

/** The work of the mean of `n` elements. */
function average(n: Dim): Work {
  return { adds: subtract(n, 1), divs: 1 };
}

/** The work of the largest of `n` elements. */
function largest(n: Dim): Work {
  return { compares: subtract(n, 1) };
}

const maxPool = defineOperator({
  name: "MaxPool",
  summary: "The largest element under a sliding window, and where it was.",
  inputs: ["X"],
  outputs: ["Y", "Indices?"],
  attributes: { ...attributes, storage_order: 0 },
  shape({ X }, attributes) {
    const shape = pooledShape(X, attributes);
    return [shape, tensorType("int64", shape)];
  },
  work: (_, { Y }, attributes) => repeatWork(largest(product(kernelOf(attributes))), Y.size),
});

const averagePool = defineOperator({
  name: "AveragePool",
  summary: "The mean of the elements under a sliding window.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { ...attributes, count_include_pad: 0 },
  shape: ({ X }, attributes) => [pooledShape(X, attributes)],
  work: (_, { Y }, attributes) => repeatWork(average(product(kernelOf(attributes))), Y.size),
});

const lpPool = defineOperator({
  name: "LpPool",
  summary: "The p-norm of the elements under a sliding window.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { ...attributes, p: 2 },
  shape: ({ X }, attributes) => [pooledShape(X, attributes)],
  work: (_, { Y }, attributes) => repeatWork(norm(product(kernelOf(attributes)), attributes.p), Y.size),
});

interface GlobalRow {
  readonly name: string;
  readonly summary: string;
  /** Of one output element that `n` elements are pooled to. */
  readonly work: (n: Dim, p: number) => Work;
  readonly attributes?: { readonly p?: number };
}

function globalPool({ name, summary, work, attributes = {} }: GlobalRow): Operator {
  return defineOperator({
    name,
    summary,
    inputs: ["X"],
    outputs: ["Y"],
    attributes: attributes as { p: number },
    shape({ X }) {
      const { batch, channels, spatial } = featureMap(X);
      return [[batch, channels, ...spatial.map(() => 1)]];
    },
    work: ({ X }, { Y }, { p }) => repeatWork(work(product(featureMap(X).spatial), p), Y.size),
  });
}

const GLOBAL: readonly GlobalRow[] = [
  { name: "GlobalAveragePool", summary: "The mean of each channel.", work: average },
  { name: "GlobalMaxPool", summary: "The largest element of each channel.", work: largest },
  { name: "GlobalLpPool", summary: "The p-norm of each channel.", work: norm, attributes: { p: 2 } },
];

/** Undoes a MaxPool, as far as its indices allow. */
const maxUnpool = defineOperator({
  name: "MaxUnpool",
  summary: "Puts each element where a MaxPool took it from, zeros elsewhere.",
  inputs: ["X", "I", "output_shape?"],
  outputs: ["output"],
  attributes: { kernel_shape: windowAttributes.kernel_shape, pads: windowAttributes.pads, strides: windowAttributes.strides },
  shapeOperands: ["output_shape"],
  shape({ X, output_shape }, attributes) {
    const { batch, channels, spatial } = featureMap(X);
    const window = { ...attributes, auto_pad: "NOTSET", dilations: undefined };
    return [output_shape ? output_shape.dims : [batch, channels, ...slideBack(spatial, kernelOf(window), window)]];
  },
  work: () => ({ free: "movement" }),
});

/** The poolings. */
export const poolings: readonly Operator[] = [maxPool, averagePool, lpPool, ...GLOBAL.map(globalPool), maxUnpool];
