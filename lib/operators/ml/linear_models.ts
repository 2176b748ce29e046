/** Linear models: a matrix product, its coefficients attributes. */
import { multiply } from "../../model/dim.ts";
import { tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { sumWork } from "../work.ts";
import { labelCount, labelType, ML, rowsOf, transformWork } from "./_scores.ts";

/** A score a class; the one model of two classes gives a score for each. */
function classCount(intercepts: number, labels: number): number {
  return intercepts === 0 || (intercepts === 1 && labels === 2) ? labels : intercepts;
}

const linearClassifier = defineOperator({
  name: "LinearClassifier",
  domain: ML,
  summary: "The best class of each row, and each class's score: a weighted sum of the features.",
  inputs: ["X"],
  outputs: ["Y", "Z"],
  attributes: {
    classlabels_ints: optional.ints,
    classlabels_strings: optional.strings,
    coefficients: optional.floats,
    intercepts: optional.floats,
    multi_class: 0,
    post_transform: "NONE",
  },
  shape({ X }, { classlabels_ints, classlabels_strings, intercepts }) {
    const count = classCount(intercepts?.length ?? 0, labelCount(classlabels_strings, classlabels_ints));
    return [labelType(X, classlabels_strings), tensorType("float32", [rowsOf(X), count])];
  },
  work({ X }, _, { classlabels_ints, classlabels_strings, coefficients, intercepts, post_transform }) {
    const [rows, bias] = [rowsOf(X), intercepts?.length ?? 0];
    const count = classCount(bias, labelCount(classlabels_strings, classlabels_ints));
    const scores = { macs: multiply(rows, coefficients?.length ?? 0), adds: multiply(rows, bias) };
    return sumWork([scores, { compares: multiply(rows, Math.max(0, count - 1)) }, transformWork(post_transform, rows, count)]);
  },
});

const linearRegressor = defineOperator({
  name: "LinearRegressor",
  domain: ML,
  summary: "Weighted sums of each row's features.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { coefficients: optional.floats, intercepts: optional.floats, post_transform: "NONE", targets: 1 },
  shape: ({ X }, { targets }) => [tensorType("float32", [rowsOf(X), targets])],
  work({ X }, _, { coefficients, intercepts, post_transform, targets }) {
    const rows = rowsOf(X);
    const sums = { macs: multiply(rows, coefficients?.length ?? 0), adds: multiply(rows, intercepts?.length ?? 0) };
    return sumWork([sums, transformWork(post_transform, rows, targets)]);
  },
});

/** The linear models. */
export const linearModels: readonly Operator[] = [linearClassifier, linearRegressor];
