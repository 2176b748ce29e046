/**
 * Names and numbers of the fields that are read, one row a message. Source: onnx/onnx.proto of the ONNX standard (IR version 14).
 *
 * Fields that are left out (documentation, training, devices, quantisation notes) are skipped like ones of later versions.
 *
 * @module
 */

/** A kind of protobuf message. */
export interface Message {
  /** What to call it in errors. */
  readonly name: string;
  /** Its fields' numbers by their names in onnx.proto. */
  readonly fields: Readonly<Record<string, number>>;
  /** Names of the fields that may hold weights: they are entered field by field or passed over. All others are read whole where they stand. */
  readonly large?: readonly string[];
}

const keptFields = new Map<Message, number>();

/** A bit for each field that is read whole, however long: texts, lists and small messages. Other fields' numbers may be above 31. */
export function keptFieldsOf(message: Message): number {
  let bits = keptFields.get(message);
  if (bits === undefined) {
    const kept = Object.entries(message.fields).filter(([name]) => !message.large?.includes(name));
    keptFields.set(message, bits = kept.reduce((bits, [, number]) => bits | 1 << number, 0));
  }
  return bits;
}

/** `ModelProto`. */
export const MODEL = {
  name: "model",
  fields: {
    ir_version: 1,
    producer_name: 2,
    producer_version: 3,
    graph: 7,
    opset_import: 8,
    metadata_props: 14,
    functions: 25,
  },
  large: ["graph", "functions"],
} as const satisfies Message;

/** `GraphProto`. */
export const GRAPH = {
  name: "graph",
  fields: {
    node: 1,
    name: 2,
    initializer: 5,
    input: 11,
    output: 12,
    value_info: 13,
    sparse_initializer: 15,
  },
  large: ["node", "initializer", "sparse_initializer"],
} as const satisfies Message;

/** `NodeProto`. */
export const NODE = {
  name: "node",
  fields: {
    input: 1,
    output: 2,
    name: 3,
    op_type: 4,
    attribute: 5,
    domain: 7,
    overload: 8,
    metadata_props: 9,
  },
  large: ["attribute"],
} as const satisfies Message;

/** `AttributeProto`. */
export const ATTRIBUTE = {
  name: "attribute",
  fields: {
    name: 1,
    f: 2,
    i: 3,
    s: 4,
    t: 5,
    g: 6,
    floats: 7,
    ints: 8,
    strings: 9,
    tensors: 10,
    graphs: 11,
    tp: 14,
    type_protos: 15,
    type: 20,
    ref_attr_name: 21,
    sparse_tensor: 22,
    sparse_tensors: 23,
  },
  large: ["t", "g", "tensors", "graphs", "sparse_tensor", "sparse_tensors"],
} as const satisfies Message;

/** `FunctionProto`. */
export const FUNCTION = {
  name: "function",
  fields: {
    name: 1,
    input: 4,
    output: 5,
    attribute: 6,
    node: 7,
    opset_import: 9,
    domain: 10,
    attribute_proto: 11,
    value_info: 12,
    overload: 13,
  },
  large: ["node", "attribute_proto"],
} as const satisfies Message;

/** `TensorProto`. */
export const TENSOR = {
  name: "tensor",
  fields: {
    dims: 1,
    data_type: 2,
    float_data: 4,
    int32_data: 5,
    string_data: 6,
    int64_data: 7,
    name: 8,
    raw_data: 9,
    double_data: 10,
    uint64_data: 11,
    external_data: 13,
    data_location: 14,
  },
  large: ["float_data", "int32_data", "string_data", "int64_data", "raw_data", "double_data", "uint64_data"],
} as const satisfies Message;

/** `SparseTensorProto`. */
export const SPARSE_TENSOR = {
  name: "sparse tensor",
  fields: { values: 1, indices: 2, dims: 3 },
  large: ["values", "indices"],
} as const satisfies Message;

/** `ValueInfoProto`. */
export const VALUE_INFO = { name: "value", fields: { name: 1, type: 2 } } as const satisfies Message;

/** `TypeProto`. */
export const TYPE = {
  name: "type",
  fields: { tensor_type: 1, sequence_type: 4, map_type: 5, sparse_tensor_type: 8, optional_type: 9 },
} as const satisfies Message;

/** `TypeProto.Tensor` and `TypeProto.SparseTensor`. */
export const TENSOR_TYPE = { name: "tensor type", fields: { elem_type: 1, shape: 2 } } as const satisfies Message;

/** `TypeProto.Sequence` and `TypeProto.Optional`. */
export const ELEMENT_TYPE = { name: "element type", fields: { elem_type: 1 } } as const satisfies Message;

/** `TypeProto.Map`. */
export const MAP_TYPE = { name: "map type", fields: { key_type: 1, value_type: 2 } } as const satisfies Message;

/** `TensorShapeProto`. */
export const SHAPE = { name: "shape", fields: { dim: 1 } } as const satisfies Message;

/** `TensorShapeProto.Dimension`. */
export const DIMENSION = { name: "dimension", fields: { dim_value: 1, dim_param: 2 } } as const satisfies Message;

/** `StringStringEntryProto`. */
export const ENTRY = { name: "entry", fields: { key: 1, value: 2 } } as const satisfies Message;

/** `OperatorSetIdProto`. */
export const OPSET = { name: "operator set", fields: { domain: 1, version: 2 } } as const satisfies Message;
