import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, tensor } from "../_apply.ts";

const attributes = { num_heads: 4, window: 2 };
const apply = (name: string, inputs: readonly Given[]) => applyAny(name, inputs, { attributes, domain: "com.microsoft" });

const inputs = (global: Given): Given[] => [[1, 8, 32], [32, 96], [96], [1, 8], [32, 96], [96], global];

Deno.test("LongformerAttention: a window and global places", () => {
  const local = apply("LongformerAttention", inputs(tensor("int32", [0, 0, 0, 0, 0, 0, 0, 0], [1, 8])));
  assertEquals(local.shapes, [[1, 8, 32]]);
  // 8 queries ask 5 places each, in 4 heads of 8.
  assertEquals(local.work.macs, 8 * 32 * 96 + 8 * 5 * 4 * 16);
  assertEquals(local.work.exps, 8 * 5 * 4);
  // One global place: each query asks it too, it asks all; its query and all keys and values are projected again.
  const global = apply("LongformerAttention", inputs(tensor("int32", [1, 0, 0, 0, 0, 0, 0, 0], [1, 8])));
  assertEquals(global.work.macs, 8 * 32 * 96 + (1 + 16) * 32 * 32 + (8 * 6 + 8) * 4 * 16);
  assertEquals(apply("LongformerAttention", inputs(of("int32", 1, 8))).shapes, [[1, 8, 32]]);
  assertThrows(() => apply("LongformerAttention", inputs(of("int32", 1, 8))).work, Unknown);
});

Deno.test("QOrderedLongformerAttention: the same products", () => {
  const scale = of("float32");
  const whole = (...shape: number[]) => of("int8", ...shape);
  const global = tensor("int32", [1, 0, 0, 0, 0, 0, 0, 0], [1, 8]);
  const applied = apply("QOrderedLongformerAttention", [
    whole(1, 8, 32),
    scale,
    whole(32, 96),
    scale,
    [96],
    scale,
    scale,
    of("float16", 1, 8),
    whole(32, 96),
    scale,
    [96],
    scale,
    global,
    scale,
  ]);
  assertEquals([applied.shapes, applied.dtypes], [[[1, 8, 32]], ["int8"]]);
  assertEquals(applied.work.macs, apply("LongformerAttention", inputs(global)).work.macs);
});
