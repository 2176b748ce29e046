import { add, type Dim, divideExactly, floorDivide, multiply, product, sum } from "../model/dim.ts";
import { knownDType, tensorType } from "./_tensor_type.ts";
import { type Attributes, defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";
import { softmaxWork } from "./softmax.ts";
import { repeatWork, sumWork, type Work } from "./work.ts";

/** A size that is a whole number of heads, divided by their number. */
export function perHead(size: Dim, heads: number | undefined, attribute: string): Dim {
  if (heads === undefined || heads < 1) throw new Contradiction(`attribute ${attribute} must be present and >= 1: it is ${heads}`);
  if (typeof size === "number" && size % heads !== 0) {
    throw new Contradiction(`${attribute} must divide the size of the last axis: they are ${heads} and ${size}`);
  }
  return divideExactly(size, heads) ?? floorDivide(size, heads);
}

interface HeadAttributes {
  readonly q_num_heads: number | undefined;
  readonly kv_num_heads: number | undefined;
}

/** `[batch, heads, length, head size]`, whether heads have an axis of their own or are packed into the last one. */
function headsOf(operand: Operand, heads: number | undefined, attribute: string): readonly [Dim, Dim, Dim, Dim] {
  const [batch, second, third, fourth] = operand.shape;
  if (operand.rank === 4) return [batch!, second!, third!, fourth!];
  if (operand.rank !== 3) throw new Contradiction(`${operand.name} must have rank 3 or 4: current shape is [${operand.shape.join(", ")}]`);
  return [batch!, heads!, second!, perHead(third!, heads, attribute)];
}

function sizesOf(inputs: { Q: Operand; K: Operand; V: Operand; past_key?: Operand }, attributes: HeadAttributes) {
  const [batch, heads, queries, headSize] = headsOf(inputs.Q, attributes.q_num_heads, "q_num_heads");
  const [, groups, keys] = headsOf(inputs.K, attributes.kv_num_heads, "kv_num_heads");
  const [, , , valueSize] = headsOf(inputs.V, attributes.kv_num_heads, "kv_num_heads");
  const total = inputs.past_key ? add(inputs.past_key.dim(2), keys) : keys;
  return { batch, heads, queries, headSize, groups, valueSize, total };
}

const attributes = {
  is_causal: 0,
  kv_num_heads: optional.int,
  left_window_size: -1,
  q_num_heads: optional.int,
  qk_matmul_output_mode: 0,
  right_window_size: -1,
  scale: optional.float,
  softcap: 0,
  softmax_precision: optional.int,
} as const;

/**
 * Scaled dot-product attention (Vaswani et al., 2017). Its work is that of the function body; the two matrix products are counted as
 * torch.utils.flop_counter does, masked positions included. What makes masks is constant or small, and only their addition counts.
 */
export const attention: Operator = defineOperator({
  name: "Attention",
  summary: "softmax(Q·Kᵀ · scale + mask) · V, by heads.",
  inputs: ["Q", "K", "V", "attn_mask?", "past_key?", "past_value?", "nonpad_kv_seqlen?"],
  outputs: ["Y", "present_key?", "present_value?", "qk_matmul_output?"],
  attributes,
  shape(inputs, attributes) {
    const { batch, heads, queries, headSize, groups, valueSize, total } = sizesOf(inputs, attributes);
    const packed = inputs.Q.rank === 3;
    return [
      packed ? [batch, queries, multiply(heads, valueSize)] : [batch, heads, queries, valueSize],
      tensorType(knownDType(inputs.K), [batch, groups, total, headSize]),
      tensorType(knownDType(inputs.V), [batch, groups, total, valueSize]),
      [batch, heads, queries, total],
    ];
  },
  work: (inputs, _, attributes) =>
    dotProductAttentionWork(sizesOf(inputs, attributes), attributes.softcap !== 0, isMasked(inputs, attributes) ? 1 : 0),
});

/** The sizes that the work of attention depends on. */
export interface AttentionSizes {
  /** How many samples there are. */
  readonly batch: Dim;
  /** The number of heads that ask. */
  readonly heads: Dim;
  /** The number of places that ask. */
  readonly queries: Dim;
  /** The number of places that are asked, those of the past included. */
  readonly total: Dim;
  /** The size of a head of queries and keys. */
  readonly headSize: Dim;
  /** The size of a head of values. */
  readonly valueSize: Dim;
}

/** The work of scaled dot-product attention with so many masks or biases added to the scores. */
export function dotProductAttentionWork(sizes: AttentionSizes, isCapped: boolean, masks: number): Work {
  const { batch, heads, queries, total, headSize, valueSize } = sizes;
  const rows = product([batch, heads, queries]);
  const scores = multiply(rows, total);
  return sumWork([
    { muls: product([batch, heads, headSize, sum([queries, total])]) }, // Q and K are scaled by the root each
    { macs: multiply(scores, add(headSize, valueSize)) },
    isCapped ? repeatWork({ divs: 1, tanhs: 1, muls: 1 }, scores) : {},
    repeatWork({ adds: masks }, scores),
    softmaxWork(scores, rows),
  ]);
}

function isMasked(
  { attn_mask, nonpad_kv_seqlen }: { readonly attn_mask?: Operand; readonly nonpad_kv_seqlen?: Operand },
  { is_causal, left_window_size, right_window_size }: Attributes<typeof attributes>,
): boolean {
  return attn_mask !== undefined || nonpad_kv_seqlen !== undefined || is_causal !== 0 || left_window_size >= 0 || right_window_size >= 0;
}
