/** Loops that write text (onnxruntime, docs/ContribOperators.md): the models that they run are in their attributes. */
import type { Dim } from "../../model/dim.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { type Operand, Unknown } from "../operand.ts";

const domain = "com.microsoft";

const attributes = {
  decoder: optional.graph,
  decoder_start_token_id: optional.int,
  encoder: optional.graph,
  eos_token_id: optional.int,
  init_decoder: optional.graph,
  model_type: 0,
  no_repeat_ngram_size: 0,
  pad_token_id: optional.int,
  vocab_size: optional.int,
} as const;

/** The only element, where it is known. */
function known(operand: Operand): Dim | undefined {
  const element = operand.elements?.[0];
  return typeof element === "string" ? undefined : element;
}

/** How often the decoder runs depends on what it says. */
function unknownWork(): never {
  throw new Unknown("how many tokens are written is only known when they are");
}

const beamSearch = defineOperator({
  name: "BeamSearch",
  domain,
  summary: "The texts that a model finds most likely, by search along several beams.",
  inputs: [
    "input_ids",
    "max_length",
    "min_length?",
    "num_beams",
    "num_return_sequences",
    "length_penalty?",
    "repetition_penalty?",
    "vocab_mask?",
    "prefix_vocab_mask?",
    "attention_mask?",
    "decoder_input_ids?",
    "logits_processor?",
  ],
  outputs: ["sequences", "sequences_scores?", "scores?"],
  attributes: { ...attributes, early_stopping: 0 },
  shapeOperands: ["max_length", "min_length", "num_beams", "num_return_sequences"],
  shape({ input_ids, max_length, num_return_sequences, length_penalty, repetition_penalty }) {
    const [length, count] = [known(max_length), known(num_return_sequences)];
    const scored = knownDType(length_penalty) ?? knownDType(repetition_penalty);
    return [
      length !== undefined && count !== undefined ? tensorType("int32", [input_ids.dim(0), count, length]) : undefined,
      count !== undefined ? tensorType(scored, [input_ids.dim(0), count]) : undefined,
    ];
  },
  work: unknownWork,
});

const greedySearch = defineOperator({
  name: "GreedySearch",
  domain,
  summary: "The text that results from a model's most likely next token, again and again.",
  inputs: [
    "input_ids",
    "max_length",
    "min_length?",
    "repetition_penalty?",
    "vocab_mask?",
    "prefix_vocab_mask?",
    "attention_mask?",
  ],
  outputs: ["sequences"],
  attributes,
  shapeOperands: ["max_length", "min_length"],
  shape: ({ input_ids, max_length }) => [tensorType("int32", [input_ids.dim(0), max_length.only])],
  work: unknownWork,
});

const sampling = defineOperator({
  name: "Sampling",
  domain,
  summary: "The text that results from drawing a model's next token by its likelihood, again and again.",
  inputs: [
    "input_ids",
    "max_length",
    "min_length?",
    "repetition_penalty?",
    "vocab_mask?",
    "prefix_vocab_mask?",
    "attention_mask?",
    "presence_mask?",
    "seed?",
  ],
  outputs: ["sequences", "filtered_logits?"],
  attributes: {
    ...attributes,
    custom: 0,
    filter_value: -1e20,
    min_tokens_to_keep: 0,
    presence_penalty: 0,
    temperature: 1,
    top_p: 0,
  },
  shapeOperands: ["max_length", "min_length", "seed"],
  random: true,
  shape({ input_ids, max_length }, { vocab_size }) {
    const length = known(max_length);
    return [
      length === undefined ? undefined : tensorType("int32", [input_ids.dim(0), length]),
      vocab_size === undefined || vocab_size < 1 ? undefined : tensorType("float32", [input_ids.dim(0), vocab_size]),
    ];
  },
  work: unknownWork,
});

/** BeamSearch whose answers also say where the model listened. */
const whisperBeamSearch: Operator = {
  ...beamSearch,
  name: "WhisperBeamSearch",
  summary: "The transcripts that a model finds most likely, by search along several beams.",
  inputs: [...beamSearch.inputs, "cross_qk_layer_head?", "extra_decoding_ids?", "temperature?"],
  outputs: [...beamSearch.outputs, "cross_qk?", "non_speech_probs?"],
  attributes: {
    ...beamSearch.attributes,
    beginning_timestamp_token_id: optional.int,
    decoder_output_cross_qk: 0,
    model_type: 2,
    no_speech_token_id: -1,
    no_timestamps_token_id: optional.int,
    start_of_lm_token_id: optional.int,
    transcribe_token_id: optional.int,
    translate_token_id: optional.int,
  },
  shape(inputs, attributes, site) {
    const scored = knownDType(inputs.length_penalty) ?? knownDType(inputs.repetition_penalty) ?? knownDType(inputs.temperature);
    const searched = beamSearch.shape(inputs, attributes, site);
    return [searched[0], searched[1], undefined, undefined, tensorType(scored, [inputs.input_ids!.dim(0)])];
  },
};

/** The loops that write text. */
export const textGenerators: readonly Operator[] = [beamSearch, greedySearch, sampling, whisperBeamSearch];
