import { type Dim, multiply, subtract } from "../model/dim.ts";
import { activationWork } from "./activations.ts";
import { defineOperator, type Operator } from "./define.ts";
import { Contradiction } from "./operand.ts";
import { repeatWork, sumWork, type Work } from "./work.ts";

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
  work: ({ weight, bias }, { output }, { activation }) => causalConvWork(output.size, weight.dim(2), bias !== undefined, activation),
});

/** The work of a depthwise convolution to `size` elements under so many weights each, a bias and an activation. */
export function causalConvWork(size: Dim, weights: Dim, hasBias: boolean, activation: string): Work {
  const convolved = { macs: multiply(size, weights), adds: hasBias ? size : 0 };
  if (activation === "none") return convolved;
  // SiLU: the sigmoid, and a multiplication by it.
  return sumWork([convolved, repeatWork(sumWork([activationWork("Sigmoid"), { muls: 1 }]), size)]);
}
