/** Attentions of a decoder that writes one token after another (onnxruntime, docs/ContribOperators.md). */
import { add, type Dim, multiply, product, sum } from "../../model/dim.ts";
import { dotProductAttentionWork, perHead } from "../attention.ts";
import { type Attributes, defineOperator, type Operands, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand, Unknown } from "../operand.ts";
import { sumWork, type Work } from "../work.ts";
import { contribAttentions, totalLength } from "./attention.ts";

const domain = "com.microsoft";

interface Flagged {
  readonly query: Operand;
  readonly key: Operand;
  readonly key_cache?: Operand;
  readonly static_kv: Operand;
  readonly use_past: Operand;
  readonly has_layer_state: Operand;
}

/** How many places are projected to keys and values, and how many are asked: the flags say what comes from the cache. */
function lengthsOf({ query, key, key_cache, static_kv, use_past, has_layer_state }: Flagged): { added: Dim; total: Dim } {
  const [isCross, fromPast] = [static_kv.numbers[0] !== 0, use_past.numbers[0] !== 0 && has_layer_state.numbers[0] !== 0];
  const added = isCross ? key.dim(0) : query.dim(0);
  if (!fromPast) return { added, total: added };
  if (key_cache === undefined) throw new Contradiction("input key_cache must be present where the past is used: it is missing");
  return isCross ? { added: 0, total: key_cache.dim(2) } : { added, total: add(key_cache.dim(2), added) };
}

/** Sequence first, then the batch. The lengths are the kernel's (contrib_ops/cuda/bert/decoder_attention.cc). */
const decoderAttention = defineOperator({
  name: "DecoderAttention",
  domain,
  summary: "Projects queries, and keys and values unless they are in the cache, and attends to them, by heads.",
  inputs: [
    "query",
    "key",
    "q_weight",
    "kv_weight",
    "bias",
    "key_padding_mask?",
    "key_cache?",
    "value_cache?",
    "static_kv",
    "use_past",
    "has_layer_state",
    "has_key_padding_mask",
  ],
  outputs: ["output", "new_key_cache?", "new_value_cache?"],
  attributes: { mask_filter_value: -10000, num_heads: optional.int },
  shapeOperands: ["static_kv", "use_past", "has_layer_state", "has_key_padding_mask"],
  roles: { q_weight: "parameter", kv_weight: "parameter", bias: "parameter" },
  shape(inputs, { num_heads }, { outputCount }) {
    const { query } = inputs;
    if (outputCount === 1) return [query.shape];
    const headSize = perHead(query.dim(2), num_heads, "num_heads");
    const cache = unlessUnknown(() => [query.dim(1), num_heads!, lengthsOf(inputs).total, headSize]);
    return [query.shape, cache, cache];
  },
  work(inputs, _, { num_heads }) {
    const { query, kv_weight, has_key_padding_mask } = inputs;
    const [queries, batch, hidden] = query.shape as [Dim, Dim, Dim];
    const { added, total } = lengthsOf(inputs);
    const size = perHead(hidden, num_heads, "num_heads");
    const projected = sum([query.size, product([added, batch, kv_weight.dim(1)])]);
    const sizes = { batch, heads: num_heads!, queries, total, headSize: size, valueSize: size };
    return sumWork([
      { macs: multiply(projected, hidden), adds: projected },
      dotProductAttentionWork(sizes, false, has_key_padding_mask.numbers[0] === 0 ? 0 : 1),
    ]);
  },
});

function unlessUnknown<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

const attention = contribAttentions.find(({ name }) => name === "Attention")!;

/** Attention with one query, its keys laid out otherwise in the cache, which several beams share. */
const decoderMaskedSelfAttention: Operator = {
  ...attention,
  name: "DecoderMaskedSelfAttention",
  summary: "Projects one new token to query, key and value and attends to those of the past, by heads.",
  inputs: [
    "input",
    "weights",
    "bias",
    "mask_index?",
    "past",
    "attention_bias?",
    "past_sequence_length",
    "beam_width?",
    "cache_indirection?",
  ],
  outputs: ["output", "present"],
  attributes: {
    do_rotary: 0,
    mask_filter_value: -10000,
    num_heads: optional.int,
    past_present_share_buffer: 0,
    qkv_hidden_sizes: optional.ints,
    rotary_embedding_dim: 0,
    scale: optional.float,
    unidirectional: 0,
  },
  shapeOperands: ["past_sequence_length", "beam_width"],
};

const attributes = {
  mask_filter_value: -10000,
  num_heads: optional.int,
  output_qk: 0,
  past_present_share_buffer: 0,
  scale: optional.float,
} as const;

type MaskedInputs = Operands<
  | "query"
  | "key?"
  | "value?"
  | "mask_index?"
  | "attention_bias?"
  | "past_key?"
  | "past_value?"
  | "past_sequence_length?"
  | "beam_width?"
  | "cache_indirection?"
  | "bias?"
>;

type MaskedAttributes = Attributes<typeof attributes>;

/** The sizes of one query and of what it asks: packed with it, beside it, or by heads from an encoder. */
function maskedSizes({ query, key, value }: MaskedInputs, { num_heads }: MaskedAttributes) {
  if (query.rank !== 3) throw new Contradiction(`query must have rank 3: current shape is [${query.shape.join(", ")}]`);
  const [batch, queries, hidden] = query.shape as [Dim, Dim, Dim];
  const isPacked = key === undefined && value === undefined;
  const headSize = perHead(isPacked ? perHead(hidden, 3, "the number of projections") : hidden, num_heads, "num_heads");
  const isCross = key?.rank === 4;
  const valueSize = value === undefined ? headSize : value.rank === 4 ? value.dim(3) : perHead(value.dim(2), num_heads, "num_heads");
  return { batch, heads: num_heads!, queries, added: isCross ? key.dim(2) : queries, headSize, valueSize, isCross };
}

/** The places that are asked; those of an encoder are all there from the start. */
function maskedTotal(inputs: MaskedInputs, attributes: MaskedAttributes): Dim {
  const { added, isCross } = maskedSizes(inputs, attributes);
  const { past_key, past_sequence_length } = inputs;
  if (isCross) return added;
  if (!attributes.past_present_share_buffer) return totalLength(added, past_key?.dim(2), undefined);
  if (past_sequence_length === undefined) throw new Unknown("how much of the shared buffer is used is not known");
  return totalLength(added, undefined, past_sequence_length);
}

const decoderMaskedMultiHeadAttention = defineOperator({
  name: "DecoderMaskedMultiHeadAttention",
  domain,
  summary: "One projected query attends to projected keys and values, new ones and those of the past, by heads.",
  inputs: [
    "query",
    "key?",
    "value?",
    "mask_index?",
    "attention_bias?",
    "past_key?",
    "past_value?",
    "past_sequence_length?",
    "beam_width?",
    "cache_indirection?",
    "bias?",
  ],
  outputs: ["output", "present_key?", "present_value?", "qk?"],
  attributes,
  shapeOperands: ["past_sequence_length", "beam_width"],
  roles: { bias: "parameter" },
  shape(inputs, attributes) {
    const { batch, heads, queries, headSize, valueSize, isCross } = maskedSizes(inputs, attributes);
    const total = unlessUnknown(() => maskedTotal(inputs, attributes));
    const present = (past: Operand | undefined, size: Dim) => {
      if (attributes.past_present_share_buffer && past) return past.shape;
      return isCross || total === undefined ? undefined : [batch, heads, total, size];
    };
    return [
      [batch, queries, multiply(heads, valueSize)],
      present(inputs.past_key, headSize),
      present(inputs.past_value, valueSize),
      total === undefined ? undefined : [batch, heads, queries, total],
    ];
  },
  work(inputs, _, attributes): Work {
    const { query, key, value, bias, mask_index, attention_bias } = inputs;
    // Keys and values that come by heads were projected, and moved by the bias, elsewhere.
    const biased = [query, ...[key, value].filter((operand) => operand !== undefined && operand.rank !== 4)];
    return sumWork([
      { adds: bias ? sum(biased.map((operand) => operand!.size)) : 0 },
      dotProductAttentionWork(
        { ...maskedSizes(inputs, attributes), total: maskedTotal(inputs, attributes) },
        false,
        (mask_index ? 1 : 0) + (attention_bias ? 1 : 0),
      ),
    ]);
  },
});

/** The attentions of a decoder. */
export const decoderAttentions: readonly Operator[] = [decoderAttention, decoderMaskedSelfAttention, decoderMaskedMultiHeadAttention];
