import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction, Unknown } from "../../lib/operators/operand.ts";
import { apply, ints, of } from "./_apply.ts";

Deno.test("Col2Im: an image of the sizes given; each element of a block is added to its place", () => {
  // The standard's examples: (1, 5, 5) with blocks (1, 5) is (1, 1, 5, 5); (1, 10, 12) with blocks (1, 1, 5) is (1, 2, 3, 4, 5).
  const { shapes, work } = apply("Col2Im", [[1, 5, 5], ints(5, 5), ints(1, 5)]);
  assertEquals([shapes, work], [[[1, 1, 5, 5]], { adds: 25 }]);
  assertEquals(apply("Col2Im", [["n", 10, 12], ints(3, 4, 5), ints(1, 1, 5)]).shapes, [["n", 2, 3, 4, 5]]);
  assertThrows(() => apply("Col2Im", [[1, 5], ints(5, 5), ints(1, 5)]), Contradiction, "input must have rank 3");
  assertThrows(() => apply("Col2Im", [[1, 5, 5], ints(5, 5), of("int64", 2)]), Unknown);
});
