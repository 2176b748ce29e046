import { add, type Dim, max, multiply, product, sum } from "../../model/dim.ts";
import { perHead } from "../attention.ts";
import { type Attributes, defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand } from "../operand.ts";
import { quantizeWork } from "../quantization.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";
import { sinkWork, windowedAttentionWork, withinWindow } from "./_windowed_attention.ts";
import { rmsWork } from "./normalizations.ts";

const attributes = {
  causal: 1,
  do_rotary: 0,
  k_quant_type: "NONE",
  kv_cache_bit_width: optional.int,
  kv_num_heads: optional.int,
  local_window_size: -1,
  num_heads: optional.int,
  qk_norm_epsilon: 1e-6,
  qk_output: 0,
  rotary_interleaved: 0,
  scale: optional.float,
  sliding_window_cache: 0,
  smooth_softmax: -1,
  softcap: 0,
  v_quant_type: "NONE",
} as const;

interface CachedInputs {
  readonly query: Operand;
  readonly key?: Operand;
  readonly past_key?: Operand;
  readonly total_sequence_length: Operand;
}

/** The sizes but for the total length: queries have `num_heads` heads, keys and values `kv_num_heads`, and all three may be packed. */
function sizesOf({ query, key }: CachedInputs, { num_heads, kv_num_heads }: Attributes<typeof attributes>) {
  if (query.rank !== 3) throw new Contradiction(`query must have rank 3: current shape is [${query.shape.join(", ")}]`);
  if (num_heads === undefined || kv_num_heads === undefined) throw new Contradiction("num_heads and kv_num_heads must be present");
  const headSize = perHead(query.dim(2), key ? num_heads : num_heads + 2 * kv_num_heads, "num_heads");
  const [batch, queries] = [query.dim(0), query.dim(1)];
  return { batch, queries, headSize, valueSize: headSize, heads: num_heads, groups: kv_num_heads, added: key ? key.dim(1) : queries };
}

/** How many places are asked. A past may be a longer buffer, of which only an input's value says how much is used. */
function totalLength({ past_key, total_sequence_length }: CachedInputs, added: Dim): Dim | undefined {
  if (past_key === undefined) return added;
  const total = total_sequence_length.elements?.[0];
  return total === undefined || typeof total === "string" ? undefined : total;
}

function normWork({ batch, queries, headSize, added }: ReturnType<typeof sizesOf>, heads: number, groups: number): Work {
  const rows = multiply(batch, add(multiply(queries, heads), multiply(added, groups)));
  return rmsWork(multiply(rows, headSize), rows);
}

/** What is added to the cache is quantized, what is asked of it is made real again. */
function cacheWork({ batch, headSize, groups, added }: ReturnType<typeof sizesOf>, asked: Dim): Work {
  const places = (length: Dim) => product([batch, groups, length, headSize]);
  return sumWork([repeatWork(quantizeWork(false), places(added)), { muls: places(asked) }]);
}

/**
 * Attention of queries in groups, each of which shares keys and values (Ainslie et al., 2023), with the cache of the past (onnxruntime,
 * docs/ContribOperators.md). The work is that of the standard's parts: RotaryEmbedding, RMSNormalization, Attention.
 */
export const groupQueryAttention: Operator = defineOperator({
  name: "GroupQueryAttention",
  domain: "com.microsoft",
  summary: "Attends to keys and values that groups of query heads share, appended to those of the past.",
  inputs: [
    "query",
    "key?",
    "value?",
    "past_key?",
    "past_value?",
    "seqlens_k",
    "total_sequence_length",
    "cos_cache?",
    "sin_cache?",
    "position_ids?",
    "attention_bias?",
    "head_sink?",
    "k_scale?",
    "v_scale?",
    "q_norm_weight?",
    "k_norm_weight?",
  ],
  outputs: ["output", "present_key?", "present_value?", "output_qk?"],
  attributes,
  shapeOperands: ["seqlens_k", "total_sequence_length"],
  roles: {
    cos_cache: "buffer",
    sin_cache: "buffer",
    head_sink: "parameter",
    k_scale: "constant",
    v_scale: "constant",
    q_norm_weight: "parameter",
    k_norm_weight: "parameter",
  },
  shape(inputs, attributes) {
    const { query, past_key, past_value } = inputs;
    const { batch, queries, headSize, heads, groups, added } = sizesOf(inputs, attributes);
    const total = totalLength(inputs, added);
    const needed = past_key === undefined || total === undefined ? total : max(past_key.dim(2), total);
    const length = past_key && attributes.sliding_window_cache ? past_key.dim(2) : needed;
    const present = (past?: Operand) => {
      // Where its elements are packed, a cache has its own head size.
      return length === undefined ? length : tensorType(knownDType(past ?? query), [batch, groups, length, past?.dim(3) ?? headSize]);
    };
    const scores = total === undefined || attributes.sliding_window_cache ? undefined : [batch, heads, queries, total];
    return [[batch, queries, multiply(heads, headSize)], present(past_key), present(past_value), scores];
  },
  work(inputs, _, attributes) {
    const { past_key, cos_cache, attention_bias, head_sink, q_norm_weight, total_sequence_length } = inputs;
    const { do_rotary, causal, softcap, smooth_softmax, k_quant_type, v_quant_type } = attributes;
    // A window over a cache that keeps everything is a mask, which takes nothing off, as a causal one does not.
    const window = attributes.sliding_window_cache ? attributes.local_window_size : -1;
    const sizes = sizesOf(inputs, attributes);
    const { batch, queries, heads, groups, added } = sizes;
    const all = { ...sizes, total: past_key ? total_sequence_length.only : added };
    const turned = do_rotary && cos_cache
      ? product([batch, sum([multiply(queries, heads), multiply(added, groups)]), 2, cos_cache.dim(-1)])
      : 0;
    const masks = (causal ? 1 : 0) + (attention_bias ? 1 : 0);
    return sumWork([
      q_norm_weight ? normWork(sizes, heads, groups) : {},
      { muls: multiply(turned, 2), adds: turned },
      ...[k_quant_type, v_quant_type].map((type) => type === "NONE" ? {} : cacheWork(sizes, withinWindow(all, window))),
      windowedAttentionWork(all, window, softcap !== 0, masks),
      head_sink || smooth_softmax === 1 ? sinkWork(product([batch, heads, queries])) : {},
    ]);
  },
});
