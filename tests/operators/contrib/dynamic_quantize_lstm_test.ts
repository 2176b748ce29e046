import { assertEquals } from "@std/assert";
import { apply, type Given, of } from "../_apply.ts";

Deno.test("DynamicQuantizeLSTM is LSTM with its weights transposed, and DynamicQuantizeLinear of the input, and of the state in each step", () => {
  const [scale, zero] = [[2], of("int8", 2)] as const;
  const none = undefined;
  const weights: Given[] = [of("int8", 2, 6, 32), of("int8", 2, 8, 32), [2, 64], none, none, none, none, scale, zero, scale, zero];
  const attributes = { direction: "bidirectional", hidden_size: 8 };
  const plain = apply("LSTM", [[5, 3, 6], [2, 32, 6], [2, 32, 8], [2, 64]], { attributes });
  const applied = apply("DynamicQuantizeLSTM", [[5, 3, 6], ...weights], { domain: "com.microsoft", attributes });
  assertEquals([applied.shapes, applied.dtypes], [plain.shapes, plain.dtypes]);
  assertEquals(applied.shapes[0], [5, 2, 3, 8]);
  const expected: { [name: string]: number } = {};
  const addTo = (work: { readonly [name: string]: unknown }, times: number) => {
    for (const [name, count] of Object.entries(work)) expected[name] = (expected[name] ?? 0) + times * Number(count);
  };
  addTo(plain.work, 1);
  // In 2 directions the whole input: 90 zero points, 32 products for each of 5 · 3 steps of a sample scaled back, by the product of two scales.
  addTo(apply("DynamicQuantizeLinear", [[5, 3, 6]]).work, 2);
  addTo({ adds: 90, muls: 480 + 1 }, 2);
  // In 2 directions of 5 steps the state: 24 zero points, 32 products for each of 3 samples.
  addTo(apply("DynamicQuantizeLinear", [[3, 8]]).work, 10);
  addTo({ adds: 24, muls: 96 + 1 }, 10);
  assertEquals(applied.work, expected);
});
