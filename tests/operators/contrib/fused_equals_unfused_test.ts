/** Each operator of onnxruntime's own beside the standard's operators that it stands for: the same outputs, and the same costs. */
import { assertEquals } from "@std/assert";
import { gradientOperators } from "../../../lib/operators/contrib/gradients.ts";
import { contribOperators } from "../../../lib/operators/contrib/mod.ts";
import { paired } from "./pairs/_pair.ts";
import "./pairs/activations.ts";
import "./pairs/attention.ts";
import "./pairs/attention_forms.ts";
import "./pairs/channels_last.ts";
import "./pairs/crop_and_resize.ts";
import "./pairs/decoders.ts";
import "./pairs/distances.ts";
import "./pairs/early_forms.ts";
import "./pairs/few_bits.ts";
import "./pairs/forerunners.ts";
import "./pairs/fourier.ts";
import "./pairs/group_query_attention.ts";
import "./pairs/inverse.ts";
import "./pairs/mixtures.ts";
import "./pairs/normalizations.ts";
import "./pairs/products.ts";
import "./pairs/q_embed_layer_normalization.ts";
import "./pairs/quantized_data.ts";
import "./pairs/quantized_products.ts";

/** Operators whose own tests work their costs out by hand; most have no kernel in onnxruntime's CPU provider. */
const BY_HAND = [
  "AttnLSTM",
  "BitmaskBiasDropout",
  "BitmaskDropout",
  "CausalConvWithState",
  "DecoderAttention",
  "DecoderMaskedSelfAttention",
  "DequantizeWithOrder",
  "DynamicTimeWarping",
  "EngramGate",
  "GatedAdd",
  "GatedDeltaNet",
  "GatedRMSNorm",
  "GatedRelativePositionBias",
  "GemmFloat8",
  "GemmaRotaryEmbedding",
  "Irfft",
  "IsAllFinite",
  "LinearAttention",
  "LinearAttentionGate",
  "MRotaryEmbedding",
  "MatMulBlockQuantizedFp4Weight",
  "MatMulBlockQuantizedFp8Weight",
  "MatMulNBitsMlp",
  "MatMulNBitsQkv",
  "MaxpoolWithMask",
  "MulInteger",
  "PagedAttention",
  "QOrderedAttention",
  "QOrderedGelu",
  "QOrderedLayerNormalization",
  "QOrderedMatMul",
  "QuantizeWithOrder",
  "Range",
  "ReduceSumInteger",
  "RelativePositionBias",
  "VarlenCausalConvWithState",
  "WordConvEmbedding",
];

/** Those whose costs only the data tell. */
const BY_DATA = [
  "BeamSearch",
  "BifurcationDetector",
  "GreedySearch",
  "LongformerAttention",
  "QOrderedLongformerAttention",
  "RemovePadding",
  "RestorePadding",
  "Sampling",
  "SparseAttention",
  "SparseToDenseMatMul",
  "Unique",
  "WhisperBeamSearch",
];

/** Those that no standard operators stand for. */
const ALONE = [
  "DequantizeBFP",
  "EPContext",
  "MurmurHash3",
  "NGramHashMapping",
  "NGramRepeatBlock",
  "QuantizeBFP",
  "SampleOp",
  "Snpe",
  "Tokenizer",
  "VarlenNGramHashMapping",
];

/** Operators of training graphs, which the package for inference does not know. */
const TRAINING = gradientOperators.map(({ name }) => name);

const UNPAIRED = new Set([...BY_HAND, ...BY_DATA, ...ALONE, ...TRAINING]);

Deno.test("each operator of onnxruntime's own has a pair, or a reason why not", () => {
  const defined = new Set(contribOperators.filter(({ domain }) => domain === "com.microsoft").map(({ name }) => name));
  assertEquals([...defined].filter((name) => !paired.has(name) && !UNPAIRED.has(name)), []);
  assertEquals([...UNPAIRED].filter((name) => paired.has(name)), [], "have a pair all the same");
});
