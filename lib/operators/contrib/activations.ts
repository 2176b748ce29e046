/** Activation functions of onnxruntime (docs/ContribOperators.md); each works as the standard's operators that it stands for. */
import { type Dim, divideExactly, floorDivide } from "../../model/dim.ts";
import { activationWork, geluWork } from "../activations.ts";
import { defineOperator, type Operator } from "../define.ts";
import { repeatWork, sumWork } from "../work.ts";

const domain = "com.microsoft";

const gelu = defineOperator({
  name: "Gelu",
  domain,
  summary: "x · Φ(x), with the error function.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {},
  shape: ({ X }) => [X.shape],
  work: (_, { Y }) => repeatWork(geluWork("none"), Y.size),
});

const fastGelu = defineOperator({
  name: "FastGelu",
  domain,
  summary: "x · Φ(x) approximated by tanh, after a bias where there is one.",
  inputs: ["X", "bias?"],
  outputs: ["Y"],
  attributes: {},
  roles: { bias: "parameter" },
  shape: ({ X }) => [X.shape],
  work: ({ bias }, { Y }) => repeatWork(sumWork([geluWork("tanh"), { adds: bias ? 1 : 0 }]), Y.size),
});

const biasGelu = defineOperator({
  name: "BiasGelu",
  domain,
  summary: "x · Φ(x) of A + B, with the error function.",
  inputs: ["A", "B"],
  outputs: ["C"],
  attributes: {},
  roles: { B: "parameter" },
  shape: ({ A }) => [A.shape],
  work: (_, { C }) => repeatWork(sumWork([geluWork("none"), { adds: 1 }]), C.size),
});

const quickGelu = defineOperator({
  name: "QuickGelu",
  domain,
  summary: "x · sigmoid(alpha·x).",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { alpha: 1.702 },
  shape: ({ X }) => [X.shape],
  work: (_, { Y }, { alpha }) => repeatWork(sumWork([activationWork("Sigmoid"), { muls: alpha === 1 ? 1 : 2 }]), Y.size),
});

/** Of a last axis twice as long: one half is the value, the other goes through Gelu and gates it. */
const biasSplitGelu = defineOperator({
  name: "BiasSplitGelu",
  domain,
  summary: "The left half of X + bias times the Gelu of its right half.",
  inputs: ["X", "bias"],
  outputs: ["Y"],
  attributes: {},
  roles: { bias: "parameter" },
  shape({ X }) {
    const last: Dim = X.dim(-1);
    return [[...X.shape.slice(0, -1), divideExactly(last, 2) ?? floorDivide(last, 2)]];
  },
  work: ({ X }, { Y }) => sumWork([{ adds: X.size }, repeatWork(sumWork([geluWork("none"), { muls: 1 }]), Y.size)]),
});

/** The activation functions of that domain. */
export const contribActivations: readonly Operator[] = [gelu, fastGelu, biasGelu, quickGelu, biasSplitGelu];
