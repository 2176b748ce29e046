import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, ints, of, scalar, tensor } from "./_apply.ts";

Deno.test("Pad: sizes grow by both ends; less than nothing cuts", () => {
  assertEquals(apply("Pad", [["n", 3, 4, 5], ints(0, 0, 1, 3, 0, 0, 2, 4)]).shapes, [["n", 3, 7, 12]]);
  assertEquals(apply("Pad", [[3, 4], ints(0, -1, 0, 2)]).shapes, [[3, 5]]);
  assertEquals(apply("Pad", [["n", 4], ints(1, 2), undefined, ints(-1)]).shapes, [["n", 7]]);
  assertEquals(apply("Pad", [[3, 4]], { opset: 2, attributes: { pads: [0, 1, 0, 1] } }).shapes, [[3, 6]]);
  assertEquals(apply("Pad", [[3, 4]], { opset: 1, attributes: { paddings: [0, 1, 0, 1] } }).shapes, [[3, 6]]);
  assertEquals(apply("Pad", [[3, 4], of("int64", 2), undefined, ints(1)]).shapes, [[3, "`node.axis1`"]]);
});

// numpy: np.pad([1, 2, 3], (2, 3), mode); constant 0 unless a value is given.
const MODES: [mode: string, value: number[]][] = [
  ["constant", [0, 0, 1, 2, 3, 0, 0, 0]],
  ["edge", [1, 1, 1, 2, 3, 3, 3, 3]],
  ["reflect", [3, 2, 1, 2, 3, 2, 1, 2]],
  ["wrap", [2, 3, 1, 2, 3, 1, 2, 3]],
];

Deno.test("Pad: elements in every mode", () => {
  for (const [mode, value] of MODES) {
    assertEquals(apply("Pad", [tensor("int64", [1, 2, 3]), ints(2, 3)], { attributes: { mode } }).values, [value], mode);
  }
  assertEquals(apply("Pad", [tensor("int64", [1, 2]), ints(-1, 1), scalar(9)]).values, [[2, 9]]);
  assertEquals(apply("Pad", [[2], ints(1, 1)]).work, { free: "movement" });
});

Deno.test("Pad: what contradicts the definition is said", () => {
  assertThrows(() => apply("Pad", [[3, 4], ints(1, 1)]), Contradiction, "pads must have 4 elements: it has 2");
});
