import { assertEquals } from "@std/assert";
import { apply, type Options } from "../_apply.ts";

const domain = "ai.onnx.ml";

// Two classes, 3 support vectors of 4 features: by hand, each row meets each vector once (12 multiply-accumulates) and sums 3 of these kernels.
const classifier: NonNullable<Options["attributes"]> = {
  classlabels_ints: [0, 1],
  coefficients: [1, 1, 1],
  kernel_params: [0.5, 1, 3],
  rho: [0.1],
  support_vectors: new Array(12).fill(1),
  vectors_per_class: [2, 1],
};

const KERNELS: [type: string, work: { [name: string]: number }][] = [
  ["LINEAR", { macs: 15, adds: 1, compares: 2 }],
  ["POLY", { macs: 15, muls: 3, adds: 4, pows: 3, compares: 2 }],
  ["RBF", { macs: 15, muls: 3, adds: 13, exps: 3, compares: 2 }],
  ["SIGMOID", { macs: 15, muls: 3, adds: 4, tanhs: 3, compares: 2 }],
];

Deno.test("SVMClassifier: work by kernel", () => {
  for (const [kernel_type, work] of KERNELS) {
    assertEquals(apply("SVMClassifier", [[1, 4]], { domain, attributes: { ...classifier, kernel_type } }).work, work, kernel_type);
  }
});

Deno.test("SVMClassifier: a label and scores", () => {
  const { shapes, dtypes } = apply("SVMClassifier", [["n", 4]], { domain, attributes: classifier });
  assertEquals([shapes, dtypes], [[["n"], ["n", 2]], ["int64", "float32"]]);
  const four = { ...classifier, classlabels_ints: [0, 1, 2, 3] };
  assertEquals(apply("SVMClassifier", [["n", 4]], { domain, attributes: four }).shapes, [["n"], undefined]); // a score a class, or a duel
  assertEquals(apply("SVMClassifier", [["n", 4]], { domain, attributes: { ...four, prob_a: [1], prob_b: [1] } }).shapes, [["n"], ["n", 4]]);
});

Deno.test("SVMRegressor: a number a row", () => {
  const attributes = { coefficients: [1, 1, 1], kernel_type: "RBF", n_supports: 3, rho: [0.1], support_vectors: new Array(12).fill(1) };
  const { shapes, work } = apply("SVMRegressor", [["n", 4]], { domain, attributes });
  assertEquals([shapes, work], [[["n", 1]], { macs: "15*n", muls: "3*n", adds: "13*n", exps: "3*n" }]);
});
