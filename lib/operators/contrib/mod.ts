/**
 * The operators that onnxruntime adds to the standard's: the domain `com.microsoft`, as its `docs/ContribOperators.md` states them.
 *
 * @module
 */
import type { Operator } from "../define.ts";
import { contribActivations } from "./activations.ts";
import { contribAttentions } from "./attention.ts";
import { attnLstm } from "./attn_lstm.ts";
import { biasedOperators } from "./biased.ts";
import { bitmaskDropouts } from "./bitmask_dropout.ts";
import { blockFloatingPoint } from "./block_floating_point.ts";
import { blockQuantizedProducts } from "./block_quantized_products.ts";
import { causalConvolutions } from "./causal_conv_with_state.ts";
import { channelsLastOperators } from "./channels_last.ts";
import { cropAndResize } from "./crop_and_resize.ts";
import { decoderAttentions } from "./decoder_attention.ts";
import { distances } from "./distances.ts";
import { dynamicQuantizeLstm } from "./dynamic_quantize_lstm.ts";
import { earlyForms } from "./early_forms.ts";
import { forerunners } from "./forerunners.ts";
import { fourierOperators } from "./fourier.ts";
import { fusedOperators } from "./fused.ts";
import { gatedOperators } from "./gates.ts";
import { gatherBlockQuantized } from "./gather_block_quantized.ts";
import { gradientOperators } from "./gradients.ts";
import { groupQueryAttention } from "./group_query_attention.ts";
import { hashes } from "./hashes.ts";
import { integerArithmetic } from "./integers.ts";
import { internalChannelsLast } from "./internal_nhwc.ts";
import { inverse } from "./inverse.ts";
import { linearAttentions } from "./linear_attention.ts";
import { longformerAttentions } from "./longformer_attention.ts";
import { mixturesOfExperts } from "./mixture_of_experts.ts";
import { blockedChannels } from "./nchwc.ts";
import { contribNormalizations } from "./normalizations.ts";
import { opaqueOperators } from "./opaque.ts";
import { packedAttentions } from "./packed_attention.ts";
import { pagedAttention } from "./paged_attention.ts";
import { contribProducts } from "./products.ts";
import { qEmbedLayerNormalization } from "./q_embed_layer_normalization.ts";
import { qLinearSoftmax } from "./q_linear_softmax.ts";
import { orderedOperators } from "./q_ordered.ts";
import { quantizedData } from "./quantized_data.ts";
import { quantizedElementwise } from "./quantized_elementwise.ts";
import { contribQuantizedProducts } from "./quantized_products.ts";
import { relativePositionBiases } from "./relative_position_bias.ts";
import { contribRotaryEmbeddings } from "./rotary_embedding.ts";
import { sparseAttention } from "./sparse_attention.ts";
import { textGenerators } from "./text_generation.ts";
import { trtPlugins } from "./trt_plugins.ts";
import { wordOperators } from "./words.ts";

/** Every operator of that domain that has a definition, and those of the domains for other layouts and for plugins. */
export const contribOperators: readonly Operator[] = [
  ...contribActivations,
  ...contribAttentions,
  ...biasedOperators,
  ...channelsLastOperators,
  ...contribRotaryEmbeddings,
  cropAndResize,
  dynamicQuantizeLstm,
  ...fusedOperators,
  gatherBlockQuantized,
  ...gradientOperators,
  groupQueryAttention,
  ...contribNormalizations,
  ...contribProducts,
  ...contribQuantizedProducts,
  ...forerunners,
  inverse,
  ...mixturesOfExperts,
  qLinearSoftmax,
  ...quantizedData,
  ...quantizedElementwise,
  ...textGenerators,
  attnLstm,
  ...bitmaskDropouts,
  ...blockFloatingPoint,
  ...blockQuantizedProducts,
  ...causalConvolutions,
  ...decoderAttentions,
  ...distances,
  ...earlyForms,
  ...fourierOperators,
  ...gatedOperators,
  ...hashes,
  ...integerArithmetic,
  ...linearAttentions,
  ...longformerAttentions,
  ...opaqueOperators,
  ...packedAttentions,
  pagedAttention,
  qEmbedLayerNormalization,
  ...orderedOperators,
  ...relativePositionBiases,
  sparseAttention,
  ...wordOperators,
  // com.microsoft.nchwc
  ...blockedChannels,
  // com.ms.internal.nhwc
  ...internalChannelsLast,
  // TensorRT's
  ...trtPlugins,
];
