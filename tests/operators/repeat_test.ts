import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, ints, of, tensor } from "./_apply.ts";

Deno.test("Expand: the shape that both have together", () => {
  // The standard's examples: (3, 1) to (3, 4), and to (2, 1, 6).
  assertEquals(apply("Expand", [[3, 1], ints(3, 4)]).shapes, [[3, 4]]);
  assertEquals(apply("Expand", [[3, 1], ints(2, 1, 6)]).shapes, [[2, 3, 6]]);
  assertEquals(apply("Expand", [["n", 1], ints(1, 5)]).shapes, [["n", 5]]);
  assertEquals(apply("Expand", [[1, 3, 1], of("int64", 3)]).shapes, [["`node.axis0`", 3, "`node.axis2`"]]);
  assertThrows(() => apply("Expand", [[3], ints(2)]), Contradiction, "shapes must be equal or 1");
});

Deno.test("Tile: each size times its repeats; the first version named one axis", () => {
  assertEquals(apply("Tile", [["n", 3], ints(2, 4)]).shapes, [["2*n", 12]]);
  assertEquals(apply("Tile", [[2, 3], ints(4), ints(1)], { opset: 1 }).shapes, [[2, 12]]);
  assertEquals(apply("Tile", [[2, 3], of("int64", 2)]).shapes, [["`node.axis0`", "`node.axis1`"]]);
  assertThrows(() => apply("Tile", [[2, 3], ints(2)]), Contradiction, "repeats must have 2 elements: it has 1");
});

Deno.test("repeats: elements", () => {
  // numpy: np.broadcast_to([[1], [2]], (2, 3)); np.tile([[0, 1], [2, 3]], (1, 2))
  assertEquals(apply("Expand", [tensor("int64", [1, 2], [2, 1]), ints(2, 3)]).values, [[1, 1, 1, 2, 2, 2]]);
  assertEquals(apply("Tile", [tensor("int64", [0, 1, 2, 3], [2, 2]), ints(1, 2)]).values, [[0, 1, 0, 1, 2, 3, 2, 3]]);
  assertEquals(apply("Tile", [[2, 3], ints(1, 2)]).work, { free: "movement" });
});
