/** Elements weighted by gates (onnxruntime, docs/ContribOperators.md); the work is that of the standard's parts. */
import { divideExactly, floorDivide, multiply, product, subtract } from "../../model/dim.ts";
import { activationWork } from "../activations.ts";
import { defineOperator, type Operator } from "../define.ts";
import { repeatWork, sumWork } from "../work.ts";
import { SILU } from "./_fused_activation.ts";
import { rmsWork } from "./normalizations.ts";

const domain = "com.microsoft";

const gatedAdd = defineOperator({
  name: "GatedAdd",
  domain,
  summary: "X + Y · gate.",
  inputs: ["X", "Y", "gate"],
  outputs: ["output"],
  attributes: {},
  shape: ({ X }) => [X.shape],
  work: ({ X }) => ({ muls: X.size, adds: X.size }),
});

const gatedRmsNorm = defineOperator({
  name: "GatedRMSNorm",
  domain,
  summary: "X / √(mean of squares + epsilon) · scale · swish(gate), over as many elements as scale has.",
  inputs: ["X", "scale", "gate"],
  outputs: ["Y"],
  attributes: { epsilon: 1e-5 },
  roles: { scale: "parameter" },
  shape: ({ X }) => [X.shape],
  work({ X, scale }) {
    const rows = divideExactly(X.size, scale.size) ?? floorDivide(X.size, scale.size);
    return sumWork([rmsWork(X.size, rows), repeatWork(sumWork([SILU, { muls: 1 }]), X.size)]);
  },
});

/** gate = σ(sign(d) · √max(|d|, 1e-6)), where d is the scaled product of the two normalized vectors. */
const engramGate = defineOperator({
  name: "EngramGate",
  domain,
  summary: "The value times a gate that says how alike the normalized key and query are.",
  inputs: ["key", "query", "value", "key_norm_scale", "query_norm_scale", "conv_norm_scale?"],
  outputs: ["output", "gated_value_normed?"],
  attributes: { epsilon: 1e-5 },
  roles: { key_norm_scale: "parameter", query_norm_scale: "parameter", conv_norm_scale: "parameter" },
  shape: ({ key }) => [key.shape, key.shape],
  work({ key: { size, shape } }, { gated_value_normed }) {
    const rows = product(shape.slice(0, -1));
    const gate = sumWork([{ divs: 1, signs: 2, compares: 1, sqrts: 1, muls: 1 }, activationWork("Sigmoid")]);
    return sumWork([
      repeatWork(rmsWork(size, rows), gated_value_normed ? 3 : 2),
      { muls: multiply(size, 2), adds: subtract(size, rows) },
      repeatWork(gate, rows),
    ]);
  },
});

/** The gated operators. */
export const gatedOperators: readonly Operator[] = [gatedAdd, gatedRmsNorm, engramGate];
