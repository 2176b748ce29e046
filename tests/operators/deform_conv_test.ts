import { assertEquals } from "@std/assert";
import { apply } from "./_apply.ts";

Deno.test("DeformConv: shape and work", () => {
  // The standard's first example: X 1×1×3×3, W 1×1×2×2, pads 0, offset 1×8×2×2.
  const { shapes, work } = apply("DeformConv", [[1, 1, 3, 3], [1, 1, 2, 2], [1, 8, 2, 2], [1], [1, 4, 2, 2]]);
  assertEquals(shapes, [[1, 1, 2, 2]]);
  // 16 samples: each position moves along 2 axes (2 adds) and finds its weights (2 roundings, 4 adds); each sample joins 4 neighbours pairwise
  // (6 muls, 3 adds) and is masked (1 mul); 16 multiply-accumulates; 4 outputs get the bias.
  assertEquals(work, { macs: 16, adds: 4 + 16 * (2 + 4 + 3), rounds: 32, muls: 16 * 7 });
});
