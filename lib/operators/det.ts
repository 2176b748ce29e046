import { add, floorDivide, multiply, product, subtract } from "../model/dim.ts";
import { defineOperator, type Operator } from "./define.ts";
import { Contradiction } from "./operand.ts";
import { repeatWork } from "./work.ts";

/** Determinant, counted as Gauss's elimination: the standard does not say how. */
export const det: Operator = defineOperator({
  name: "Det",
  summary: "The determinants of square matrices.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {},
  shape({ X }) {
    if (X.rank < 2) throw new Contradiction(`X must have rank >= 2: current rank is ${X.rank}`);
    return [X.shape.slice(0, -2)];
  },
  work({ X }, { Y }) {
    const n = X.dim(-1);
    const others = subtract(n, 1);
    return repeatWork({
      macs: floorDivide(product([n, others, add(multiply(n, 2), -1)]), 6), // Σ k² for k < n
      divs: floorDivide(multiply(n, others), 2),
      muls: others,
    }, Y.size);
  },
});
