import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, ints } from "./_apply.ts";

Deno.test("GridSample: shape", () => {
  // onnx 1.12's shape inference; the volume from the standard's text (opset 20).
  assertEquals(apply("GridSample", [["n", 3, 4, 5], ["n", 6, 7, 2]]).shapes, [["n", 3, 6, 7]]);
  assertEquals(apply("GridSample", [[1, 3, 4, 5, 6], [1, 2, 3, 4, 3]]).shapes, [[1, 3, 2, 3, 4]]);
  assertThrows(() => apply("GridSample", [[1, 3, 4, 5], [1, 6, 2]]), Contradiction, "grid must have the rank of X");
});

Deno.test("GridSample: work", () => {
  // 42 positions of 2 coordinates: to pixels (2 adds, 1 mul, 1 division), then the weights; 126 outputs.
  const work = (mode: string) => apply("GridSample", [[1, 3, 4, 5], [1, 6, 7, 2]], { attributes: { mode } }).work;
  assertEquals(work("nearest"), { adds: 168, muls: 84, divs: 84, rounds: 84 });
  assertEquals(work("linear"), { adds: 168 + 168 + 126 * 3, muls: 84 + 126 * 6, divs: 84, rounds: 84 });
  assertEquals(work("bilinear"), work("linear"));
  assertEquals(work("cubic"), { adds: 168 + 84 * 14 + 126 * 15, muls: 84 + 84 * 12 + 126 * 20, divs: 84, rounds: 84 });
  assertThrows(() => work("magic"), Contradiction, 'current mode is "magic"');
});

Deno.test("AffineGrid: shape and work", () => {
  const { shapes, work } = apply("AffineGrid", [[2, 2, 3], ints(2, 3, 5, 6)]);
  assertEquals(shapes, [[2, 5, 6, 2]]); // the standard's text
  assertEquals(work, { macs: 2 * 30 * 2 * 3 });
});
