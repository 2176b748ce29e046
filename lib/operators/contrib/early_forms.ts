/** Operators that the standard has too, in a form of onnxruntime's own (docs/ContribOperators.md); the rules are the standard's. */
import { add, divideExactly, floorDivide, subtract, sum } from "../../model/dim.ts";
import { tensorType } from "../_tensor_type.ts";
import { constants } from "../constants.ts";
import { convTranspose } from "../conv.ts";
import { defineOperator, type Operands, type Operator, optional } from "../define.ts";
import { axisOf, Contradiction, Operand } from "../operand.ts";
import { poolings } from "../pooling.ts";
import { unique as standardUnique } from "../unique.ts";
import { named } from "./_channels_last.ts";

const domain = "com.microsoft";

const standardRange = named(constants, "Range");
const maxPool = named(poolings, "MaxPool");

/** The step is 1 unless it is given. */
function withStep(inputs: Operands<string>): Operands<string> {
  return { ...inputs, delta: inputs.delta ?? new Operand("delta", tensorType(undefined, []), [1]) } as Operands<string>;
}

const range: Operator = {
  ...standardRange,
  domain,
  inputs: ["start", "limit", "delta?"],
  shape: (inputs, attributes, site) => standardRange.shape(withStep(inputs), attributes, site),
  value: (inputs, attributes, outputs) => standardRange.value!(withStep(inputs), attributes, outputs),
};

const UNIQUE = { axis: undefined, sorted: 0 } as never;

/** The elements in the order in which they first come. */
const unique = defineOperator({
  name: "Unique",
  domain,
  summary: "The different elements of a vector, each once, where each element is among them, and how often each comes.",
  inputs: ["x"],
  outputs: ["y", "idx", "counts"],
  attributes: {},
  shape({ x }, _, site) {
    const [elements, , inverse, counts] = standardUnique.shape({ X: x } as never, UNIQUE, site);
    return [elements, inverse, counts];
  },
  value({ x }, _, [y]) {
    const [elements, , inverse, counts] = standardUnique.value!({ X: x } as never, UNIQUE, [y!]);
    return [elements, inverse, counts];
  },
  work: ({ x }) => ({ compares: x.size }),
});

const expandDims = defineOperator({
  name: "ExpandDims",
  domain,
  summary: "The same elements with an axis of size 1 more.",
  inputs: ["X", "axis"],
  outputs: ["Y"],
  attributes: {},
  shapeOperands: ["axis"],
  view: "X",
  shape({ X, axis }) {
    const at = axisOf(axis.numbers[0]!, X.rank + 1, "Y");
    return [X.shape.toSpliced(at, 0, 1)];
  },
  value: ({ X }) => [X.value],
  work: () => ({ free: "view" }),
});

const unfoldTensor = defineOperator({
  name: "UnfoldTensor",
  domain,
  summary: "All slices of one size along an axis, at equal steps.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { dim: -1, size: optional.int, step: 1 },
  shape({ input }, { dim, size, step }) {
    if (size === undefined || size < 1 || step < 1) throw new Contradiction(`size and step must be >= 1: they are ${size} and ${step}`);
    const at = axisOf(dim, input.rank, "input");
    const room = subtract(input.shape[at]!, size);
    if (typeof room === "number" && room < 0) throw new Contradiction(`size must be <= ${input.shape[at]}: current size is ${size}`);
    return [[...input.shape.with(at, add(divideExactly(room, step) ?? floorDivide(room, step), 1)), size]];
  },
  work: () => ({ free: "movement" }),
});

const torchEmbedding = defineOperator({
  name: "TorchEmbedding",
  domain,
  summary: "For each index, the row of a table.",
  inputs: ["weight", "indices", "padding_idx?", "scale_grad_by_freq?"],
  outputs: ["Y"],
  attributes: {},
  shapeOperands: ["padding_idx", "scale_grad_by_freq"],
  roles: { weight: "parameter" },
  shape: ({ weight, indices }) => [[...indices.shape, weight.dim(1)]],
  work: () => ({ free: "movement" }),
  reads: (_, { Y }) => ({ weight: Y.size }),
});

const sampleOp = defineOperator({
  name: "SampleOp",
  domain,
  summary: "X as it is.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {},
  view: "X",
  shape: ({ X }) => [X.shape],
  value: ({ X }) => [X.value],
  work: () => ({ free: "view" }),
});

const isAllFinite = defineOperator({
  name: "IsAllFinite",
  domain,
  summary: "Whether all elements of all tensors are finite.",
  inputs: ["input*"],
  outputs: ["output"],
  attributes: { isinf_only: 0, isnan_only: 0 },
  shape: () => [tensorType("bool", [])],
  work: ({ input }) => ({ compares: sum(input.map(({ size }) => size)) }),
});

/** Those of ConvTranspose, its pads from an input's value. */
function withPads(attributes: { readonly [name: string]: unknown }, { Pads }: Operands<string>): never {
  return { ...attributes, output_shape: undefined, pads: (Pads as Operand | undefined)?.numbers } as never;
}

const convTransposeWithDynamicPads: Operator = {
  ...convTranspose,
  name: "ConvTransposeWithDynamicPads",
  domain,
  summary: "Transposed convolution, whose padding is an input.",
  inputs: ["X", "W", "Pads?", "B?"],
  attributes: Object.fromEntries(Object.entries(convTranspose.attributes).filter(([name]) => name !== "pads" && name !== "output_shape")),
  shapeOperands: ["Pads"],
  shape: (inputs, attributes, site) => convTranspose.shape(inputs, withPads(attributes, inputs), site),
  work: (inputs, outputs, attributes) => convTranspose.work(inputs, outputs, withPads(attributes, inputs)),
};

const maxpoolWithMask: Operator = {
  ...maxPool,
  name: "MaxpoolWithMask",
  domain,
  summary: "The largest element under a sliding window of those that a mask keeps.",
  inputs: ["X", "M"],
  outputs: ["Y"],
  work: (inputs, outputs, attributes) => maxPool.work(inputs, outputs, attributes),
};

/** Operators in onnxruntime's own form. */
export const earlyForms: readonly Operator[] = [
  range,
  unique,
  expandDims,
  unfoldTensor,
  torchEmbedding,
  sampleOp,
  isAllFinite,
  convTransposeWithDynamicPads,
  maxpoolWithMask,
];
