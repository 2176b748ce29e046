import { assertEquals } from "@std/assert";
import { apply, type Given, of } from "../_apply.ts";

Deno.test("DynamicQuantizeLSTM is LSTM with its weights transposed, and DynamicQuantizeLinear in each step", () => {
  const [scale, zero] = [[2], of("int8", 2)] as const;
  const none = undefined;
  const weights: Given[] = [of("int8", 2, 6, 32), of("int8", 2, 8, 32), [2, 64], none, none, none, none, scale, zero, scale, zero];
  const attributes = { direction: "bidirectional", hidden_size: 8 };
  const plain = apply("LSTM", [[5, 3, 6], [2, 32, 6], [2, 32, 8], [2, 64]], { attributes });
  const applied = apply("DynamicQuantizeLSTM", [[5, 3, 6], ...weights], { domain: "com.microsoft", attributes });
  assertEquals([applied.shapes, applied.dtypes], [plain.shapes, plain.dtypes]);
  assertEquals(applied.shapes[0], [5, 2, 3, 8]);
  const [input, state] = [[3, 6], [3, 8]].map((shape) => apply("DynamicQuantizeLinear", [shape]).work) as [
    typeof plain.work,
    typeof plain.work,
  ];
  // 5 steps in 2 directions; 18 + 24 zero points; 2 · 32 products for each of 3 samples scaled back.
  const expected: { [name: string]: number } = {};
  for (const [name, count] of Object.entries(plain.work)) expected[name] = Number(count);
  for (const work of [input, state, { adds: 18 + 24, muls: 192 }]) {
    for (const [name, count] of Object.entries(work)) expected[name] = (expected[name] ?? 0) + 10 * Number(count);
  }
  assertEquals(applied.work, expected);
});
