import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, type Options, tensor } from "../_apply.ts";

const apply = (inputs: readonly Given[], more: Options["attributes"] = {}) =>
  applyAny("GroupQueryAttention", inputs, { attributes: { num_heads: 4, kv_num_heads: 2, ...more }, domain: "com.microsoft" });
const lengths = of("int32", 2);
const total = (length: number) => tensor("int32", [length], []);

Deno.test("GroupQueryAttention: shapes", () => {
  const first = apply([["b", "s", 32], ["b", "s", 16], ["b", "s", 16], undefined, undefined, lengths, of("int32")]);
  assertEquals(first.shapes, [["b", "s", 32], ["b", 2, "s", 8], ["b", 2, "s", 8], ["b", 4, "s", "s"]]);
  const packed = apply([[2, 3, 64], undefined, undefined, undefined, undefined, lengths, of("int32")]);
  assertEquals(packed.shapes, [[2, 3, 32], [2, 2, 3, 8], [2, 2, 3, 8], [2, 4, 3, 3]]);
  const step = (past: number, ...length: Given[]) => {
    const cache = of("float16", 2, 2, past, 8);
    return apply([[2, 1, 32], [2, 1, 16], [2, 1, 16], cache, cache, lengths, ...length]);
  };
  // The longer of the past's buffer and of what is needed (GroupQueryAttention's CPU kernel; shape inference in bert_defs.cc).
  assertEquals(step(5, total(6)).shapes, [[2, 1, 32], [2, 2, 6, 8], [2, 2, 6, 8], [2, 4, 1, 6]]);
  assertEquals(step(50, total(6)).shapes, [[2, 1, 32], [2, 2, 50, 8], [2, 2, 50, 8], [2, 4, 1, 6]]);
  assertEquals(step(5, total(6)).dtypes, ["float32", "float16", "float16", "float32"]);
  assertEquals(step(5, of("int32")).shapes, [[2, 1, 32], undefined, undefined, undefined]);
  assertThrows(() => step(5, of("int32")).work, Unknown);
});

Deno.test("GroupQueryAttention: work is that of the standard's parts", () => {
  const plain = applyAny("Attention", [[2, 4, 1, 8], [2, 2, 6, 8], [2, 2, 6, 8]], { outputs: 1, attributes: { is_causal: 1 } }).work;
  const cache = [2, 2, 50, 8];
  const inputs: Given[] = [[2, 1, 32], [2, 1, 16], [2, 1, 16], cache, cache, lengths, total(6)];
  assertEquals(apply(inputs).work, plain);
  // 2 samples, 4 + 2 heads of 8: each element turned.
  const turned = { ...plain, muls: Number(plain.muls) + 2 * 96, adds: Number(plain.adds) + 96 };
  assertEquals(apply([...inputs, [64, 4], [64, 4]], { do_rotary: 1 }).work, turned);
});

Deno.test("GroupQueryAttention: a window of the past", () => {
  const attention = (total: number) =>
    applyAny("Attention", [[2, 4, 1, 8], [2, 2, total, 8], [2, 2, total, 8]], { outputs: 1, attributes: { is_causal: 1 } }).work;
  const cache = [2, 2, 50, 8];
  const step: Given[] = [[2, 1, 32], [2, 1, 16], [2, 1, 16], cache, cache, lengths, total(40)];
  assertEquals(apply(step, { local_window_size: 16 }).work, attention(40)); // a mask, as unfused graphs have it
  // Where a window is all that is kept, the cache keeps its size.
  const kept = apply(step, { local_window_size: 16, sliding_window_cache: 1 });
  assertEquals([kept.shapes, kept.work], [[[2, 1, 32], cache, cache, undefined], attention(16)]);
});

Deno.test("GroupQueryAttention: a sink is a score more in each row", () => {
  const inputs: Given[] = [[2, 1, 32], [2, 1, 16], [2, 1, 16], undefined, undefined, lengths, of("int32")];
  const plain = apply(inputs).work;
  const sunk = { ...plain, compares: 8, exps: 16, adds: Number(plain.adds) + 16 };
  assertEquals(apply([...inputs, ...new Array(4).fill(undefined), [4]]).work, sunk);
  assertEquals(apply(inputs, { smooth_softmax: 1 }).work, sunk);
  // -1, the default, says that there is none (bert_defs.cc).
  assertEquals(apply(inputs, { smooth_softmax: -1 }).work, plain);
});
