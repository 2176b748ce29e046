import { type AttributeValue, type Graph, type Node, Reference } from "../../../model/model.ts";
import type { Tensor } from "../../../model/tensor.ts";
import type { ValueType } from "../../../model/types.ts";
import { ATTRIBUTE } from "../schema.ts";
import { BytesWriter } from "./bytes_writer.ts";
import type { ModelEncoder } from "./encode_model.ts";
import { encodeType } from "./encode_type.ts";

/** `AttributeProto.AttributeType`. */
const TYPE = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
  type: 13,
  types: 14,
};

/**
 * Attributes that are real numbers even where their value is whole. A model does not tell the two apart, the file must. Source: all schemas of the onnx
 * package 1.23.1 and onnxruntime's contrib operators; but for `p` and `seed` (below) no operator has a whole number under one of these names.
 */
const REAL = new Set(
  ("activation_alpha activation_beta alpha base_values beta bias class_weights clip coefficients cubic_coeff_a decay_factor default_float epsilon " +
    "extrapolation_value gamma height_scale high imputed_value_floats intercepts kernel_params keys_floats lambd low mask_filter_value max mean min " +
    "momentum nodes_hitrates nodes_values norm_coefficient norm_coefficient_post offset prob_a prob_b ratio replaced_value_float rho scale scales " +
    "softcap spatial_scale support_vectors target_weights threshold value value_float value_floats values_floats weights width_scale")
    .split(" "),
);
/** `seed` is a whole number in one operator only. */
const WHOLE_SEED = new Set(["Dropout"]);

function isReal(node: Node | undefined, name: string): boolean {
  return REAL.has(name) || (name === "seed" && !WHOLE_SEED.has(node?.op ?? ""));
}

/** Writes an `AttributeProto`. As long as there are kinds of value: one case each. */
export function encodeAttribute(encoder: ModelEncoder, node: Node | undefined, name: string, value: AttributeValue): BytesWriter {
  const writer = new BytesWriter();
  const { fields } = ATTRIBUTE;
  writer.text(fields.name, name);
  const type = (kind: keyof typeof TYPE) => writer.integer(fields.type, TYPE[kind]);
  if (value instanceof Reference) writer.text(fields.ref_attr_name, value.attribute);
  else if (typeof value === "number") {
    const real = isReal(node, name) || !Number.isInteger(value);
    if (real) writer.float(fields.f, value);
    else writer.integer(fields.i, value);
    type(real ? "float" : "int");
  } else if (typeof value === "string") {
    writer.text(fields.s, value);
    type("string");
  } else if (Array.isArray(value)) type(writeList(writer, encoder, value, isReal(node, name)));
  else type(writeOne(writer, encoder, value as Tensor | Graph | ValueType));
  return writer;
}

type Single = Tensor | Graph | ValueType;

function writeOne(writer: BytesWriter, encoder: ModelEncoder, value: Single): keyof typeof TYPE {
  const { fields } = ATTRIBUTE;
  if ("nodes" in value) {
    writer.message(fields.g, encoder.graph(value));
    return "graph";
  }
  if ("kind" in value) {
    writer.message(fields.tp, encodeType(value));
    return "type";
  }
  writer.message(fields.t, encoder.tensor(value));
  return "tensor";
}

function writeList(
  writer: BytesWriter,
  encoder: ModelEncoder,
  values: readonly (number | string | Single)[],
  real: boolean,
): keyof typeof TYPE {
  const { fields } = ATTRIBUTE;
  const [first] = values;
  if (typeof first === "string") {
    for (const value of values) writer.text(fields.strings, value as string);
    return "strings";
  }
  if (first === undefined || typeof first === "number") {
    const numbers = values as readonly number[];
    const floats = real || numbers.some((value) => !Number.isInteger(value));
    for (const value of numbers) floats ? writer.float(fields.floats, value) : writer.integer(fields.ints, value);
    return floats ? "floats" : "ints";
  }
  if ("nodes" in first) {
    for (const value of values) writer.message(fields.graphs, encoder.graph(value as Graph));
    return "graphs";
  }
  if ("kind" in first) {
    for (const value of values) writer.message(fields.type_protos, encodeType(value as ValueType));
    return "types";
  }
  for (const value of values) writer.message(fields.tensors, encoder.tensor(value as Tensor));
  return "tensors";
}
