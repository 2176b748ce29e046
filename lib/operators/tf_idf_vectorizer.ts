import { type Dim, max, multiply, subtract, sum } from "../model/dim.ts";
import { tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction, Unknown } from "./operand.ts";

/** Lengths times skips: n-grams have 2 to 5 items, of which a few are skipped. */
const MAX_GRAMS = 4096;

/** How many sequences of `length` items, 0 … `skips` of them left out between two, a row of `items` has: one look-up each. */
function candidates(items: Dim, lengths: readonly number[], skips: number): Dim {
  return sum(lengths.flatMap((length) => {
    // One item alone is the same whatever is skipped.
    const distances = length === 1 ? [1] : Array.from({ length: skips + 1 }, (_, skip) => skip + 1);
    return distances.map((distance) => max(0, subtract(items, (length - 1) * distance)));
  }));
}

/** Counts short sequences of items. */
export const tfIdfVectorizer: Operator = defineOperator({
  name: "TfIdfVectorizer",
  summary: "How often each known n-gram occurs in each row, weighted if asked.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {
    max_gram_length: 1,
    max_skip_count: 0,
    min_gram_length: 1,
    mode: "TF",
    ngram_counts: optional.ints,
    ngram_indexes: optional.ints,
    pool_int64s: optional.ints,
    pool_strings: optional.strings,
    weights: optional.floats,
  },
  shape({ X }, { ngram_indexes }) {
    if (X.rank !== 1 && X.rank !== 2) throw new Contradiction(`X must have rank 1 or 2: current shape is [${X.shape.join(", ")}]`);
    if (ngram_indexes === undefined) throw new Contradiction("ngram_indexes must be present: it is missing");
    return [tensorType("float32", [...X.shape.slice(0, -1), ngram_indexes.reduce((a, b) => Math.max(a, b), -1) + 1])];
  },
  // Each candidate is looked up and counted at most once; weighting is a product an output element.
  work({ X }, { Y }, { min_gram_length, max_gram_length, max_skip_count, mode, weights }) {
    const spans = Math.max(0, max_gram_length - min_gram_length + 1);
    if (spans * Math.max(1, max_skip_count + 1) > MAX_GRAMS) {
      throw new Unknown(`n-grams of more than ${MAX_GRAMS} lengths and skips are not counted`);
    }
    const lengths = Array.from({ length: spans }, (_, index) => min_gram_length + index);
    const rows = X.rank === 2 ? X.shape[0]! : 1;
    const count = multiply(rows, candidates(X.shape.at(-1)!, lengths, max_skip_count));
    return { compares: count, adds: count, ...(mode !== "TF" && weights && { muls: Y.size }) };
  },
});
