import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction, Unknown } from "../../lib/operators/operand.ts";
import { apply, of, type Options } from "./_apply.ts";

const attributes: NonNullable<Options["attributes"]> = {
  mode: "TF",
  min_gram_length: 2,
  max_gram_length: 2,
  max_skip_count: 0,
  ngram_counts: [0, 4],
  ngram_indexes: [0, 1, 2, 3, 4, 5, 6],
  pool_int64s: [2, 3, 5, 4, 5, 6, 7, 8, 6, 7],
};

Deno.test("TfIdfVectorizer: a place for each n-gram", () => {
  // The standard's examples: (12) gives (7), (2, 6) gives (2, 7).
  assertEquals(apply("TfIdfVectorizer", [of("int32", 12)], { attributes }).shapes, [[7]]);
  assertEquals(apply("TfIdfVectorizer", [of("int32", "n", 6)], { attributes }).shapes, [["n", 7]]);
  assertEquals(apply("TfIdfVectorizer", [of("int32", 12)], { attributes }).dtypes, ["float32"]);
  assertThrows(() => apply("TfIdfVectorizer", [of("int32")], { attributes }), Contradiction, "X must have rank 1 or 2");
});

Deno.test("TfIdfVectorizer: each sequence of items is looked up and counted", () => {
  // By hand: 11 pairs of neighbours in 12 items; with up to 5 items skipped 11 + 10 + 9 + 8 + 7 + 6; single items are the same for every skip.
  assertEquals(apply("TfIdfVectorizer", [of("int32", 12)], { attributes }).work, { compares: 11, adds: 11 });
  const skipping = { ...attributes, max_skip_count: 5, min_gram_length: 1 };
  assertEquals(apply("TfIdfVectorizer", [of("int32", 12)], { attributes: skipping }).work, { compares: 63, adds: 63 });
  const weighted = { ...attributes, mode: "TFIDF", weights: [1, 1, 1, 1, 1, 1, 1] };
  assertEquals(apply("TfIdfVectorizer", [of("int32", 2, 6)], { attributes: weighted }).work, { compares: 10, adds: 10, muls: 14 });
  const hostile = { ...attributes, min_gram_length: 1, max_gram_length: 2 ** 33, max_skip_count: -1 };
  assertThrows(() => apply("TfIdfVectorizer", [of("int32", 12)], { attributes: hostile }).work, Unknown, "are not counted");
});
