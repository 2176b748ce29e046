/** What fuzzing found of single operators: operands that do not fit, and numbers beyond reason. Shapes are onnxruntime's where it takes the node. */
import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction, Unknown } from "../../lib/operators/operand.ts";
import { apply, ints, of, scalar, tensor } from "../operators/_apply.ts";

Deno.test("ConvTranspose pads to a multiple of the input, what is added at the end included", () => {
  const attributes = { strides: [3, 3], auto_pad: "SAME_UPPER", output_padding: [2, 2] };
  assertEquals(apply("ConvTranspose", [[1, 4, 3, 4], [4, 3, 1, 3]], { attributes }).shapes, [[1, 3, 9, 12]]);
});

Deno.test("a reduction of nothing has no known contents, since versions differ in them", () => {
  assertEquals(apply("ReduceMean", [tensor("int64", [], [2, 0])], { attributes: { keepdims: 1 } }).values, []);
});

Deno.test("an infinite element that is bound on one side is the largest number on the other, of which nothing is said", () => {
  assertEquals(apply("Clip", [tensor("float32", [1, Infinity]), scalar(0, "float32")]).values, [[1, undefined]]);
});

Deno.test("operands of too few axes or elements are refused", () => {
  assertThrows(() => apply("GRU", [[2, 3, 4], [1, 6, 4, 1], [1, 6, 2]]), Contradiction, "W must have rank 3");
  assertThrows(() => apply("LSTM", [[2, 3, 4], [1, 8, 4], [8, 2]]), Contradiction, "R must have rank 3");
  assertThrows(() => apply("Range", [ints(), scalar(3), scalar(1)]), Contradiction, "start must have an element");
  assertThrows(() => apply("LRN", [[1, 2, 3, 3]]), Contradiction, "size");
  assertThrows(() => apply("MaxPool", [[1, 2, 3, 3]], { attributes: { kernel_shape: [0, 2] } }), Contradiction, "kernel must be >= 1");
});

Deno.test("vectors that are said to have a billion elements are not made", () => {
  for (
    const [op, inputs] of [["Tile", [[4, 3], of("int64", 2 ** 31)]], ["Reshape", [[4, 3], of("int64", 2 ** 40)]], ["Expand", [
      [1],
      of("int64", 2 ** 31),
    ]]] as const
  ) {
    assertThrows(() => apply(op, inputs), Unknown, "more than are followed");
  }
  const attributes = { axis: -(2 ** 31), broadcast: 1 };
  assertThrows(() => apply("Div", [[2, 3], [3]], { attributes, opset: 6 }), Contradiction, "axis must be within");
  assertEquals(apply("Add", [of("int64", 2 ** 31, 2 ** 31, 0), ints(5)]).shapes, [[2 ** 31, 2 ** 31, 0]]);
});

Deno.test("an attribute that is a whole number is one", () => {
  for (const heads of [NaN, Infinity, 2.5]) {
    const attributes = { q_num_heads: heads, kv_num_heads: 2 };
    assertThrows(
      () => apply("Attention", [[1, 3, 8], [1, 3, 8], [1, 3, 8]], { attributes }),
      Contradiction,
      "attribute q_num_heads must be of the kind int",
    );
  }
  assertThrows(
    () => apply("Transpose", [[2, 3]], { attributes: { perm: [0, NaN] } }),
    Contradiction,
    "attribute perm must be of the kind ints",
  );
});
