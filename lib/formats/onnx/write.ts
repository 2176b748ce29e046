/**
 * Writes a model as ONNX bytes.
 *
 * @module
 */
import type { AttributeValue, Graph, Model, Node, ValueInfo } from "../../model/model.ts";
import type { Tensor } from "../../model/tensor.ts";
import type { ValueType } from "../../model/types.ts";
import { KIND } from "./attribute_value.ts";
import { numberOf } from "./dtypes.ts";
import { isFloatAttribute } from "./float_attributes.ts";
import { Writer } from "./protobuf.ts";
import { ATTRIBUTE, DIMENSION, ENTRY, GRAPH, MODEL, NODE, OPSET, SHAPE, TENSOR, TENSOR_TYPE, TYPE, VALUE_INFO } from "./schema.ts";
import { placesOf, type TensorPlace } from "./write_tensors.ts";

/** How a model is written. */
export interface WriteOptions {
  /**
   * `"inside"`: with the weights, which are made or read now; `"external"`: each tensor above 1 KiB refers to a file beside the model, whose bytes
   * {@linkcode weightBytes} gives. Default: `"inside"`.
   */
  readonly weights?: "inside" | "external";
  /** The name of the file that external weights stand in: the model's, with the ending `.weights`. */
  readonly location?: string;
}

/** Protobuf's limit for one message; no reader takes a larger one. */
const MAX_BYTES = 2 ** 31 - 1;

/** The version of the file format (IR) that came with each version of the operator set from 14 on. Source: docs/Versioning.md of the standard. */
const IR_VERSIONS: Readonly<Record<number, number>> = { 14: 7, 15: 8, 16: 8, 17: 8, 18: 8, 19: 9, 20: 9, 21: 10, 22: 10, 23: 11 };

/**
 * A model's ONNX bytes. Tensors that no node uses are left out.
 *
 * @throws {RangeError} If they would be more than protobuf allows: write the weights outside then.
 * @throws {TypeError} If the model has local functions.
 */
export async function writeOnnx(model: Model, options: WriteOptions = {}): Promise<Uint8Array> {
  if (model.functions.length > 0) {
    throw new TypeError(`Cannot write model "${model.name}" as it has local functions, which are not written yet`);
  }
  const places = placesOf(model, options);
  const inside = [...places].filter(([, place]) => place.external === undefined);
  const bytes = inside.reduce((total, [tensor]) => total + tensor.byteLength, 0);
  if (bytes > MAX_BYTES) {
    throw new RangeError(
      `Cannot write model "${model.name}" as one file as its weights take ${bytes} bytes, more than ${MAX_BYTES}: write { weights: "external" }`,
    );
  }
  const data = new Map<Tensor, Uint8Array>();
  for (const [tensor] of inside) if (tensor.dtype !== "string") data.set(tensor, await tensor.load());
  return new ModelWriter(places, data).model(model);
}

/** Writes messages; tensors' bytes are at hand. */
class ModelWriter {
  readonly #places: ReadonlyMap<Tensor, TensorPlace>;
  readonly #data: ReadonlyMap<Tensor, Uint8Array>;

  constructor(places: ReadonlyMap<Tensor, TensorPlace>, data: ReadonlyMap<Tensor, Uint8Array>) {
    this.#places = places;
    this.#data = data;
  }

  model({ opset, producer, metadata, graph }: Model): Uint8Array {
    const { fields } = MODEL;
    const writer = Writer.create();
    int(writer, fields.ir_version, IR_VERSIONS[opset.get("ai.onnx") ?? 17] ?? 11);
    text(writer, fields.producer_name, producer);
    for (const [domain, version] of opset) {
      message(writer, fields.opset_import, () => {
        text(writer, OPSET.fields.domain, domain === "ai.onnx" ? "" : domain);
        int(writer, OPSET.fields.version, version);
      });
    }
    message(writer, fields.graph, () => this.#graph(writer, graph));
    entries(writer, fields.metadata_props, metadata);
    return writer.finish();
  }

  #graph(writer: Writer, { name, nodes, initializers, inputs, outputs, valueInfo }: Graph): void {
    const { fields } = GRAPH;
    for (const node of nodes) message(writer, fields.node, () => this.#node(writer, node));
    text(writer, fields.name, name || "graph");
    for (const [key, tensor] of initializers) {
      if (this.#places.has(tensor)) message(writer, fields.initializer, () => this.#tensor(writer, key, tensor));
    }
    for (const input of inputs) message(writer, fields.input, () => info(writer, input));
    for (const output of outputs) message(writer, fields.output, () => info(writer, output));
    for (const value of valueInfo.values()) message(writer, fields.value_info, () => info(writer, value));
  }

  #node(writer: Writer, { name, op, domain, inputs, outputs, attributes, metadata }: Node): void {
    const { fields } = NODE;
    for (const input of inputs) writer.uint32(fields.input << 3 | 2).string(input);
    for (const output of outputs) writer.uint32(fields.output << 3 | 2).string(output);
    text(writer, fields.name, name);
    text(writer, fields.op_type, op);
    for (const [key, value] of attributes) message(writer, fields.attribute, () => this.#attribute(writer, op, key, value));
    if (domain !== "ai.onnx") text(writer, fields.domain, domain);
    entries(writer, fields.metadata_props, metadata);
  }

  /** One case a kind of value. */
  #attribute(writer: Writer, op: string, name: string, value: AttributeValue): void {
    const { fields } = ATTRIBUTE;
    text(writer, fields.name, name);
    const list = Array.isArray(value) ? value as readonly unknown[] : undefined;
    const first = list === undefined ? value : list[0];
    let kind: number;
    if (typeof first === "string") {
      kind = list ? KIND.STRINGS : KIND.STRING;
      for (const item of list ?? [first]) writer.uint32((list ? fields.strings : fields.s) << 3 | 2).string(item as string);
    } else if (typeof first === "number" || (list?.length === 0)) {
      kind = this.#numbers(writer, isFloatAttribute(op, name), list as readonly number[] | undefined, first as number);
    } else if (typeof first === "object" && first !== null && "load" in first) {
      kind = list ? KIND.TENSORS : KIND.TENSOR;
      for (const item of (list ?? [first]) as Tensor[]) {
        message(writer, list ? fields.tensors : fields.t, () => this.#tensor(writer, item.name, item));
      }
    } else if (typeof first === "object" && first !== null && "nodes" in first) {
      kind = list ? KIND.GRAPHS : KIND.GRAPH;
      for (const item of (list ?? [first]) as Graph[]) message(writer, list ? fields.graphs : fields.g, () => this.#graph(writer, item));
    } else if (typeof first === "object" && first !== null && "kind" in first) {
      kind = list ? KIND.TYPE_PROTOS : KIND.TYPE_PROTO;
      for (const item of (list ?? [first]) as ValueType[]) message(writer, list ? fields.type_protos : fields.tp, () => type(writer, item));
    } else throw new TypeError(`Cannot write attribute ${name} of ${op} as it refers to a function's attribute`);
    int(writer, fields.type, kind);
  }

  #numbers(writer: Writer, isFloat: boolean, list: readonly number[] | undefined, single: number): number {
    const { fields } = ATTRIBUTE;
    const float = isFloat || (list ?? [single]).some((value) => !Number.isInteger(value));
    for (const value of list ?? [single]) {
      if (float) writer.uint32((list ? fields.floats : fields.f) << 3 | 5).float(value);
      else writer.uint32((list ? fields.ints : fields.i) << 3).int64(value);
    }
    return float ? (list ? KIND.FLOATS : KIND.FLOAT) : list ? KIND.INTS : KIND.INT;
  }

  #tensor(writer: Writer, name: string, tensor: Tensor): void {
    const { fields } = TENSOR;
    for (const dim of tensor.shape) writer.uint32(fields.dims << 3).int64(dim);
    int(writer, fields.data_type, numberOf(tensor.dtype));
    text(writer, fields.name, name);
    const external = this.#places.get(tensor)?.external;
    if (external !== undefined) {
      const { location, offset } = external;
      entries(
        writer,
        fields.external_data,
        new Map([["location", location], ["offset", String(offset)], ["length", String(tensor.byteLength)]]),
      );
      int(writer, fields.data_location, 1);
    } else if (tensor.dtype === "string") {
      for (const element of tensor.elements ?? []) writer.uint32(fields.string_data << 3 | 2).string(String(element));
    } else writer.uint32(fields.raw_data << 3 | 2).bytes(this.#data.get(tensor)!);
  }
}

function int(writer: Writer, field: number, value: number): void {
  writer.uint32(field << 3).int64(value);
}

function text(writer: Writer, field: number, value: string): void {
  if (value !== "") writer.uint32(field << 3 | 2).string(value);
}

function message(writer: Writer, field: number, write: () => void): void {
  writer.uint32(field << 3 | 2).fork();
  write();
  writer.ldelim();
}

function entries(writer: Writer, field: number, map: ReadonlyMap<string, string>): void {
  for (const [key, value] of map) {
    message(writer, field, () => {
      text(writer, ENTRY.fields.key, key);
      text(writer, ENTRY.fields.value, value);
    });
  }
}

function info(writer: Writer, { name, type: declared }: ValueInfo): void {
  text(writer, VALUE_INFO.fields.name, name);
  if (declared !== undefined) message(writer, VALUE_INFO.fields.type, () => type(writer, declared));
}

function type(writer: Writer, value: ValueType): void {
  if (value.kind !== "tensor") throw new TypeError(`Cannot write a declared type as it must be a tensor's: it is a ${value.kind}'s`);
  message(writer, TYPE.fields.tensor_type, () => {
    int(writer, TENSOR_TYPE.fields.elem_type, value.dtype === undefined ? 0 : numberOf(value.dtype));
    const { shape } = value;
    if (shape === undefined) return;
    message(writer, TENSOR_TYPE.fields.shape, () => {
      for (const dim of shape) {
        message(writer, SHAPE.fields.dim, () => {
          if (typeof dim === "number") int(writer, DIMENSION.fields.dim_value, dim);
          else text(writer, DIMENSION.fields.dim_param, String(dim));
        });
      }
    });
  });
}

/** The bytes of the external weights, tensor after tensor, each made or read when its turn comes: what the file beside the model holds. */
export async function* weightBytes(model: Model): AsyncGenerator<Uint8Array> {
  for (const [tensor, { external }] of placesOf(model, { weights: "external" })) if (external !== undefined) yield await tensor.load();
}
