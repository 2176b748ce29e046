import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply } from "./_apply.ts";

const domain = "ai.onnx.preview";

Deno.test("FlexAttention: as many values as queries", () => {
  // The standard's example: Q (2, 4, 8, 16), K (2, 4, 6, 16), V (2, 4, 6, 32).
  const { shapes, work } = apply("FlexAttention", [[2, 4, 8, 16], [2, 4, 6, 16], [2, 4, 6, 32]], { domain });
  assertEquals(shapes, [[2, 4, 8, 32]]);
  // By hand: 384 scores of 16 products each, scaled; their softmax in 64 rows; 384 × 32 products with V.
  assertEquals(work, { macs: 384 * (16 + 32), muls: 384, compares: 384 - 64, adds: 2 * 384 - 64, exps: 384, divs: 384 });
  assertThrows(() => apply("FlexAttention", [[4, 8, 16], [4, 6, 16], [4, 6, 32]], { domain }), Contradiction, "Q must have rank 4");
});
