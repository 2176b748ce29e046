import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, ints, of, type Options, scalar } from "../_apply.ts";

const apply = (op: string, inputs: readonly Given[], attributes: NonNullable<Options["attributes"]> = {}) =>
  applyAny(op, inputs, { domain: "com.microsoft", attributes });

Deno.test("derivatives have their operand's shape; softmax's sums each row", () => {
  // Y · (dY − Σ dY·Y) of 6 rows of 4: two products an element, 3 sums a row and a difference an element
  const { shapes, work } = apply("SoftmaxGrad_13", [[2, 3, 4], [2, 3, 4]], { axis: -1 });
  assertEquals([shapes, work], [[[2, 3, 4]], { muls: 48, adds: 6 * 3 + 24 }]);
  assertEquals(apply("SoftmaxGrad", [[2, 3, 4], [2, 3, 4]], { axis: 1 }).work.adds, 2 * 11 + 24); // rows of 12 before version 13
  assertEquals(apply("ReluGrad", [[5], [5]]).work, { compares: 5 });
});

Deno.test("LayerNormalizationGrad gives three derivatives", () => {
  assertEquals(apply("LayerNormalizationGrad", [[2, 3, 8], [2, 3, 8], [8], [2, 3, 1], [2, 3, 1]]).shapes.slice(0, 3), [[2, 3, 8], [8], [
    8,
  ]]);
});

Deno.test("the loss and its derivative", () => {
  const loss = apply("SoftmaxCrossEntropyLossInternal", [[6, 10], of("int64", 6)]);
  assertEquals(loss.shapes, [[], [6, 10]]);
  assertEquals(apply("SoftmaxCrossEntropyLossInternalGrad", [[], [6, 10], of("int64", 6)]).shapes, [[6, 10]]);
});

Deno.test("PyTorch's embedding and its derivative", () => {
  const aten = (operator: string, inputs: readonly Given[]) =>
    applyAny("ATen", inputs, { domain: "org.pytorch.aten", attributes: { operator }, outputs: 1 });
  assertEquals(aten("embedding", [[100, 8], of("int64", "n", 5)]).shapes, [["n", 5, 8]]);
  const derivative = aten("embedding_backward", [["n", 5, 8], of("int64", "n", 5), scalar(100)]);
  assertEquals([derivative.shapes, derivative.work], [[[100, 8]], { adds: "40*n" }]);
});

Deno.test("gradients of broadcast operands are summed along the axes that were stretched", () => {
  const { values } = apply("BroadcastGradientArgs", [ints(2, 16, 10, 2), ints(10, 1)]);
  assertEquals(values.map((axes) => [...axes!].sort()), [[], [0, 1, 3]]);
});
