import { assertEquals } from "@std/assert";
import { apply, of } from "./_apply.ts";

// Shapes from onnx 1.12's shape inference.
Deno.test("losses: shapes", () => {
  const inputs = [[3, 5, 2], of("int64", 3, 2)];
  assertEquals(apply("NegativeLogLikelihoodLoss", inputs, { attributes: { reduction: "none" } }).shapes, [[3, 2]]);
  assertEquals(apply("NegativeLogLikelihoodLoss", inputs, { attributes: { reduction: "sum" } }).shapes, [[]]);
  const { shapes, dtypes } = apply("SoftmaxCrossEntropyLoss", inputs, { attributes: { reduction: "none" } });
  assertEquals(shapes, [[3, 2], [3, 5, 2]]);
  assertEquals(dtypes, ["float32", "float32"]);
});

Deno.test("losses: work", () => {
  const inputs = [[3, 5, 2], of("int64", 3, 2)];
  assertEquals(apply("NegativeLogLikelihoodLoss", inputs).work, { signs: 6, adds: 5, divs: 1 });
  assertEquals(apply("NegativeLogLikelihoodLoss", [...inputs, [5]]).work, { signs: 6, muls: 6, adds: 10, divs: 1 });
  // test_nllloss_NCd1_ii_expanded.onnx of the standard: a mask, weights of 0 and 1, the weighted mean.
  const ignoring = apply("NegativeLogLikelihoodLoss", inputs, { attributes: { ignore_index: 1 } });
  assertEquals(ignoring.work, { signs: 6, muls: 6, compares: 6, adds: 6 + 10, divs: 1 });
  // The log-softmax of 6 rows of 5: 24 comparisons, 30 + 24 + 30 adds.
  assertEquals(apply("SoftmaxCrossEntropyLoss", inputs, { attributes: { reduction: "sum" } }).work, {
    compares: 24,
    adds: 84 + 5,
    exps: 30,
    logs: 6,
    signs: 6,
  });
});
