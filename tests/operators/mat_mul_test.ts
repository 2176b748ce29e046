import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, type Size } from "./_apply.ts";

// Shapes as numpy.matmul gives them; multiply-accumulates are output elements × inner size, the first two from conventions.md 2.10.
const CASES: [A: Size[], B: Size[], Y: Size[], macs: Size][] = [
  [[2, 7, 20], [20, 30], [2, 7, 30], 8_400],
  [[2, 3, 7, 5], [2, 3, 5, 7], [2, 3, 7, 7], 1_470],
  [[5], [5], [], 5],
  [[5], [3, 5, 4], [3, 4], 60],
  [[2, 1, 4, 5], [3, 5, 6], [2, 3, 4, 6], 720],
  [["b", 12, "s", 64], ["b", 12, 64, "s"], ["b", 12, "s", "s"], "768*b*s*s"],
];

Deno.test("MatMul: shapes and work", () => {
  for (const [A, B, Y, macs] of CASES) {
    const { shapes, work } = apply("MatMul", [A, B]);
    assertEquals(shapes, [Y], `[${A}] × [${B}]`);
    assertEquals(work, { macs }, `[${A}] × [${B}]`);
  }
});

Deno.test("MatMul: sizes that do not meet are said", () => {
  assertThrows(
    () => apply("MatMul", [[2, 3], [4, 5]]),
    Contradiction,
    "A and B must meet at one size: current shapes are [2, 3] and [4, 5]",
  );
  assertThrows(() => apply("MatMul", [[], [4, 5]]), Contradiction, "must have rank >= 1");
});
