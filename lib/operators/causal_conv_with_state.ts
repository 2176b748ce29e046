import { multiply, subtract } from "../model/dim.ts";
import { activationWork } from "./activations.ts";
import { defineOperator, type Operator } from "./define.ts";
import { Contradiction } from "./operand.ts";
import { repeatWork, sumWork } from "./work.ts";

/** Depthwise convolution along time that looks back only, with the end of the sequence kept for the next call. */
export const causalConvWithState: Operator = defineOperator({
  name: "CausalConvWithState",
  summary: "Convolves each channel with its own kernel over current and past positions.",
  inputs: ["input", "weight", "bias?", "past_state?"],
  outputs: ["output", "present_state"],
  attributes: { activation: "none" },
  shape({ input, weight }) {
    if (input.rank !== 3) throw new Contradiction(`input must have rank 3: current shape is [${input.shape.join(", ")}]`);
    return [input.shape, [input.dim(0), input.dim(1), subtract(weight.dim(2), 1)]];
  },
  work({ weight, bias }, { output }, { activation }) {
    const convolved = { macs: multiply(output.size, weight.dim(2)), adds: bias ? output.size : 0 };
    if (activation === "none") return convolved;
    // SiLU: the sigmoid, and a multiplication by it.
    return sumWork([convolved, repeatWork(sumWork([activationWork("Sigmoid"), { muls: 1 }]), output.size)]);
  },
});
