import { add, type Dim, multiply } from "../model/dim.ts";
import { knownDType, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator } from "./define.ts";
import type { Operand } from "./operand.ts";
import { sumWork, type Work } from "./work.ts";

/**
 * Normalization of each channel by stored statistics (Ioffe and Szegedy, 2015). At inference scale, bias and statistics fold into one
 * multiplication and one addition an element.
 */
export const batchNormalization: Operator = defineOperator({
  name: "BatchNormalization",
  summary: "(X − mean) / √(variance + epsilon) · scale + B, by channel.",
  inputs: ["X", "scale", "B", "input_mean", "input_var"],
  outputs: ["Y", "running_mean?", "running_var?", "saved_mean?", "saved_var?"],
  attributes: { epsilon: 1e-5, momentum: 0.9, training_mode: 0 },
  roles: { scale: "parameter", B: "parameter", input_mean: "buffer", input_var: "buffer" },
  shape({ X, scale, input_mean, input_var }) {
    const [mean, variance] = [input_mean, input_var].map((operand) =>
      scale.hasShape ? tensorType(knownDType(operand) ?? knownDType(X), scale.shape) : undefined
    );
    return [X.shape, mean, variance, mean, variance];
  },
  work({ X, scale }, { Y }, { training_mode }) {
    const folded: Work = { muls: Y.size, adds: Y.size };
    return training_mode ? sumWork([folded, statisticsWork(X, scale.size)]) : folded;
  },
});

/** Mean and variance of each channel of this batch, folded into scale and bias, and the running ones brought up to date. */
function statisticsWork({ size }: Operand, channels: Dim): Work {
  return {
    adds: add(multiply(size, 3), multiply(channels, 2)),
    muls: add(size, multiply(channels, 5)),
    divs: multiply(channels, 3),
    sqrts: channels,
  };
}
