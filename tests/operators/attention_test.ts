import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply } from "./_apply.ts";

Deno.test("Attention: shapes", () => {
  // The standard's text: heads on an axis of their own, then packed, grouped, and with a cache.
  assertEquals(apply("Attention", [["b", 3, 4, 8], ["b", 3, 6, 8], ["b", 3, 6, 10]], { outputs: 1 }).shapes, [["b", 3, 4, 10]]);
  const packed = { attributes: { q_num_heads: 3, kv_num_heads: 3 }, outputs: 1 };
  assertEquals(apply("Attention", [[2, 4, 24], [2, 6, 24], [2, 6, 30]], packed).shapes, [[2, 4, 30]]);
  const grouped = { attributes: { q_num_heads: 9, kv_num_heads: 3 }, outputs: 1 };
  assertEquals(apply("Attention", [[2, 4, 72], [2, 6, 24], [2, 6, 24]], grouped).shapes, [[2, 4, 72]]);
  const cached = apply("Attention", [[2, 3, 4, 8], [2, 3, 6, 8], [2, 3, 6, 10], [4, "p"], [2, 3, 12, 8], [2, 3, 12, 10]]);
  assertEquals(cached.shapes, [[2, 3, 4, 10], [2, 3, 18, 8], [2, 3, 18, 10], [2, 3, 4, 18]]);
  assertThrows(() => apply("Attention", [[2, 4, 24], [2, 6, 24], [2, 6, 24]]), Contradiction, "q_num_heads must be present");
});

Deno.test("Attention: work", () => {
  // 2 × 3 heads, 4 queries, 6 keys: 144 scores in 24 rows. torch.utils.flop_counter halved: 144 × (8 + 10) multiply-accumulates.
  const inputs = [[2, 3, 4, 8], [2, 3, 6, 8], [2, 3, 6, 10]];
  const scaled = 2 * 3 * 8 * (4 + 6);
  assertEquals(apply("Attention", inputs, { outputs: 1 }).work, {
    macs: 2_592,
    muls: scaled,
    compares: 120,
    adds: 264,
    exps: 144,
    divs: 144,
  });
  const capped = apply("Attention", [...inputs, [4, 6]], { attributes: { softcap: 30 }, outputs: 1 }).work;
  assertEquals(capped, { macs: 2_592, muls: scaled + 144, compares: 120, adds: 264 + 144, exps: 144, divs: 288, tanhs: 144 });
});
