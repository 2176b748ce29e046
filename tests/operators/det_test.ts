import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply } from "./_apply.ts";

Deno.test("Det: shape and work", () => {
  assertEquals(apply("Det", [["n", 3, 4, 4]]).shapes, [["n", 3]]);
  // Elimination of 4×4: 9 + 4 + 1 multiply-accumulates, 3 + 2 + 1 divisions, 3 multiplications along the diagonal.
  assertEquals(apply("Det", [[4, 4]]).work, { macs: 14, divs: 6, muls: 3 });
  assertThrows(() => apply("Det", [[4]]), Contradiction, "X must have rank >= 2");
});
