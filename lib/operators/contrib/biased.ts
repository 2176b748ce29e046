/** The standard's operators after the addition of a bias (onnxruntime, docs/ContribOperators.md). */
import { multiply, product } from "../../model/dim.ts";
import { tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { axisOf } from "../operand.ts";
import { softmaxWork } from "../softmax.ts";
import { sumWork } from "../work.ts";

const domain = "com.microsoft";

const biasAdd = defineOperator({
  name: "BiasAdd",
  domain,
  summary: "X + bias + skip.",
  inputs: ["X", "bias", "skip"],
  outputs: ["Y"],
  attributes: {},
  roles: { bias: "parameter" },
  shape: ({ X }) => [X.shape],
  work: (_, { Y }) => ({ adds: multiply(Y.size, 2) }),
});

/** A row takes in all axes from `axis` on. */
const biasSoftmax = defineOperator({
  name: "BiasSoftmax",
  domain,
  summary: "The softmax of data + bias.",
  inputs: ["data", "bias"],
  outputs: ["output"],
  attributes: { axis: 1, is_inner_broadcast: optional.int },
  shape: ({ data }) => [data.shape],
  work: ({ data }, _, { axis }) =>
    sumWork([softmaxWork(data.size, product(data.shape.slice(0, axisOf(axis, data.rank, "data")))), { adds: data.size }]),
});

/** At inference nothing is dropped. */
const biasDropout = defineOperator({
  name: "BiasDropout",
  domain,
  summary: "Dropout of data + bias, and the addition of a residual where there is one.",
  inputs: ["data", "bias", "residual?", "ratio?", "training_mode?"],
  outputs: ["output", "mask?"],
  attributes: { seed: optional.int },
  shapeOperands: ["ratio", "training_mode"],
  roles: { bias: "parameter" },
  shape: ({ data }) => [data.shape, tensorType("bool", data.shape)],
  work: ({ data, residual }) => ({ adds: multiply(data.size, residual ? 2 : 1) }),
});

/** The operators with a bias of that domain. */
export const biasedOperators: readonly Operator[] = [biasAdd, biasSoftmax, biasDropout];
