/** Attention with projection and caches in one (onnxruntime, docs/ContribOperators.md); the work is that of the standard's parts. */
import { add, type Dim, multiply, product, sum } from "../../model/dim.ts";
import { type AttentionSizes, dotProductAttentionWork, perHead } from "../attention.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional, type Site } from "../define.ts";
import { Contradiction, type Operand, Unknown } from "../operand.ts";
import { sumWork, type Work } from "../work.ts";

const domain = "com.microsoft";

/** What says how merged weights lead to heads. */
export interface ProjectionAttributes {
  /** How many heads there are. */
  readonly num_heads: number | undefined;
  /** The sizes of all queries, keys and values of a place; a third of the weights' columns each where it is left out. */
  readonly qkv_hidden_sizes: readonly number[] | undefined;
}

/** The sizes of heads that merged weights lead to. */
export function projectedHeads(weights: Operand, { num_heads, qkv_hidden_sizes }: ProjectionAttributes) {
  const [hidden, , values] = qkv_hidden_sizes ?? new Array<Dim>(3).fill(perHead(weights.dim(-1), 3, "the number of projections"));
  if (hidden === undefined || values === undefined) {
    throw new Contradiction(`qkv_hidden_sizes must have 3 sizes: they are [${qkv_hidden_sizes?.join(", ")}]`);
  }
  const [headSize, valueSize] = [perHead(hidden, num_heads, "num_heads"), perHead(values, num_heads, "num_heads")];
  return { heads: num_heads!, headSize, valueSize, values };
}

/** The sizes of what the merged weights make of the input. */
function projected(input: Operand, weights: Operand, attributes: ProjectionAttributes) {
  const [batch, queries] = input.shape;
  if (input.rank !== 3) throw new Contradiction(`input must have rank 3: current shape is [${input.shape.join(", ")}]`);
  return { batch: batch!, queries: queries!, ...projectedHeads(weights, attributes) };
}

/** How many places are asked: where past and present share a buffer, only a value says how much of it is used. */
export function totalLength(added: Dim, past: Dim | undefined, usedLength: Operand | undefined): Dim {
  return usedLength ? add(usedLength.only, added) : past === undefined ? added : add(past, added);
}

/** A mask of two axes or three has a place for each token that is asked, past ones included (docs/ContribOperators.md, Attention). */
function requireMask(mask: Operand | undefined, total: Dim, site: Site): void {
  if (mask?.hasShape && (mask.rank === 2 || mask.rank === 3)) site.require(mask.dim(-1), "equals", total);
}

/** Turning the first `dim` elements of each head of queries and keys (all of them for 0), as RotaryEmbedding does. */
function rotaryWork({ batch, queries, headSize }: AttentionSizes, heads: Dim, dim: number): Work {
  const elements = product([batch, queries, heads, dim === 0 ? headSize : dim]);
  return { muls: multiply(elements, 2), adds: elements };
}

interface SelfAttentionInputs {
  readonly mask_index?: Operand;
  readonly past?: Operand;
  readonly attention_bias?: Operand;
  readonly past_sequence_length?: Operand;
}

interface SelfAttentionAttributes {
  readonly do_rotary: number;
  readonly past_present_share_buffer: number;
  readonly rotary_embedding_dim: number;
  readonly unidirectional: number;
}

type Projected = ReturnType<typeof projected>;

/** The shape of keys and values, the past's before the new ones. */
function presentShape({ batch, heads, queries, headSize }: Projected, past: Operand | undefined, isShared: number): readonly Dim[] {
  return isShared && past ? past.shape : [2, batch, heads, totalLength(queries, past?.dim(3), undefined), headSize];
}

/** The work behind the projection. */
function selfAttentionWork(sizes: Projected, inputs: SelfAttentionInputs, attributes: SelfAttentionAttributes): Work {
  const { mask_index, past, attention_bias, past_sequence_length } = inputs;
  const { past_present_share_buffer: isShared, do_rotary, rotary_embedding_dim, unidirectional } = attributes;
  if (isShared && !past_sequence_length) throw new Unknown("how much of the shared buffer is used is not known");
  const total = totalLength(sizes.queries, past?.dim(3), isShared ? past_sequence_length : undefined);
  const masks = (mask_index || unidirectional ? 1 : 0) + (attention_bias ? 1 : 0);
  return sumWork([
    do_rotary ? rotaryWork({ ...sizes, total }, multiply(sizes.heads, 2), rotary_embedding_dim) : {},
    dotProductAttentionWork({ ...sizes, total }, false, masks),
  ]);
}

const selfAttentionAttributes = {
  do_rotary: 0,
  mask_filter_value: -10000,
  num_heads: optional.int,
  past_present_share_buffer: 0,
  scale: optional.float,
  unidirectional: 0,
} as const;

const attention = defineOperator({
  name: "Attention",
  domain,
  summary: "Projects the input to queries, keys and values and attends to them, by heads.",
  inputs: ["input", "weights", "bias?", "mask_index?", "past?", "attention_bias?", "past_sequence_length?"],
  outputs: ["output", "present?"],
  attributes: { ...selfAttentionAttributes, qkv_hidden_sizes: optional.ints, rotary_embedding_dim: 0 },
  roles: { weights: "parameter", bias: "parameter" },
  shape({ input, weights, mask_index, past }, attributes, site) {
    const sizes = projected(input, weights, attributes);
    if (!attributes.past_present_share_buffer) requireMask(mask_index, totalLength(sizes.queries, past?.dim(3), undefined), site);
    return [[sizes.batch, sizes.queries, sizes.values], presentShape(sizes, past, attributes.past_present_share_buffer)];
  },
  work(inputs, _, attributes) {
    const { input, weights, bias } = inputs;
    const sizes = projected(input, weights, attributes);
    const merged = product([sizes.batch, sizes.queries, weights.dim(-1)]);
    return sumWork([
      { macs: multiply(merged, input.dim(-1)), adds: bias ? merged : 0 },
      selfAttentionWork(sizes, inputs, attributes),
    ]);
  },
});

/** MatMulIntegerToFloat for the projection, then as Attention. */
const qAttention = defineOperator({
  name: "QAttention",
  domain,
  summary: "Projects a quantized input to queries, keys and values and attends to them, by heads.",
  inputs: [
    "input",
    "weight",
    "bias",
    "input_scale",
    "weight_scale",
    "mask_index?",
    "input_zero_point?",
    "weight_zero_point?",
    "past?",
  ],
  outputs: ["output", "present?"],
  attributes: selfAttentionAttributes,
  roles: {
    weight: "parameter",
    bias: "parameter",
    input_scale: "constant",
    weight_scale: "constant",
    input_zero_point: "constant",
    weight_zero_point: "constant",
  },
  shape({ input, weight, bias, past }, attributes) {
    const sizes = projected(input, weight, { ...attributes, qkv_hidden_sizes: undefined });
    const shapes = [[sizes.batch, sizes.queries, sizes.values], presentShape(sizes, past, attributes.past_present_share_buffer)];
    return shapes.map((shape) => tensorType(knownDType(bias), shape));
  },
  work(inputs, _, attributes) {
    const { input, weight, weight_scale, input_zero_point } = inputs;
    const sizes = projected(input, weight, { ...attributes, qkv_hidden_sizes: undefined });
    const merged = product([sizes.batch, sizes.queries, weight.dim(-1)]);
    return sumWork([
      { macs: multiply(merged, input.dim(-1)), muls: add(merged, weight_scale.size), adds: add(merged, input_zero_point ? input.size : 0) },
      selfAttentionWork(sizes, inputs, { ...attributes, rotary_embedding_dim: 0 }),
    ]);
  },
});

interface HeadInputs {
  readonly query: Operand;
  readonly key?: Operand;
  readonly value?: Operand;
}

/** The sizes of queries, keys and values, which come apart, the last two packed, or all three packed. */
function multiHeadSizes({ query, key, value }: HeadInputs, num_heads: number | undefined): AttentionSizes {
  const [batch, queries] = query.shape;
  if (query.rank === 5) { // [batch, length, heads, 3, head size]
    return { batch: batch!, heads: query.dim(2), queries: queries!, total: queries!, headSize: query.dim(4), valueSize: query.dim(4) };
  }
  if (query.rank !== 3) throw new Contradiction(`query must have rank 3 or 5: current shape is [${query.shape.join(", ")}]`);
  if (key === undefined) throw new Contradiction("input key must be present unless it is packed into query: it is missing");
  const headSize = perHead(query.dim(2), num_heads, "num_heads");
  const sizes = { batch: batch!, heads: num_heads!, queries: queries!, headSize };
  if (key.rank === 5) return { ...sizes, total: key.dim(1), valueSize: key.dim(4) };
  if (value === undefined) throw new Contradiction("input value must be present unless it is packed into key: it is missing");
  const valueSize = value.rank === 4 ? value.dim(3) : perHead(value.dim(2), num_heads, "num_heads");
  return { ...sizes, total: key.dim(key.rank === 4 ? 2 : 1), valueSize };
}

const multiHeadAttention = defineOperator({
  name: "MultiHeadAttention",
  domain,
  summary: "Attends to projected queries, keys and values, by heads, after a bias where there is one.",
  inputs: [
    "query",
    "key?",
    "value?",
    "bias?",
    "key_padding_mask?",
    "attention_bias?",
    "past_key?",
    "past_value?",
    "past_sequence_length?",
    "cache_indirection?",
  ],
  outputs: ["output", "present_key?", "present_value?", "qk?"],
  attributes: { mask_filter_value: -10000, num_heads: optional.int, scale: optional.float, unidirectional: 0 },
  roles: { bias: "parameter" },
  shape(inputs, { num_heads }) {
    const { query, past_key, past_value, past_sequence_length } = inputs;
    const { batch, heads, queries, total: added, headSize, valueSize } = multiHeadSizes(inputs, num_heads);
    const output = [batch, queries, multiply(heads, valueSize)];
    if (past_key && past_sequence_length) {
      const used = past_sequence_length.elements?.[0];
      const scores = used === undefined || typeof used === "string" ? undefined : [batch, heads, queries, add(used, added)];
      // Past and present share a buffer, whose length is its own.
      return [output, ...[past_key, past_value].map((past) => past && tensorType(knownDType(query), past.shape)), scores];
    }
    const total = totalLength(added, past_key?.dim(2), undefined);
    return [output, [batch, heads, total, headSize], [batch, heads, total, valueSize], [batch, heads, queries, total]];
  },
  work(inputs, _, { num_heads, unidirectional }) {
    const { query, key, value, bias, key_padding_mask, attention_bias, past_key, past_sequence_length } = inputs;
    const sizes = multiHeadSizes(inputs, num_heads);
    const total = totalLength(sizes.total, past_key?.dim(2), past_key && past_sequence_length);
    const masks = (key_padding_mask || unidirectional ? 1 : 0) + (attention_bias ? 1 : 0);
    // Keys and values that come by heads were projected, and moved by the bias, elsewhere.
    const biased = [query, ...[key, value].filter((operand) => operand !== undefined && operand.rank !== 4)];
    return sumWork([
      { adds: bias ? sum(biased.map((operand) => operand!.size)) : 0 },
      dotProductAttentionWork({ ...sizes, total }, false, masks),
    ]);
  },
});

/** The attentions of that domain. */
export const contribAttentions: readonly Operator[] = [attention, multiHeadAttention, qAttention];
