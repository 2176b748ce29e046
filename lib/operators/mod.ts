/**
 * The table of operators. A new one is a file beside this, a line here, and a test.
 *
 * @module
 */
import { activations } from "./activations.ts";
import { arithmeticOperators } from "./arithmetic.ts";
import { attention } from "./attention.ts";
import { batchNormalization } from "./batch_normalization.ts";
import { bitCast } from "./bit_cast.ts";
import { causalConvWithState } from "./causal_conv_with_state.ts";
import { comparisons } from "./comparisons.ts";
import { conv, convTranspose } from "./conv.ts";
import { cumulatives } from "./cumulative.ts";
import type { Operator } from "./define.ts";
import { deformConv } from "./deform_conv.ts";
import { det } from "./det.ts";
import { einsum } from "./einsum.ts";
import { elementwiseOperators } from "./elementwise.ts";
import { flexAttention } from "./flex_attention.ts";
import { gemm } from "./gemm.ts";
import { grids } from "./grids.ts";
import { linearAttention } from "./linear_attention.ts";
import { losses } from "./losses.ts";
import { matMul } from "./mat_mul.ts";
import { normalizations } from "./normalizations.ts";
import { poolings } from "./pooling.ts";
import { quantizers } from "./quantization.ts";
import { quantizedProducts } from "./quantized_products.ts";
import { randomOperators } from "./random.ts";
import { recurrentLayers } from "./recurrent.ts";
import { reductions } from "./reductions.ts";
import { regionPoolings } from "./regions.ts";
import { rotaryEmbedding } from "./rotary_embedding.ts";
import { signalOperators } from "./signal.ts";
import { softmaxes } from "./softmax.ts";
import { where } from "./where.ts";
import { withdrawnOperators } from "./withdrawn.ts";
import { casts } from "./cast.ts";
import { centerCropPad } from "./center_crop_pad.ts";
import { col2im } from "./col2im.ts";
import { concat } from "./concat.ts";
import { constants } from "./constants.ts";
import { contribOperators } from "./contrib/mod.ts";
import { gathers } from "./gather.ts";
import { imageDecoder } from "./image_decoder.ts";
import { classicalModels } from "./ml/mod.ts";
import { nonMaxSuppression } from "./non_max_suppression.ts";
import { optionalOperators } from "./optionals.ts";
import { pad } from "./pad.ts";
import { rearrangements } from "./rearrange.ts";
import { repeats } from "./repeat.ts";
import { resamplings } from "./resize.ts";
import { scatters } from "./scatter.ts";
import { selections } from "./selection.ts";
import { sequenceOperators } from "./sequences.ts";
import { sizeQueries } from "./sizes.ts";
import { slice } from "./slice.ts";
import { split } from "./split.ts";
import { stringOperators } from "./strings.ts";
import { tfIdfVectorizer } from "./tf_idf_vectorizer.ts";
import { trainingSteps } from "./training.ts";
import { transpose } from "./transpose.ts";
import { unique } from "./unique.ts";
import { views } from "./views.ts";

/** Every operator that has a definition. */
export const OPERATORS: readonly Operator[] = [
  // arithmetic
  ...activations,
  ...arithmeticOperators,
  attention,
  batchNormalization,
  bitCast,
  causalConvWithState,
  ...comparisons,
  conv,
  convTranspose,
  ...cumulatives,
  deformConv,
  det,
  einsum,
  ...elementwiseOperators,
  flexAttention,
  gemm,
  ...grids,
  linearAttention,
  ...losses,
  matMul,
  ...normalizations,
  ...poolings,
  ...quantizedProducts,
  ...quantizers,
  ...randomOperators,
  ...recurrentLayers,
  ...reductions,
  ...regionPoolings,
  rotaryEmbedding,
  ...signalOperators,
  ...softmaxes,
  where,
  ...withdrawnOperators,
  // data and shapes
  ...casts,
  centerCropPad,
  col2im,
  concat,
  ...constants,
  ...gathers,
  imageDecoder,
  nonMaxSuppression,
  ...optionalOperators,
  pad,
  ...rearrangements,
  ...repeats,
  ...resamplings,
  ...scatters,
  ...selections,
  ...sequenceOperators,
  ...sizeQueries,
  slice,
  split,
  ...stringOperators,
  tfIdfVectorizer,
  transpose,
  unique,
  ...views,
  // the domain ai.onnx.ml
  ...classicalModels,
  // the domain ai.onnx.preview.training
  ...trainingSteps,
  // onnxruntime's own domain com.microsoft
  ...contribOperators,
];

const byName = new Map(OPERATORS.map((operator) => [`${operator.domain ?? "ai.onnx"}::${operator.name}`, operator]));

/** The definition of an operator, if there is one. */
export function operatorOf(domain: string, name: string): Operator | undefined {
  return byName.get(`${domain}::${name}`);
}
