import { multiply, product, subtract } from "../../model/dim.ts";
import { defineOperator, type Operator } from "../define.ts";
import { Contradiction } from "../operand.ts";
import { repeatWork } from "../work.ts";

/** Inverse (onnxruntime, docs/ContribOperators.md), counted as Gauss and Jordan's elimination in place: the documents do not say how. */
export const inverse: Operator = defineOperator({
  name: "Inverse",
  domain: "com.microsoft",
  summary: "The inverses of square matrices.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {},
  shape({ X }) {
    if (X.rank < 2) throw new Contradiction(`X must have rank >= 2: current rank is ${X.rank}`);
    return [X.shape];
  },
  work({ X }) {
    // Each of n pivots: its reciprocal, n − 1 other elements of its row scaled, (n − 1)² elements updated, n − 1 of its column scaled.
    const n = X.dim(-1);
    const others = subtract(n, 1);
    const pivot = { divs: 1, muls: multiply(others, 2), macs: multiply(others, others) };
    return repeatWork(pivot, product([n, ...X.shape.slice(0, -2)]));
  },
});
