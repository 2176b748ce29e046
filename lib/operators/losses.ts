/** Losses, as far as an evaluation needs them. */
import { type Dim, multiply, product, subtract } from "../model/dim.ts";
import { knownDType, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import type { Operand } from "./operand.ts";
import { logSoftmaxWork } from "./softmax.ts";
import { repeatWork, sumWork, type Work } from "./work.ts";

interface LossAttributes {
  readonly ignore_index: number | undefined;
  readonly reduction: string;
}

function lossShape(target: Operand, reduction: string): readonly Dim[] {
  return reduction === "none" ? target.shape : [];
}

/** −input[target] of each sample, weighted, then joined, as the function body of NegativeLogLikelihoodLoss has it. */
function reducedWork({ size }: Operand, weight: Operand | undefined, { ignore_index, reduction }: LossAttributes): Work {
  const others = subtract(size, 1);
  const ignores = ignore_index !== undefined;
  const weighted = weight !== undefined || ignores; // what is ignored has the weight 0
  const joined: Work = reduction === "none"
    ? {}
    : reduction === "sum"
    ? { adds: others }
    : { adds: weighted ? multiply(others, 2) : others, divs: 1 }; // weights are summed too
  const masked: Work = ignores ? { adds: 1, compares: 1 } : {};
  return sumWork([repeatWork(sumWork([{ signs: 1, muls: weighted ? 1 : 0 }, masked]), size), joined]);
}

const negativeLogLikelihoodLoss = defineOperator({
  name: "NegativeLogLikelihoodLoss",
  summary: "Less the log-probability of each sample's class, or the mean or sum of these.",
  inputs: ["input", "target", "weight?"],
  outputs: ["loss"],
  attributes: { ignore_index: optional.int, reduction: "mean" },
  roles: { weight: "buffer" },
  shape: ({ input, target }, { reduction }) => [tensorType(knownDType(input), lossShape(target, reduction))],
  work: ({ target, weight }, _, attributes) => reducedWork(target, weight, attributes),
});

const softmaxCrossEntropyLoss = defineOperator({
  name: "SoftmaxCrossEntropyLoss",
  summary: "The negative log-likelihood loss of the log-softmax of scores.",
  inputs: ["scores", "labels", "weights?"],
  outputs: ["output", "log_prob?"],
  attributes: { ignore_index: optional.int, reduction: "mean" },
  roles: { weights: "buffer" },
  shape: ({ scores, labels }, { reduction }) => [tensorType(knownDType(scores), lossShape(labels, reduction)), scores.shape],
  work({ scores, labels, weights }, _, attributes) {
    const rows = product(scores.shape.toSpliced(1, 1));
    return sumWork([logSoftmaxWork(scores.size, rows), reducedWork(labels, weights, attributes)]);
  },
});

/** The losses. */
export const losses: readonly Operator[] = [negativeLogLikelihoodLoss, softmaxCrossEntropyLoss];
