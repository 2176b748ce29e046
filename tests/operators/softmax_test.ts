import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply } from "./_apply.ts";

Deno.test("softmaxes: work by rows of the axis", () => {
  // 14 rows of 20: 19 comparisons, 20 subtractions, 20 exponentials, 19 additions, 20 divisions each.
  assertEquals(apply("Softmax", [[2, 7, 20]]).work, { compares: 266, adds: 546, exps: 280, divs: 280 });
  assertEquals(apply("Softmax", [["n", 12, "s", "s"]]).work.exps, "12*n*s*s");
  assertEquals(apply("LogSoftmax", [[2, 7, 20]]).work, { compares: 266, adds: 826, exps: 280, logs: 14 });
  assertEquals(apply("Hardmax", [[2, 7, 20]], { attributes: { axis: 1 } }).work, { compares: 240 });
});

Deno.test("softmaxes: below opset 13 a row takes in all axes from axis 1 on", () => {
  // The standard, Softmax-11: "the input does not need to explicitly be a 2D vector; rather, it will be coerced into one": 2 rows of 140.
  assertEquals(apply("Softmax", [[2, 7, 20]], { opset: 12 }).work, { compares: 278, adds: 558, exps: 280, divs: 280 });
  assertEquals(apply("Softmax", [[2, 7, 20]], { opset: 12, attributes: { axis: 2 } }).work.compares, 266);
  assertEquals(apply("Softmax", [[2, 7, 20]], { opset: 12, attributes: { axis: 0 } }).work.compares, 279);
  assertEquals(apply("Softmax", [[2, 7, 20]], { opset: 13 }).work.compares, 266);
});

Deno.test("softmaxes: shape and axis", () => {
  assertEquals(apply("Softmax", [["n", 1000]]).shapes, [["n", 1000]]);
  assertThrows(() => apply("Softmax", [[2, 3]], { attributes: { axis: 2 } }), Contradiction, "axis must be within [-2, 1]");
});
