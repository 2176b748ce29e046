/** Steps of training: the domain `ai.onnx.preview.training`. Lists of tensors come one after another: values, gradients, then what is accumulated. */
import { type Dim, sum } from "../model/dim.ts";
import type { ValueType } from "../model/types.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction, type Operand, Unknown } from "./operand.ts";
import { repeatWork, sumWork, type Work } from "./work.ts";

const TRAINING = "ai.onnx.preview.training";

/** The outputs are new values of every list but the second, the gradients. */
function updated(inputs: readonly Operand[], lists: number): readonly (ValueType | undefined)[] {
  if (inputs.length % lists !== 0) throw new Contradiction(`inputs must be ${lists} lists of one length: there are ${inputs.length}`);
  const each = inputs.length / lists;
  return inputs.toSpliced(each, each).map((input) => input.type);
}

/** The number of elements that are trained. */
function trainedSize(inputs: readonly Operand[], lists: number): Dim {
  return sum(inputs.slice(0, inputs.length / lists).map((input) => input.size));
}

/** The work of `element` for each element that is trained, and once that of the step's rate. */
function stepWork(inputs: readonly Operand[], lists: number, element: Work, rate: Work): Work {
  return sumWork([repeatWork(element, trainedSize(inputs, lists)), rate]);
}

const adagrad = defineOperator({
  name: "Adagrad",
  domain: TRAINING,
  summary: "One step of ADAGRAD: against the gradient, the less the more there has been of it.",
  inputs: ["R", "T", "inputs*"],
  outputs: ["outputs*"],
  attributes: { decay_factor: 0, epsilon: 0, norm_coefficient: 0 },
  shape: ({ inputs }) => updated(inputs, 3),
  // g = norm·x + g; h += g²; x −= r · g / (√h + epsilon)
  work: ({ inputs }) => stepWork(inputs, 3, { muls: 3, adds: 4, sqrts: 1, divs: 1 }, { muls: 1, adds: 1, divs: 1 }),
});

const adam = defineOperator({
  name: "Adam",
  domain: TRAINING,
  summary: "One step of Adam: along the mean of past gradients, divided by the root of their mean square.",
  inputs: ["R", "T", "inputs*"],
  outputs: ["outputs*"],
  attributes: { alpha: 0.9, beta: 0.999, epsilon: 0, norm_coefficient: 0, norm_coefficient_post: 0 },
  shape: ({ inputs }) => updated(inputs, 4),
  // g = norm·x + g; v = α·v + (1 − α)·g; h = β·h + (1 − β)·g·g; x = (1 − post) · (x − r·v / (√h + epsilon))
  work: ({ inputs }) =>
    stepWork(inputs, 4, { muls: 8, adds: 5, sqrts: 1, divs: 1 }, { pows: 2, adds: 2, sqrts: 1, muls: 1, divs: 1, compares: 1 }),
});

const momentum = defineOperator({
  name: "Momentum",
  domain: TRAINING,
  summary: "One step of gradient descent with momentum.",
  inputs: ["R", "T", "inputs*"],
  outputs: ["outputs*"],
  attributes: { alpha: 0, beta: 0, mode: "standard", norm_coefficient: 0 },
  shape: ({ inputs }) => updated(inputs, 3),
  // g = norm·x + g; v = α·v + β·g; x −= r · v, or r · (g + α·v)
  work({ inputs }, _, { mode }) {
    const nesterov = mode === "nesterov" ? { muls: 1, adds: 1 } : {};
    return stepWork(inputs, 3, sumWork([{ muls: 4, adds: 3 }, nesterov]), { compares: 1 });
  },
});

const gradient = defineOperator({
  name: "Gradient",
  domain: TRAINING,
  summary: "The derivatives of one value of the graph by others.",
  inputs: ["Inputs*"],
  outputs: ["Outputs*"],
  attributes: { xs: optional.strings, y: optional.string, zs: optional.strings },
  shape: ({ Inputs }, { xs }) => Inputs.slice(0, xs?.length ?? 0).map((input) => input.type),
  work() {
    throw new Unknown("how much arithmetic a derivative takes depends on the rest of the graph");
  },
});

/** The steps of training. */
export const trainingSteps: readonly Operator[] = [adagrad, adam, momentum, gradient];
