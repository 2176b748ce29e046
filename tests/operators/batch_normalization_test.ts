import { assertEquals } from "@std/assert";
import { operatorOf } from "../../lib/operators/mod.ts";
import { apply } from "./_apply.ts";

Deno.test("BatchNormalization: one multiplication and one addition an element", () => {
  // conventions.md 2.10: fvcore counts 2|x| = 7,680 for 2×16×10×12 in eval mode.
  const { shapes, work } = apply("BatchNormalization", [[2, 16, 10, 12], [16], [16], [16], [16]], { outputs: 1 });
  assertEquals(shapes, [[2, 16, 10, 12]]);
  assertEquals(work, { muls: 3_840, adds: 3_840 });
});

Deno.test("BatchNormalization: in training it finds the statistics too", () => {
  const inputs = [[2, 3, 4], [3], [3], [3], [3]];
  const { shapes, work } = apply("BatchNormalization", inputs, { attributes: { training_mode: 1 }, outputs: 3 });
  assertEquals(shapes, [[2, 3, 4], [3], [3]]);
  // 24 elements, 3 channels: two sums (2×21), deviations 24, epsilon 3, folding 3, running statistics 6, and Y's 24.
  assertEquals(work, { adds: 102, muls: 63, divs: 9, sqrts: 3 });
});

Deno.test("BatchNormalization: mean and variance are buffers", () => {
  assertEquals(operatorOf("ai.onnx", "BatchNormalization")?.roles, {
    scale: "parameter",
    B: "parameter",
    input_mean: "buffer",
    input_var: "buffer",
  });
});
