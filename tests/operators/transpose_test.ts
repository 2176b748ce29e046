import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, tensor } from "./_apply.ts";

Deno.test("Transpose: axes in another order, reversed where none is given", () => {
  // From the standard's text: perm (1, 0, 2) of (1, 2, 3) gives (2, 1, 3).
  assertEquals(apply("Transpose", [[1, 2, 3]], { attributes: { perm: [1, 0, 2] } }).shapes, [[2, 1, 3]]);
  assertEquals(apply("Transpose", [["n", 2, 3]]).shapes, [[3, 2, "n"]]);
  assertEquals(apply("Transpose", [[]]).shapes, [[]]);
});

Deno.test("Transpose: elements move along", () => {
  // numpy: np.arange(6).reshape(2, 3).T
  assertEquals(apply("Transpose", [tensor("int64", [0, 1, 2, 3, 4, 5], [2, 3])]).values, [[0, 3, 1, 4, 2, 5]]);
  assertEquals(apply("Transpose", [[2, 3]]).work, { free: "movement" });
});

Deno.test("Transpose: what contradicts the definition is said", () => {
  assertThrows(() => apply("Transpose", [[2, 3]], { attributes: { perm: [0] } }), Contradiction, "perm must have 2 axes");
  assertThrows(() => apply("Transpose", [[2, 3]], { attributes: { perm: [1, 1] } }), Contradiction, "axes must differ");
});
