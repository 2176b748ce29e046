import { assertEquals } from "@std/assert";
import { apply, type Given, of } from "../_apply.ts";

const domain = "com.microsoft";

Deno.test("AttnLSTM is LSTM and, in each step, attention to a memory", () => {
  // 5 steps of 2 samples; inputs of 3 and what the attention said, 6; 4 hidden elements; a memory of 7 places of 8, scored over 9 elements.
  const layer: Given[] = [[5, 2, 3], [1, 16, 9], [1, 16, 4], [1, 32]];
  const memory: Given[] = [[1, 4, 9], [1, 8, 9], [1, 9], [2, 7, 8]];
  const nothing = new Array(4).fill(undefined);
  const plain = apply("LSTM", layer).work;
  const applied = apply("AttnLSTM", [...layer, ...nothing, ...memory, of("int32", 2), [1, 12, 6]], { domain });
  assertEquals(applied.shapes, [[5, 1, 2, 4], [1, 2, 4], [1, 2, 4]]);
  const step = { macs: 2 * 4 * 9 + 14 * 9 + 14 * 8 + 2 * 12 * 6, adds: 14 * 9, tanhs: 14 * 9 };
  const softmax = apply("Softmax", [[2, 7]]).work;
  const sum: { [name: string]: number } = {};
  for (const [name, count] of Object.entries(plain)) sum[name] = Number(count);
  for (const work of [step, softmax]) {
    for (const [name, count] of Object.entries(work)) sum[name] = (sum[name] ?? 0) + 5 * Number(count);
  }
  sum.macs! += 14 * 8 * 9; // the memory's keys, once
  assertEquals(applied.work, sum);
});
