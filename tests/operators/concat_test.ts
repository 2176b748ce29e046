import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, of, tensor } from "./_apply.ts";

Deno.test("Concat: sizes along the axis add up, others are shared", () => {
  assertEquals(apply("Concat", [[2, 3], [2, 5]], { attributes: { axis: 1 } }).shapes, [[2, 8]]);
  assertEquals(apply("Concat", [["n", 3], ["n", "m"]], { attributes: { axis: -1 } }).shapes, [["n", "m + 3"]]);
  assertEquals(apply("Concat", [["n", 3], [2, 3]], { attributes: { axis: 1 } }).shapes, [[2, 6]]); // a number says what a symbol is
  assertEquals(apply("Concat", [[2, 3], [2, 5]], { opset: 1 }).shapes, [[2, 8]]); // the first version's default axis is 1
  assertEquals(apply("Concat", [of("int64", 1), of("int64", 0)], { attributes: { axis: 0 } }).dtypes, ["int64"]);
});

Deno.test("Concat: elements, known in part", () => {
  // numpy: np.concatenate(([[1, 2], [3, 4]], [[5], [6]]), axis=1)
  const inputs = [tensor("int64", [1, 2, 3, 4], [2, 2]), tensor("int64", [5, 6], [2, 1])];
  assertEquals(apply("Concat", inputs, { attributes: { axis: 1 } }).values, [[1, 2, 5, 3, 4, 6]]);
  assertEquals(apply("Concat", [tensor("int64", [1]), of("int64", 1)], { attributes: { axis: 0 } }).values, [[1, undefined]]);
  assertEquals(apply("Concat", [[2, 3], [2, 5]]).work, { free: "movement" });
});

Deno.test("Concat: what contradicts the definition is said", () => {
  assertThrows(() => apply("Concat", [[2, 3], [4, 3]], { attributes: { axis: 1 } }), Contradiction, "sizes along axis 0 must be equal");
  assertThrows(() => apply("Concat", [[2, 3], [2]], { attributes: { axis: 0 } }), Contradiction, "must have one rank");
});
