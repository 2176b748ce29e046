/**
 * Writes a model as an ONNX file in memory, so that a runtime can be given what was read elsewhere or written by a program.
 *
 * @module
 */
import type { Graph, LocalFunction, Model, Node, ValueInfo } from "../../../model/model.ts";
import type { Tensor } from "../../../model/tensor.ts";
import { ENTRY, FUNCTION, GRAPH, MODEL, NODE, OPSET, TENSOR, VALUE_INFO } from "../schema.ts";
import { numberOf } from "../dtypes.ts";
import { BytesWriter } from "./bytes_writer.ts";
import { encodeAttribute } from "./encode_attribute.ts";
import { encodeType } from "./encode_type.ts";

/** Where the data of a tensor stand in a file beside the model. */
export interface OutsidePlace {
  /** The file's name. */
  readonly location: string;
  /** The first byte's position in it. */
  readonly offset: number;
}

/** The data of a stored tensor, little-endian as `raw_data` has them; texts one by one; or where they stand outside. */
export type TensorData = (tensor: Tensor) => Uint8Array | readonly string[] | OutsidePlace;

/** The version of the file format (IR) that came with each version of the operator set from 14 on. Source: docs/Versioning.md of the standard. */
const IR_VERSIONS: Readonly<Record<number, number>> = { 14: 7, 15: 8, 16: 8, 17: 8, 18: 8, 19: 9, 20: 9 };

/** A version that every operator set up to the standard's 28 may stand in, with all that functions have, and that runtimes of 2024 on read. */
const IR_VERSION = 10;

/** `TensorProto.DataLocation.EXTERNAL`. */
const EXTERNAL = 1;

/** Writes parts of a model, with the data that it is told to put into stored tensors. */
export class ModelEncoder {
  readonly #data: TensorData;

  /** Writes with these data. */
  constructor(data: TensorData) {
    this.#data = data;
  }

  /** Writes a `ModelProto`. */
  model({ graph, opset, functions, producer, metadata }: Model): BytesWriter {
    const { fields } = MODEL;
    const writer = new BytesWriter();
    const version = functions.length > 0 ? undefined : IR_VERSIONS[opset.get("ai.onnx") ?? 0];
    writer.integer(fields.ir_version, version ?? IR_VERSION);
    if (producer !== "") writer.text(fields.producer_name, producer);
    this.#opsets(writer, fields.opset_import, opset);
    writer.message(fields.graph, this.graph(graph));
    this.#entries(writer, fields.metadata_props, metadata);
    for (const local of functions) writer.message(fields.functions, this.#function(local));
    return writer;
  }

  /** Writes a `GraphProto`. */
  graph({ name, nodes, initializers, inputs, outputs, valueInfo }: Graph): BytesWriter {
    const { fields } = GRAPH;
    const writer = new BytesWriter();
    for (const node of nodes) writer.message(fields.node, this.#node(node));
    writer.text(fields.name, name || "graph");
    for (const [key, tensor] of initializers) {
      if (tensor.sparse !== undefined) {
        throw new TypeError(`Cannot write the sparse tensor ${JSON.stringify(key)} as only dense ones are written`);
      }
      writer.message(fields.initializer, this.tensor(tensor, key));
    }
    for (const value of inputs) writer.message(fields.input, this.#value(value));
    for (const value of outputs) writer.message(fields.output, this.#value(value));
    for (const value of valueInfo.values()) writer.message(fields.value_info, this.#value(value));
    return writer;
  }

  /** Writes a `TensorProto`. */
  tensor(tensor: Tensor, name: string = tensor.name): BytesWriter {
    const { fields } = TENSOR;
    const writer = new BytesWriter();
    for (const dim of tensor.shape) writer.integer(fields.dims, dim);
    writer.integer(fields.data_type, numberOf(tensor.dtype));
    if (name !== "") writer.text(fields.name, name);
    const data = this.#data(tensor);
    if (data instanceof Uint8Array) writer.bytes(fields.raw_data, data);
    else if ("location" in data) {
      const { location, offset } = data;
      const place = { location, offset: String(offset), length: String(tensor.byteLength) };
      this.#entries(writer, fields.external_data, new Map(Object.entries(place)));
      writer.integer(fields.data_location, EXTERNAL);
    } else for (const text of data) writer.text(fields.string_data, text);
    return writer;
  }

  #node(node: Node): BytesWriter {
    const { fields } = NODE;
    const writer = new BytesWriter();
    for (const input of node.inputs) writer.text(fields.input, input);
    for (const output of node.outputs) writer.text(fields.output, output);
    if (node.name !== "") writer.text(fields.name, node.name);
    writer.text(fields.op_type, node.op);
    for (const [name, value] of node.attributes) writer.message(fields.attribute, encodeAttribute(this, node, name, value));
    if (node.domain !== "ai.onnx") writer.text(fields.domain, node.domain);
    if (node.overload !== "") writer.text(fields.overload, node.overload);
    this.#entries(writer, fields.metadata_props, node.metadata);
    return writer;
  }

  #function(local: LocalFunction): BytesWriter {
    const { fields } = FUNCTION;
    const writer = new BytesWriter();
    writer.text(fields.name, local.name);
    writer.text(fields.domain, local.domain);
    if (local.overload !== "") writer.text(fields.overload, local.overload);
    for (const input of local.inputs) writer.text(fields.input, input);
    for (const output of local.outputs) writer.text(fields.output, output);
    for (const name of local.attributes) writer.text(fields.attribute, name);
    for (const [name, value] of local.defaults) writer.message(fields.attribute_proto, encodeAttribute(this, undefined, name, value));
    for (const node of local.nodes) writer.message(fields.node, this.#node(node));
    this.#opsets(writer, fields.opset_import, local.opset);
    for (const value of local.valueInfo.values()) writer.message(fields.value_info, this.#value(value));
    return writer;
  }

  #value({ name, type }: ValueInfo): BytesWriter {
    const writer = new BytesWriter();
    writer.text(VALUE_INFO.fields.name, name);
    if (type !== undefined) writer.message(VALUE_INFO.fields.type, encodeType(type));
    return writer;
  }

  #opsets(writer: BytesWriter, field: number, opset: ReadonlyMap<string, number>): void {
    for (const [domain, version] of opset) {
      const entry = new BytesWriter();
      entry.text(OPSET.fields.domain, domain === "ai.onnx" ? "" : domain);
      entry.integer(OPSET.fields.version, version);
      writer.message(field, entry);
    }
  }

  #entries(writer: BytesWriter, field: number, entries: ReadonlyMap<string, string>): void {
    for (const [key, value] of entries) {
      const entry = new BytesWriter();
      entry.text(ENTRY.fields.key, key);
      entry.text(ENTRY.fields.value, value);
      writer.message(field, entry);
    }
  }
}

/**
 * Writes a model as an ONNX file.
 *
 * @param data Gives the data of each stored tensor.
 * @throws {TypeError} If the model has something that cannot be written: a sparse tensor.
 */
export function encodeModel(model: Model, data: TensorData): Uint8Array<ArrayBuffer> {
  return new ModelEncoder(data).model(model).finish();
}
