/** Depthwise convolution along time that looks back only (onnxruntime, docs/ContribOperators.md), with the end of a sequence kept for the next call. */
import { type Dim, multiply, product, subtract } from "../../model/dim.ts";
import { causalConvWork } from "../causal_conv_with_state.ts";
import { defineOperator, type Operator } from "../define.ts";
import { Contradiction, type Operand } from "../operand.ts";

const domain = "com.microsoft";

/** How many places before the present one the last axis of the kernel reaches. */
function stateLength(weight: Operand, dilation: number): Dim {
  return multiply(subtract(weight.dim(-1), 1), dilation);
}

const causalConvWithState = defineOperator({
  name: "CausalConvWithState",
  domain,
  summary: "Convolves each channel with its own kernel, over current and past positions along the last axis.",
  inputs: ["input", "weight", "bias?", "past_state?"],
  outputs: ["output", "present_state"],
  attributes: { activation: "none", channels_last: 0, dilation: 1, ndim: 1, state_window: 0 },
  roles: { weight: "parameter", bias: "parameter" },
  shape({ input, weight }, { channels_last, dilation, ndim, state_window }) {
    if (input.rank < (channels_last ? 3 : ndim + 2)) {
      throw new Contradiction(`input must have rank >= ${ndim + 2}: current shape is [${input.shape.join(", ")}]`);
    }
    const length = stateLength(weight, dilation);
    const state = channels_last ? input.shape.with(1, length) : [...input.shape.slice(0, ndim + 1), length];
    return [input.shape, state_window > 0 ? [state_window, ...state] : state];
  },
  work: ({ weight, bias }, { output }, { activation }) =>
    causalConvWork(output.size, product(weight.shape.slice(2)), bias !== undefined, activation),
});

const varlenCausalConvWithState = defineOperator({
  name: "VarlenCausalConvWithState",
  domain,
  summary: "Convolves each channel of tokens without padding with its own kernel, over current and past tokens of the same sample.",
  inputs: ["input", "weight", "cumulative_sequence_length", "bias?", "initial_state", "capture_count?"],
  outputs: ["output", "final_state", "state_update?"],
  attributes: { activation: "none", dilation: 1, state_update_capacity: 0 },
  roles: { weight: "parameter", bias: "parameter" },
  shape({ input, weight, cumulative_sequence_length }, { dilation, state_update_capacity }) {
    if (input.rank !== 2) throw new Contradiction(`input must have rank 2: current shape is [${input.shape.join(", ")}]`);
    const [batch, channels] = [subtract(cumulative_sequence_length.dim(0), 1), input.dim(1)];
    return [input.shape, [batch, channels, stateLength(weight, dilation)], [batch, state_update_capacity, channels]];
  },
  work: ({ weight, bias }, { output }, { activation }) => causalConvWork(output.size, weight.dim(2), bias !== undefined, activation),
});

/** The causal convolutions. */
export const causalConvolutions: readonly Operator[] = [causalConvWithState, varlenCausalConvWithState];
