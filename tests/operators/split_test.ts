import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, type Given, ints, of, type Options, type Size, tensor } from "./_apply.ts";

// The standard's examples (docs/Operators.md).
const SHAPES: [inputs: Given[], options: Options, shapes: Size[][]][] = [
  [[[6]], { outputs: 3 }, [[2], [2], [2]]],
  [[[6], ints(2, 4)], { outputs: 2 }, [[2], [4]]],
  [[[2, 6]], { outputs: 2, attributes: { axis: 1 } }, [[2, 3], [2, 3]]],
  [[[7]], { outputs: 4, attributes: { num_outputs: 4 } }, [[2], [2], [2], [1]]],
  [[[0], ints(0, 0, 0)], { outputs: 3 }, [[0], [0], [0]]],
  [[[2, 6]], { outputs: 2, opset: 2, attributes: { axis: -1, split: [2, 4] } }, [[2, 2], [2, 4]]],
  [[["n", "c"]], { outputs: 2, attributes: { axis: 1 } }, [["n", "floor(c/2)"], ["n", "floor(c/2)"]]],
  [[["n", 9], of("int64", 2)], { outputs: 2, attributes: { axis: 1 } }, [["n", "`node.piece0`"], ["n", "`node.piece1`"]]],
];

Deno.test("Split: shapes", () => {
  for (const [inputs, options, shapes] of SHAPES) assertEquals(apply("Split", inputs, options).shapes, shapes);
});

Deno.test("Split: elements", () => {
  // numpy: np.split([[1, 2, 3], [4, 5, 6]], [1], axis=1)
  const input = tensor("int64", [1, 2, 3, 4, 5, 6], [2, 3]);
  const { values, work } = apply("Split", [input, ints(1, 2)], { outputs: 2, attributes: { axis: 1 } });
  assertEquals([values, work], [[[1, 4], [2, 3, 5, 6]], { free: "movement" }]);
});

Deno.test("Split: what contradicts the definition is said", () => {
  assertThrows(() => apply("Split", [[6], ints(2, 4)], { outputs: 3 }), Contradiction, "split must have a size an output, 3: it has 2");
});

Deno.test("Split: fewer elements than the pieces before the last take", () => {
  // onnxruntime 1.30 refuses it; the standard's reference gives the last piece a size below 0.
  assertThrows(() => apply("Split", [[5]], { outputs: 4, attributes: { num_outputs: 4 } }), Contradiction, "must be enough for 4 outputs");
});
