/** Operators on words and tokens (onnxruntime, docs/ContribOperators.md). */
import { add, type Dim, max, product, subtract } from "../../model/dim.ts";
import { tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, Unknown } from "../operand.ts";
import { repeatWork, sumWork } from "../work.ts";

const domain = "com.microsoft";

/** Splits texts; as many tokens as the text with most of them has. */
const tokenizer = defineOperator({
  name: "Tokenizer",
  domain,
  summary: "The tokens of each text along a new axis.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {
    mark: optional.int,
    mincharnum: optional.int,
    pad_value: optional.string,
    separators: optional.strings,
    tokenexp: optional.string,
  },
  shape({ X }, { mark }, site) {
    if (X.rank !== 1 && X.rank !== 2) throw new Contradiction(`X must have rank 1 or 2: current shape is [${X.shape.join(", ")}]`);
    if (X.dim(-1) === 0 || X.dim(0) === 0) return [[...X.shape.slice(0, -1), 0]];
    return [[...X.shape, site.fresh("tokens", { min: mark ? 2 : 0 })]];
  },
  work: () => ({ free: "movement" }),
});

/** Each word's letters, embedded, under a window, of which the largest answer counts. Words are counted at their full length. */
const wordConvEmbedding = defineOperator({
  name: "WordConvEmbedding",
  domain,
  summary: "A vector for each word by a convolution of its letters' vectors.",
  inputs: ["Sequence", "W", "B", "C"],
  outputs: ["Y"],
  attributes: { char_embedding_size: optional.int, conv_window_size: optional.int, embedding_size: optional.int },
  roles: { W: "parameter", B: "parameter", C: "parameter" },
  shape: ({ Sequence, W, C }) => [tensorType(C.dtype, [...Sequence.shape.slice(0, -1), W.dim(0)])],
  work({ Sequence, W }, { Y }) {
    const places = add(subtract(Sequence.dim(-1), W.dim(2)), 1);
    const answers = product([Y.size, places]);
    return sumWork([
      { macs: product([answers, ...W.shape.slice(1)]), adds: answers, tanhs: answers },
      repeatWork({ compares: subtract(places, 1) }, Y.size),
    ]);
  },
  reads: ({ Sequence, C }) => ({ C: product([Sequence.size, C.dim(1)]) }),
});

/** Each n-gram of the text so far is compared with the text's end, which lacks a token. */
const nGramRepeatBlock = defineOperator({
  name: "NGramRepeatBlock",
  domain,
  summary: "The scores, −∞ where a token would repeat an n-gram.",
  inputs: ["input_ids", "scores"],
  outputs: ["scores_out"],
  attributes: { ngram_size: optional.int },
  shape: ({ scores }) => [tensorType(scores.dtype, scores.shape)],
  work({ input_ids }, _, { ngram_size }) {
    if (ngram_size === undefined || ngram_size < 1) throw new Contradiction(`ngram_size must be present and >= 1: it is ${ngram_size}`);
    const windows: Dim = max(0, subtract(add(input_ids.dim(1), 1), ngram_size));
    return { compares: product([input_ids.dim(0), windows, ngram_size - 1]) };
  },
});

/** Part of aggressive decoding (Ge et al., 2022). */
const bifurcationDetector = defineOperator({
  name: "BifurcationDetector",
  domain,
  summary: "The tokens so far and those predicted up to where they part from the source, and where the source goes on.",
  inputs: ["src_tokens", "cur_tokens", "prev_suffix_match_idx", "pred_tokens?"],
  outputs: ["tokens", "suffix_match_idx"],
  attributes: { max_ngram_size: 3, min_ngram_size: 1 },
  shape({ cur_tokens, prev_suffix_match_idx, pred_tokens }, _, site) {
    if (pred_tokens === undefined) return [cur_tokens.shape, prev_suffix_match_idx.shape];
    const now = cur_tokens.dim(0);
    return [[site.fresh("tokens", { min: now, max: add(now, pred_tokens.dim(0)) })], prev_suffix_match_idx.shape];
  },
  work() {
    throw new Unknown("how much is compared depends on the tokens");
  },
});

/** The operators on words and tokens. */
export const wordOperators: readonly Operator[] = [tokenizer, wordConvEmbedding, nGramRepeatBlock, bifurcationDetector];
