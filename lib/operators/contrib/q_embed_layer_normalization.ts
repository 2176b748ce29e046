import { multiply } from "../../model/dim.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator } from "../define.ts";
import { standardizeWork } from "../normalizations.ts";
import { sumWork } from "../work.ts";

/** EmbedLayerNormalization with quantized tables (onnxruntime, docs/ContribOperators.md), whose rows are made real once they are picked. */
export const qEmbedLayerNormalization: Operator = defineOperator({
  name: "QEmbedLayerNormalization",
  domain: "com.microsoft",
  summary: "The layer normalization of the sum of quantized word, position and segment embeddings.",
  inputs: [
    "input_ids",
    "segment_ids?",
    "word_embedding_quant",
    "position_embedding_quant",
    "segment_embedding?",
    "gamma_quant",
    "beta_quant",
    "mask?",
    "word_embedding_scale",
    "position_embedding_scale",
    "segment_embedding_scale?",
    "gamma_scale",
    "beta_scale",
    "word_embedding_zero_point",
    "position_embedding_zero_point",
    "segment_embedding_zero_point?",
    "gamma_zero_point",
    "beta_zero_point",
  ],
  outputs: ["layernorm_out", "mask_index_out"],
  attributes: { epsilon: 1e-12 },
  roles: {
    word_embedding_quant: "parameter",
    position_embedding_quant: "parameter",
    segment_embedding: "parameter",
    gamma_quant: "parameter",
    beta_quant: "parameter",
    word_embedding_scale: "constant",
    position_embedding_scale: "constant",
    segment_embedding_scale: "constant",
    gamma_scale: "constant",
    beta_scale: "constant",
    word_embedding_zero_point: "constant",
    position_embedding_zero_point: "constant",
    segment_embedding_zero_point: "constant",
    gamma_zero_point: "constant",
    beta_zero_point: "constant",
  },
  shape({ input_ids, word_embedding_quant, word_embedding_scale }) {
    const normalized = tensorType(knownDType(word_embedding_scale), [...input_ids.shape, word_embedding_quant.dim(-1)]);
    return [normalized, tensorType("int32", [input_ids.dim(0)])];
  },
  work({ input_ids, segment_embedding, mask }, { layernorm_out: { size } }) {
    const tables = segment_embedding ? 3 : 2;
    return sumWork([
      { muls: multiply(size, tables), adds: multiply(size, tables) }, // what is picked is made real
      { adds: multiply(size, tables - 1) },
      standardizeWork(size, input_ids.size),
      { muls: size, adds: size, compares: mask ? mask.size : 0 },
    ]);
  },
  reads: (_, { layernorm_out: { size } }) => ({ word_embedding_quant: size, position_embedding_quant: size, segment_embedding: size }),
});
