/** Activation functions: the work is the sum of the standard's function body, where it has one. */
import { max } from "../model/dim.ts";
import type { Element } from "../model/tensor.ts";
import { type Arithmetic, combine, MAX, MIN } from "./_elements.ts";
import { defineOperator, type Operator } from "./define.ts";
import { elementwise, type ElementwiseRow } from "./elementwise.ts";
import { Contradiction, type Operand } from "./operand.ts";
import { repeatWork, sumWork, type Work } from "./work.ts";

const SIGMOID: Work = { signs: 1, exps: 1, adds: 1, divs: 1 };
const SOFTPLUS: Work = { exps: 1, adds: 1, logs: 1 };
const HARD_SIGMOID: Work = { muls: 1, adds: 1, compares: 2 };
const ELU: Work = { compares: 1, exps: 1, adds: 1, muls: 1 };
const SWISH: Work = sumWork([SIGMOID, { muls: 2 }]);

/** The activations that are one row each. */
const ROWS: readonly ElementwiseRow[] = [
  { name: "Relu", summary: "max(0, x).", work: { compares: 1 }, map: (x) => Math.max(0, x), mapSymbolic: (x) => max(0, x) },
  { name: "LeakyRelu", summary: "x where it is not negative, else alpha·x.", work: { compares: 1, muls: 1 }, attributes: { alpha: 0.01 } },
  { name: "ThresholdedRelu", summary: "x where it is above alpha, else 0.", work: { compares: 1 }, attributes: { alpha: 1 } },
  { name: "Elu", summary: "x where it is not negative, else alpha·(eˣ − 1).", work: ELU, attributes: { alpha: 1 } },
  {
    name: "Selu",
    summary: "gamma·x where it is not negative, else gamma·(alpha·eˣ − alpha).",
    work: { compares: 1, exps: 1, adds: 1, muls: 3 },
    attributes: { alpha: 1.6732632, gamma: 1.050701 },
  },
  { name: "Celu", summary: "alpha·elu(x / alpha).", work: sumWork([ELU, { divs: 1, muls: 1 }]), attributes: { alpha: 1 } },
  { name: "Sigmoid", summary: "1 / (1 + exp(−x)).", work: SIGMOID },
  { name: "HardSigmoid", summary: "alpha·x + beta, kept within 0 and 1.", work: HARD_SIGMOID, attributes: { alpha: 0.2, beta: 0.5 } },
  { name: "HardSwish", summary: "x · hardsigmoid(x).", work: sumWork([HARD_SIGMOID, { muls: 1 }]) },
  { name: "Swish", summary: "x · sigmoid(alpha·x), also called SiLU.", work: SWISH, attributes: { alpha: 1 } },
  { name: "Softplus", summary: "ln(1 + eˣ).", work: SOFTPLUS },
  { name: "Mish", summary: "x · tanh(softplus(x)).", work: sumWork([SOFTPLUS, { tanhs: 1, muls: 1 }]) },
  { name: "Softsign", summary: "x / (1 + |x|).", work: { signs: 1, adds: 1, divs: 1 }, names: ["input", "output"] },
  {
    name: "Shrink",
    summary: "Moves x toward 0 by bias where it is beyond lambd, else 0.",
    work: { compares: 2, adds: 2 },
    names: ["input", "output"],
    attributes: { bias: 0, lambd: 0.5 },
  },
];

/** The work of one element of the Gaussian error linear unit, by the error function or by tanh. */
export function geluWork(approximate: string): Work {
  return approximate === "tanh" ? { pows: 1, muls: 4, adds: 2, tanhs: 1 } : { divs: 1, erfs: 1, adds: 1, muls: 2 };
}

/** Gaussian error linear unit, exact or by tanh. */
const gelu = defineOperator({
  name: "Gelu",
  summary: "x · Φ(x), with the error function or its approximation by tanh.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { approximate: "none" },
  shape: ({ X }) => [X.shape],
  work: (_, { Y }, { approximate }) => repeatWork(geluWork(approximate), Y.size),
});

/** Leaky rectifier with a learned slope. */
const pRelu = defineOperator({
  name: "PRelu",
  summary: "x where it is not negative, else slope·x.",
  inputs: ["X", "slope"],
  roles: { slope: "parameter" },
  outputs: ["Y"],
  attributes: {},
  shape: ({ X }) => [X.shape],
  work: (_, { Y }) => ({ compares: Y.size, muls: Y.size }),
});

/** Two projections joined by a gate (Shazeer 2020). */
const swiGLU = defineOperator({
  name: "SwiGLU",
  summary: "swish(A) · B.",
  inputs: ["A", "B"],
  outputs: ["Y"],
  attributes: { alpha: 1 },
  shape: ({ A }) => [A.shape],
  work: (_, { Y }) => repeatWork(sumWork([SWISH, { muls: 1 }]), Y.size),
});

/** A bound that is left out is the type's largest finite number or its negative, which an infinite element becomes. */
function finite(element: Element): Element {
  return element === Infinity || element === -Infinity ? undefined : element;
}

/** Keeps elements within bounds, which were attributes below opset 11. */
const clip = defineOperator({
  name: "Clip",
  summary: "min(max, max(min, x)), where either bound may be missing.",
  inputs: ["input", "min?", "max?"],
  outputs: ["output"],
  attributes: {},
  roles: { min: "constant", max: "constant" },
  shape: ({ input }) => [input.shape],
  value(inputs) {
    const { input } = inputs;
    const bounded = (elements: Operand["value"], bound: Operand | undefined, arithmetic: Arithmetic) =>
      bound === undefined ? elements.map(finite) : elements.map((element) => combine(arithmetic, input.dtype, element, bound.value[0]));
    return [bounded(bounded(input.value, inputs.min, MAX), inputs.max, MIN)];
  },
  work: (inputs, { output }) => repeatWork({ compares: (inputs.min ? 1 : 0) + (inputs.max ? 1 : 0) }, output.size),
});

/** The activation functions. */
export const activations: readonly Operator[] = [...ROWS.map(elementwise), gelu, pRelu, swiGLU, clip];

/** The work of one element of an activation that a recurrent layer names. */
export function activationWork(name: string): Work {
  const work = BY_NAME.get(name.toLowerCase());
  if (work === undefined) throw new Contradiction(`activations must be known functions: current one is ${JSON.stringify(name)}`);
  return work;
}

/** Exporters write the names in any case. */
const BY_NAME = new Map<string, Work>([
  ...ROWS.map(({ name, work }) => [name.toLowerCase(), work] as const),
  ["tanh", { tanhs: 1 }],
  ["scaledtanh", { muls: 2, tanhs: 1 }],
  ["affine", { muls: 1, adds: 1 }],
]);
