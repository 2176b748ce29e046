import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, type Options } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft" });

Deno.test("Tokenizer: as many tokens as the data say", () => {
  const applied = apply("Tokenizer", [of("string", "n", 3)], { mark: 1 });
  assertEquals([applied.shapes, applied.dtypes], [[["n", 3, "`node.tokens`"]], ["string"]]);
  assertEquals(apply("Tokenizer", [of("string", 4, 0)]).shapes, [[4, 0]]);
});

Deno.test("WordConvEmbedding: a convolution of letters, tanh, the largest", () => {
  // 5 words of 10 letters, 4 filters over 3 letters of 6 numbers each: 8 places.
  const applied = apply("WordConvEmbedding", [of("int32", 5, 10), [4, 1, 3, 6], [4], [100, 6]]);
  assertEquals([applied.shapes, applied.dtypes], [[[5, 4]], ["float32"]]);
  assertEquals(applied.work, { macs: 160 * 18, adds: 160, tanhs: 160, compares: 140 });
  assertEquals(applied.reads, { C: 300 });
});

Deno.test("NGramRepeatBlock: each n-gram compared with the end", () => {
  const applied = apply("NGramRepeatBlock", [of("int64", 2, 10), [2, 50]], { ngram_size: 3 });
  assertEquals([applied.shapes, applied.dtypes], [[[2, 50]], ["float32"]]);
  assertEquals(applied.work, { compares: 2 * 8 * 2 });
});

Deno.test("BifurcationDetector: tokens so far and predicted ones", () => {
  const ids = (length: number | string) => of("int64", length);
  assertEquals(apply("BifurcationDetector", [ids(9), ids("n"), of("int64")]).shapes, [["n"], []]);
  const predicted = apply("BifurcationDetector", [ids(9), ids("n"), of("int64"), ids(10)]);
  assertEquals(predicted.shapes, [["`node.tokens`"], []]);
  assertThrows(() => predicted.work, Unknown);
});
