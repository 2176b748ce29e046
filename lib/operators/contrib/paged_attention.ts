import { add, type Dim, multiply, product, sum } from "../../model/dim.ts";
import { perHead } from "../attention.ts";
import { type Attributes, defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand } from "../operand.ts";
import { quantizeWork } from "../quantization.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";
import { sinkWork, windowedAttentionWork, withinWindow } from "./_windowed_attention.ts";
import { rmsWork } from "./normalizations.ts";
import { tokenCounts } from "./packed_attention.ts";

const attributes = {
  do_rotary: 0,
  is_causal: 1,
  k_cache_dtype: "",
  k_quant_type: "NONE",
  kv_cache_layout: "SEPARATE",
  kv_num_heads: optional.int,
  local_window_size: -1,
  num_heads: optional.int,
  qk_norm_epsilon: 1e-6,
  rotary_interleaved: 0,
  rotary_offset: 0,
  scale: optional.float,
  softcap: 0,
  v_cache_dtype: "",
  v_head_size: 0,
  v_quant_type: "NONE",
} as const;

type PagedAttributes = Attributes<typeof attributes>;

/** The sizes of heads: queries, keys and values may be packed, and values may be the first elements of the keys. */
function headsOf(query: Operand, key: Operand | undefined, { num_heads, kv_num_heads, kv_cache_layout, v_head_size }: PagedAttributes) {
  if (query.rank !== 2) throw new Contradiction(`query must have rank 2: current shape is [${query.shape.join(", ")}]`);
  if (num_heads === undefined || kv_num_heads === undefined) throw new Contradiction("num_heads and kv_num_heads must be present");
  const isLatent = kv_cache_layout === "LATENT";
  const headSize = perHead(query.dim(1), key || isLatent ? num_heads : num_heads + 2 * kv_num_heads, "num_heads");
  const valueSize: Dim = isLatent && v_head_size ? v_head_size : headSize;
  return { tokens: query.dim(0), heads: num_heads, groups: kv_num_heads, headSize, valueSize, isLatent };
}

interface SampleInputs {
  readonly query: Operand;
  readonly cumulative_sequence_length: Operand;
  readonly past_seqlens: Operand;
}

/** How many places of each sample ask, and how many there are with its past. */
function samplesOf({ query, cumulative_sequence_length, past_seqlens }: SampleInputs): readonly { queries: Dim; total: Dim }[] {
  const counts = tokenCounts(cumulative_sequence_length, query.dim(0));
  return counts.map((queries, index) => ({ queries, total: add(past_seqlens.dims[index]!, queries) }));
}

/** Tokens that are written to the cache are quantized, those that are asked made real again. */
function cacheWork(type: string, written: Dim, asked: Dim): Work {
  return type === "NONE" ? {} : sumWork([repeatWork(quantizeWork(false), written), { muls: asked }]);
}

/**
 * Attention of tokens without padding to keys and values that lie in blocks of a cache (Kwon et al., 2023; onnxruntime,
 * docs/ContribOperators.md). How long each sample and its past are is in the inputs' values alone.
 */
export const pagedAttention: Operator = defineOperator({
  name: "PagedAttention",
  domain: "com.microsoft",
  summary: "Attends to keys and values that groups of query heads share, in blocks of a cache, sample by sample.",
  inputs: [
    "query",
    "key?",
    "value?",
    "key_cache",
    "value_cache?",
    "cumulative_sequence_length",
    "past_seqlens",
    "block_table",
    "cos_cache?",
    "sin_cache?",
    "slot_mapping?",
    "head_sink?",
    "q_norm_weight?",
    "k_norm_weight?",
    "k_scale?",
    "v_scale?",
    "attention_metadata?",
  ],
  outputs: ["output", "key_cache_out?", "value_cache_out?"],
  attributes,
  shapeOperands: ["attention_metadata"],
  roles: {
    cos_cache: "buffer",
    sin_cache: "buffer",
    head_sink: "parameter",
    q_norm_weight: "parameter",
    k_norm_weight: "parameter",
    k_scale: "constant",
    v_scale: "constant",
  },
  shape({ query, key, key_cache, value_cache }, attributes) {
    const { tokens, heads, valueSize } = headsOf(query, key, attributes);
    return [[tokens, multiply(heads, valueSize)], key_cache.type, value_cache?.type];
  },
  work(inputs, _, attributes) {
    const { query, key, cos_cache, head_sink, q_norm_weight } = inputs;
    const { do_rotary, is_causal, local_window_size: window, softcap, k_quant_type, v_quant_type } = attributes;
    const { tokens, heads, groups, headSize, valueSize, isLatent } = headsOf(query, key, attributes);
    const samples = samplesOf(inputs);
    const [rows, asked] = [multiply(tokens, heads + groups), sum(samples.map((sizes) => withinWindow(sizes, window)))];
    const turned = do_rotary && cos_cache ? product([rows, 2, cos_cache.dim(-1)]) : 0;
    const cached = (type: string) => cacheWork(type, product([tokens, groups, headSize]), product([asked, groups, headSize]));
    return sumWork([
      q_norm_weight ? rmsWork(multiply(rows, headSize), rows) : {},
      { muls: multiply(turned, 2), adds: turned },
      cached(k_quant_type),
      isLatent ? {} : cached(v_quant_type),
      ...samples.map((sizes) =>
        windowedAttentionWork({ ...sizes, batch: 1, heads, headSize, valueSize }, window, softcap !== 0, is_causal ? 1 : 0)
      ),
      head_sink ? sinkWork(multiply(tokens, heads)) : {},
    ]);
  },
  reads(inputs, _, { local_window_size }) {
    const asked = sum(samplesOf(inputs).map((sizes) => withinWindow(sizes, local_window_size)));
    const read = multiply(asked, product(inputs.key_cache.shape.slice(2)));
    return { key_cache: read, value_cache: read };
  },
});
