/**
 * The operators that onnxruntime adds to the standard's: the domain `com.microsoft`, as its `docs/ContribOperators.md` states them.
 *
 * @module
 */
import type { Operator } from "../define.ts";
import { contribActivations } from "./activations.ts";
import { contribAttentions } from "./attention.ts";
import { biasedOperators } from "./biased.ts";
import { channelsLastOperators } from "./channels_last.ts";
import { cropAndResize } from "./crop_and_resize.ts";
import { dynamicQuantizeLstm } from "./dynamic_quantize_lstm.ts";
import { forerunners } from "./forerunners.ts";
import { fusedOperators } from "./fused.ts";
import { gatherBlockQuantized } from "./gather_block_quantized.ts";
import { gradientOperators } from "./gradients.ts";
import { groupQueryAttention } from "./group_query_attention.ts";
import { inverse } from "./inverse.ts";
import { mixturesOfExperts } from "./mixture_of_experts.ts";
import { contribNormalizations } from "./normalizations.ts";
import { contribProducts } from "./products.ts";
import { qLinearSoftmax } from "./q_linear_softmax.ts";
import { quantizedData } from "./quantized_data.ts";
import { quantizedElementwise } from "./quantized_elementwise.ts";
import { contribQuantizedProducts } from "./quantized_products.ts";
import { contribRotaryEmbedding } from "./rotary_embedding.ts";
import { textGenerators } from "./text_generation.ts";

/** Every operator of that domain that has a definition. */
export const contribOperators: readonly Operator[] = [
  ...contribActivations,
  ...contribAttentions,
  ...biasedOperators,
  ...channelsLastOperators,
  contribRotaryEmbedding,
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
];
