import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, type Options } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft" });

const ngrams = { max_ngram_size: 3, n_head_per_ngram: 4, pad_id: 0 };

Deno.test("NGramHashMapping: bigrams and trigrams of each token, four hashes each", () => {
  const applied = apply("NGramHashMapping", [of("int64", 2, 5), of("int64", 3), of("int64", 8), undefined, of("int64", 8)], ngrams);
  assertEquals([applied.shapes, applied.dtypes], [[[2, 5, 8], [2, 2]], ["int64", "int64"]]);
  // Of each of 10 tokens: 3 products, 2 xors, 8 remainders, 8 offsets.
  assertEquals(applied.work, { muls: 30, bits: 20, divs: 80, adds: 80 });
});

Deno.test("VarlenNGramHashMapping: the same of tokens without padding", () => {
  const inputs: Given[] = [of("int64", 10), of("int64", 3), of("int64", 8), of("int32", 3)];
  const applied = apply("VarlenNGramHashMapping", inputs, ngrams);
  assertEquals(applied.shapes, [[10, 8], [2, 2], [2, 2]]);
  assertEquals(applied.dtypes, ["int64", "int64", "int32"]);
  assertEquals(applied.work, { muls: 30, bits: 20, divs: 80 });
});

Deno.test("MurmurHash3: by words of 32 bits", () => {
  const one = apply("MurmurHash3", [of("int32", "n")]);
  assertEquals([one.shapes, one.dtypes], [[["n"]], ["uint32"]]);
  // A word: k·c1, rotated, ·c2; xor, rotated, ·5 + n. The end: xor of the length, two products among three shifts with xor.
  assertEquals(one.work, { muls: "5*n", adds: "n", bits: "14*n" });
  assertEquals(apply("MurmurHash3", [of("int64", 3)], { positive: 0 }).dtypes, ["int32"]);
  assertThrows(() => apply("MurmurHash3", [of("string", 3)]).work, Unknown);
});
