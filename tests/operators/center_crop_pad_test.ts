import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, ints, of } from "./_apply.ts";

Deno.test("CenterCropPad: the sizes asked for, along all axes or the named ones", () => {
  // The standard's examples: (20, 8, 3) to (10, 9) along (0, 1), and along (-3, -2).
  assertEquals(apply("CenterCropPad", [[20, 8, 3], ints(10, 9, 3)]).shapes, [[10, 9, 3]]);
  assertEquals(apply("CenterCropPad", [[20, 8, 3], ints(10, 9)], { attributes: { axes: [-3, -2] } }).shapes, [[10, 9, 3]]);
  assertEquals(apply("CenterCropPad", [[20, 8, 3], of("int64", 2)], { attributes: { axes: [0, 1] } }).shapes, [
    ["`node.axis0`", "`node.axis1`", 3],
  ]);
  assertThrows(() => apply("CenterCropPad", [[20, 8, 3], ints(10, 9)]), Contradiction, "shape must have 3 elements: it has 2");
});

Deno.test("CenterCropPad: what stays is read", () => {
  const { work, reads } = apply("CenterCropPad", [[20, 8, 3], ints(10, 9, 3)]);
  assertEquals([work, reads], [{ free: "movement" }, { input_data: 10 * 8 * 3 }]);
});
