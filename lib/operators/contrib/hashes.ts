/** Hashes (onnxruntime, docs/ContribOperators.md), with which sparse features find their place in a table. */
import { type Dim, subtract } from "../../model/dim.ts";
import { tensorType } from "../_tensor_type.ts";
import { type Attributes, defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand, Unknown } from "../operand.ts";
import { repeatWork, type Work } from "../work.ts";

const domain = "com.microsoft";

const attributes = { max_ngram_size: optional.int, n_head_per_ngram: optional.int, pad_id: optional.int, reset_on_eos: 0 } as const;

type NgramAttributes = Attributes<typeof attributes>;

/** How far back the longest n-gram reaches, and how many hashes a token has. */
function ngramSizes({ max_ngram_size, n_head_per_ngram }: NgramAttributes): { past: number; hashes: number } {
  if (max_ngram_size === undefined || max_ngram_size < 2 || n_head_per_ngram === undefined || n_head_per_ngram < 1) {
    throw new Contradiction(`max_ngram_size must be >= 2, n_head_per_ngram >= 1: they are ${max_ngram_size} and ${n_head_per_ngram}`);
  }
  return { past: max_ngram_size - 1, hashes: (max_ngram_size - 1) * n_head_per_ngram };
}

interface NgramInputs {
  readonly input_ids: Operand;
  readonly head_offsets?: Operand;
  readonly eos_token_id?: Operand;
  readonly segment_ids?: Operand;
}

/** Each of the last tokens times its multiplier, joined one after another by xor; each head's remainder and offset; where a sequence ends. */
function ngramWork(inputs: NgramInputs, attributes: NgramAttributes): Work {
  const { input_ids, head_offsets, eos_token_id, segment_ids } = inputs;
  const { past, hashes } = ngramSizes(attributes);
  const compares = (eos_token_id && attributes.reset_on_eos ? 1 : 0) + (segment_ids ? 1 : 0);
  return repeatWork({ muls: past + 1, bits: past, divs: hashes, adds: head_offsets ? hashes : 0, compares }, input_ids.size);
}

const nGramHashMapping = defineOperator({
  name: "NGramHashMapping",
  domain,
  summary: "Hashes of the n-grams that end at each token, several for each n.",
  inputs: ["input_ids", "multipliers", "vocab_sizes", "past_ids?", "head_offsets?", "eos_token_id?", "segment_ids?"],
  outputs: ["hash_ids", "present_ids?"],
  attributes,
  shape({ input_ids }, attributes) {
    if (input_ids.rank !== 2) throw new Contradiction(`input_ids must have rank 2: current shape is [${input_ids.shape.join(", ")}]`);
    const { past, hashes } = ngramSizes(attributes);
    return [[...input_ids.shape, hashes], [input_ids.dim(0), past]];
  },
  work: (inputs, _, attributes) => ngramWork(inputs, attributes),
});

const varlenNGramHashMapping = defineOperator({
  name: "VarlenNGramHashMapping",
  domain,
  summary: "Hashes of the n-grams that end at each token, several for each n, of samples without padding.",
  inputs: [
    "input_ids",
    "multipliers",
    "vocab_sizes",
    "cumulative_sequence_length",
    "past_ids?",
    "head_offsets?",
    "eos_token_id?",
    "segment_ids?",
    "past_segment_ids?",
  ],
  outputs: ["hash_ids", "present_ids?", "present_segment_ids?"],
  attributes,
  shape({ input_ids, cumulative_sequence_length }, attributes) {
    if (input_ids.rank !== 1) throw new Contradiction(`input_ids must have rank 1: current shape is [${input_ids.shape.join(", ")}]`);
    const { past, hashes } = ngramSizes(attributes);
    const present: readonly Dim[] = [subtract(cumulative_sequence_length.dim(0), 1), past];
    return [[input_ids.dim(0), hashes], present, tensorType("int32", present)];
  },
  work: (inputs, _, attributes) => ngramWork(inputs, attributes),
});

/** How many pieces of 32 bits an element has; texts have as many as they are long. */
function wordsOf(X: Operand): number {
  const words: { readonly [dtype: string]: number } = { int32: 1, uint32: 1, float32: 1, int64: 2, uint64: 2, float64: 2 };
  const count = words[X.dtype];
  if (count === undefined) throw new Unknown(`how long the elements of type ${X.dtype} are is not known`);
  return count;
}

/** MurmurHash3 (Appleby, 2011), 32 bits: each word is scrambled and mixed in, the end mixes what there is. */
const murmurHash3 = defineOperator({
  name: "MurmurHash3",
  domain,
  summary: "A hash of 32 bits of each element.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { positive: 1, seed: 0 },
  shape: ({ X }, { positive }) => [tensorType(positive === 1 ? "uint32" : "int32", X.shape)],
  work({ X }) {
    const words = wordsOf(X);
    // A word: two products and a rotation scramble it; xor, rotation, product and sum mix it in. A rotation is two shifts and an or.
    const word = { muls: 3, adds: 1, bits: 7 };
    return repeatWork({ muls: 3 * words + 2, adds: words, bits: word.bits * words + 7 }, X.size);
  },
});

/** The hashes. */
export const hashes: readonly Operator[] = [nGramHashMapping, varlenNGramHashMapping, murmurHash3];
