import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../../lib/operators/operand.ts";
import { apply } from "../_apply.ts";

const domain = "ai.onnx.ml";

Deno.test("LinearClassifier: a label and a score a class", () => {
  // The standard: X [N, C], Y [N], Z [N, E]; onnx 1.23's shape inference has E as here.
  const attributes = { classlabels_ints: [0, 1, 2], coefficients: new Array(12).fill(1), intercepts: [1, 2, 3] };
  const { shapes, dtypes, work } = apply("LinearClassifier", [["n", 4]], { domain, attributes });
  assertEquals([shapes, dtypes], [[["n"], ["n", 3]], ["int64", "float32"]]);
  assertEquals(work, { macs: "12*n", adds: "3*n", compares: "2*n" });
  const two = { classlabels_strings: ["no", "yes"], coefficients: [1, 2, 3, 4], intercepts: [1], post_transform: "LOGISTIC" };
  const binary = apply("LinearClassifier", [[10, 4]], { domain, attributes: two });
  assertEquals([binary.shapes, binary.dtypes], [[[10], [10, 2]], ["string", "float32"]]);
  // 40 products, 10 intercepts, a comparison each, and 1 / (1 + exp(−x)) of 20 scores.
  assertEquals(binary.work, { macs: 40, adds: 30, compares: 10, signs: 20, exps: 20, divs: 20 });
});

Deno.test("LinearRegressor: a number a target", () => {
  const attributes = { coefficients: new Array(8).fill(1), intercepts: [1, 2], targets: 2 };
  const { shapes, dtypes, work } = apply("LinearRegressor", [["n", 4]], { domain, attributes });
  assertEquals([shapes, dtypes, work], [[["n", 2]], ["float32"], { macs: "8*n", adds: "2*n" }]);
  assertEquals(apply("LinearRegressor", [[4]], { domain, attributes: { coefficients: [1, 2, 3, 4] } }).shapes, [[1, 1]]);
  assertThrows(() => apply("LinearRegressor", [[1, 2, 3]], { domain }), Contradiction, "X must have rank 1 or 2");
});
