/** Support vector machines: each row is compared with every support vector by a kernel. */
import type { Dim } from "../../model/dim.ts";
import { tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import type { Operand } from "../operand.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";
import { labelCount, labelType, ML, rowsOf, transformWork } from "./_scores.ts";

/** The work of one row: `vectors` kernels over `elements` numbers in all. */
function kernelWork(type: string, vectors: number, elements: number, degree: number): Work {
  switch (type) {
    case "POLY": // (gamma · x·v + coef0)^degree
      return { macs: elements, muls: degree === 2 ? 2 * vectors : vectors, adds: vectors, ...(degree !== 2 && { pows: vectors }) };
    case "RBF": // exp(−gamma · |x − v|²)
      return { adds: elements, macs: elements, muls: vectors, exps: vectors };
    case "SIGMOID": // tanh(gamma · x·v + coef0)
      return { macs: elements, muls: vectors, adds: vectors, tanhs: vectors };
    default:
      return { macs: elements };
  }
}

const svmClassifier = defineOperator({
  name: "SVMClassifier",
  domain: ML,
  summary: "The class of each row that wins most duels, and scores.",
  inputs: ["X"],
  outputs: ["Y", "Z"],
  attributes: {
    classlabels_ints: optional.ints,
    classlabels_strings: optional.strings,
    coefficients: optional.floats,
    kernel_params: optional.floats,
    kernel_type: "LINEAR",
    post_transform: "NONE",
    prob_a: optional.floats,
    prob_b: optional.floats,
    rho: optional.floats,
    support_vectors: optional.floats,
    vectors_per_class: optional.ints,
  },
  shape({ X }, { classlabels_ints, classlabels_strings, prob_a }) {
    const classes = labelCount(classlabels_strings, classlabels_ints);
    // The standard has a score a class; without probabilities, runtimes give one a duel. These are as many for 2 classes (filled up) and 3.
    const agreed = prob_a?.length || classes === 2 || classes === 3;
    return [labelType(X, classlabels_strings), agreed ? tensorType("float32", [rowsOf(X), classes]) : { kind: "tensor", dtype: "float32" }];
  },
  work({ X }, _, { classlabels_ints, classlabels_strings, coefficients, prob_a, support_vectors, ...rest }) {
    const { kernel_params, kernel_type, post_transform, rho, vectors_per_class } = rest;
    const classes = labelCount(classlabels_strings, classlabels_ints);
    const vectors = (vectors_per_class ?? []).reduce((a, b) => a + b, 0);
    const rows = rowsOf(X);
    // Without support vectors, the coefficients are those of a linear model.
    const kernels = vectors > 0 ? kernelWork(kernel_type, vectors, support_vectors?.length ?? 0, kernel_params?.[2] ?? 0) : {};
    const duels = rho?.length ?? 0;
    // A probability a duel; how long it takes to bring these together, only the data tell.
    const probabilities = prob_a?.length ? repeatWork({ muls: 1, adds: 2, exps: 1, divs: 1 }, duels) : {};
    const row = sumWork([
      kernels,
      { macs: coefficients?.length ?? 0, adds: duels, compares: duels + Math.max(0, classes - 1) },
      probabilities,
    ]);
    return sumWork([repeatWork(row, rows), transformWork(post_transform, rows, classes)]);
  },
});

function regression(X: Operand, row: Work, transform: string): Work {
  const rows: Dim = rowsOf(X);
  return sumWork([repeatWork(row, rows), transformWork(transform, rows, 1)]);
}

const svmRegressor = defineOperator({
  name: "SVMRegressor",
  domain: ML,
  summary: "A number for each row: a weighted sum of its kernels with the support vectors.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {
    coefficients: optional.floats,
    kernel_params: optional.floats,
    kernel_type: "LINEAR",
    n_supports: 0,
    one_class: 0,
    post_transform: "NONE",
    rho: optional.floats,
    support_vectors: optional.floats,
  },
  shape: ({ X }) => [tensorType("float32", [rowsOf(X), 1])],
  work({ X }, _, { coefficients, kernel_params, kernel_type, n_supports, one_class, post_transform, rho, support_vectors }) {
    const kernels = n_supports > 0 ? kernelWork(kernel_type, n_supports, support_vectors?.length ?? 0, kernel_params?.[2] ?? 0) : {};
    const sums = { macs: coefficients?.length ?? 0, adds: rho?.length ?? 0, compares: one_class ? 1 : 0 };
    return regression(X, sumWork([kernels, sums]), post_transform);
  },
});

/** The support vector machines. */
export const supportVectorMachines: readonly Operator[] = [svmClassifier, svmRegressor];
