/** Attention without padding (onnxruntime, docs/ContribOperators.md): the tokens of all samples stand one after another in one axis. */
import { add, type Dim, multiply, subtract, sum } from "../../model/dim.ts";
import { sizeOr } from "../_data_sizes.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { dotProductAttentionWork, perHead } from "../attention.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand } from "../operand.ts";
import { sumWork, type Work } from "../work.ts";
import { projectedHeads } from "./attention.ts";

const domain = "com.microsoft";

/** How many tokens each sample has. One sample has them all; of several only the sums' values tell. */
export function tokenCounts(cumulative: Operand, tokens: Dim): readonly Dim[] {
  if (cumulative.hasShape && cumulative.dim(0) === 2) return [tokens];
  const sums = cumulative.dims;
  return sums.slice(1).map((end, index) => subtract(end, sums[index]!));
}

interface HeadSizes {
  readonly heads: Dim;
  readonly headSize: Dim;
  readonly valueSize: Dim;
}

/** The work of attention within each sample. */
function attentionWork(counts: readonly Dim[], { heads, headSize, valueSize }: HeadSizes, masks: number): Work {
  return sumWork(
    counts.map((count) => dotProductAttentionWork({ batch: 1, heads, queries: count, total: count, headSize, valueSize }, false, masks)),
  );
}

const packedAttention = defineOperator({
  name: "PackedAttention",
  domain,
  summary: "Projects tokens without padding to queries, keys and values and attends to those of the same sample, by heads.",
  inputs: ["input", "weights", "bias", "token_offset", "cumulative_sequence_length", "attention_bias?"],
  outputs: ["output"],
  attributes: { num_heads: optional.int, qkv_hidden_sizes: optional.ints, scale: optional.float },
  roles: { weights: "parameter", bias: "parameter" },
  shape({ input, weights }, attributes) {
    if (input.rank !== 2) throw new Contradiction(`input must have rank 2: current shape is [${input.shape.join(", ")}]`);
    return [[input.dim(0), projectedHeads(weights, attributes).values]];
  },
  work({ input, weights, cumulative_sequence_length, attention_bias }, _, attributes) {
    const merged = multiply(input.dim(0), weights.dim(-1));
    const counts = tokenCounts(cumulative_sequence_length, input.dim(0));
    return sumWork([
      { macs: multiply(merged, input.dim(-1)), adds: merged },
      attentionWork(counts, projectedHeads(weights, attributes), attention_bias ? 1 : 0),
    ]);
  },
});

/** `[tokens, hidden]` each, or all three packed as `[tokens, heads, 3, head size]`. */
function packedHeads(query: Operand, value: Operand | undefined, num_heads: number | undefined): HeadSizes {
  if (query.rank === 4) return { heads: query.dim(1), headSize: query.dim(3), valueSize: query.dim(3) };
  if (query.rank !== 2) throw new Contradiction(`query must have rank 2 or 4: current shape is [${query.shape.join(", ")}]`);
  if (value === undefined) throw new Contradiction("input value must be present unless it is packed into query: it is missing");
  const [headSize, valueSize] = [perHead(query.dim(1), num_heads, "num_heads"), perHead(value.dim(1), num_heads, "num_heads")];
  return { heads: num_heads!, headSize, valueSize };
}

const packedMultiHeadAttention = defineOperator({
  name: "PackedMultiHeadAttention",
  domain,
  summary: "Projected tokens without padding attend to those of the same sample, by heads, after a bias where there is one.",
  inputs: ["query", "key?", "value?", "bias?", "token_offset", "cumulative_sequence_length", "attention_bias?"],
  outputs: ["output"],
  attributes: { mask_filter_value: -10000, num_heads: optional.int, scale: optional.float },
  roles: { bias: "parameter" },
  shape({ query, value }, { num_heads }) {
    const { heads, valueSize } = packedHeads(query, value, num_heads);
    return [[query.dim(0), multiply(heads, valueSize)]];
  },
  work({ query, key, value, bias, cumulative_sequence_length, attention_bias }, _, { num_heads }) {
    const biased = sum([query, key, value].map((operand) => operand?.size ?? 0));
    const counts = tokenCounts(cumulative_sequence_length, query.dim(0));
    return sumWork([{ adds: bias ? biased : 0 }, attentionWork(counts, packedHeads(query, value, num_heads), attention_bias ? 1 : 0)]);
  },
});

const removePadding = defineOperator({
  name: "RemovePadding",
  domain,
  summary: "The tokens of all samples one after another without those that pad, and where each stood.",
  inputs: ["input", "sequence_token_count"],
  outputs: ["output", "token_offset", "cumulated_seq_len", "max_seq_len"],
  attributes: {},
  shape({ input, sequence_token_count }, _, site) {
    if (input.rank !== 3) throw new Contradiction(`input must have rank 3: current shape is [${input.shape.join(", ")}]`);
    const [batch, length, hidden] = input.shape as [Dim, Dim, Dim];
    const tokens = sizeOr(() => sum(sequence_token_count.dims), site, "tokens", { min: 0, max: multiply(batch, length) });
    const counts = knownDType(sequence_token_count);
    return [
      [tokens, hidden],
      tensorType(counts, [batch, length]),
      tensorType(counts, [add(batch, 1)]),
      tensorType(counts, [1]),
    ];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { output }) => ({ input: output.size }),
});

const restorePadding = defineOperator({
  name: "RestorePadding",
  domain,
  summary: "Tokens put back where they stood before padding was removed, zeros elsewhere.",
  inputs: ["input", "token_offset"],
  outputs: ["output"],
  attributes: {},
  shape({ input, token_offset }) {
    if (token_offset.rank !== 2) {
      throw new Contradiction(`token_offset must have rank 2: current shape is [${token_offset.shape.join(", ")}]`);
    }
    return [[...token_offset.shape, input.dim(1)]];
  },
  work: () => ({ free: "movement" }),
});

/** The attentions without padding, and what removes and restores it. */
export const packedAttentions: readonly Operator[] = [packedAttention, packedMultiHeadAttention, removePadding, restorePadding];
