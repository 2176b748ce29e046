import type { LayerFormulas, LayerTable } from "./layer.ts";
import { parameterOf } from "./layer.ts";
import { factor } from "./formula.ts";

/** Nothing but operations on each element, which the counts tell. */
const elementwise: LayerFormulas = {};

/** Activations: no multiply-accumulates and, but for PReLU's slopes, no parameters. */
export const activations: LayerTable = {
  ReLU: elementwise,
  ReLU6: elementwise,
  LeakyReLU: elementwise,
  ELU: elementwise,
  GELU: elementwise,
  SiLU: elementwise,
  Sigmoid: elementwise,
  Tanh: elementwise,
  Hardswish: elementwise,
  Hardsigmoid: elementwise,
  Hardtanh: elementwise,
  Softmax: elementwise,
  Upsample: elementwise,
  Add: elementwise,
  Mul: elementwise,
  PReLU: {
    parameters(layer) {
      const weight = parameterOf(layer, "weight");
      return weight && factor("C", weight.reduce((a, b) => a * b, 1), "slopes");
    },
  },
};
