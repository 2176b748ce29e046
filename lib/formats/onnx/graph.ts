/**
 * Graphs, nodes and attributes: one file, since each may hold the next and an attribute a graph again.
 *
 * @module
 */
import { type AttributeValue, type Graph, type Node, Reference, type ValueInfo } from "../../model/model.ts";
import type { Tensor } from "../../model/tensor.ts";
import type { ValueType } from "../../model/types.ts";
import { FoundValues, KIND, valueOf } from "./attribute_value.ts";
import { domainOf, parseEntry } from "./entries.ts";
import { ATTRIBUTES_LIMIT } from "./limits.ts";
import { ATTRIBUTE, GRAPH, NODE } from "./schema.ts";
import { parseSparseTensor, parseTensor } from "./tensor.ts";
import { parseType, parseValueInfo } from "./types.ts";
import { LACKING, type Parsing, type Wire } from "./wire.ts";

/** Shared by the many nodes that have no attributes, or no notes. */
const NONE: ReadonlyMap<string, string> = new Map();

/** Reads a `GraphProto`. As long as the message has fields: one case each. */
export function* parseGraph(wire: Wire): Parsing<Graph> {
  const { fields } = GRAPH;
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const valueInfo = new Map<string, ValueInfo>();
  const initializers = new Map<string, Tensor>();
  const nodes: Node[] = [];
  let name = "";
  const outer = wire.enter(GRAPH);
  while (wire.inside) {
    switch (wire.next()) {
      case LACKING:
        yield;
        break;
      case fields.node:
        nodes.push(yield* parseNode(wire));
        break;
      case fields.name:
        name = wire.text();
        break;
      case fields.initializer:
        addTensor(initializers, yield* parseTensor(wire));
        break;
      case fields.sparse_initializer:
        addTensor(initializers, yield* parseSparseTensor(wire));
        break;
      case fields.input:
        inputs.push(parseValueInfo(wire));
        break;
      case fields.output:
        outputs.push(parseValueInfo(wire));
        break;
      case fields.value_info:
        addValueInfo(valueInfo, parseValueInfo(wire));
        break;
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  return { name, inputs, outputs, initializers, valueInfo, nodes };
}

function addTensor(tensors: Map<string, Tensor>, tensor: Tensor): void {
  tensors.set(tensor.name, tensor);
}

/** Adds a value's declared type under its name. */
export function addValueInfo(values: Map<string, ValueInfo>, value: ValueInfo): void {
  values.set(value.name, value);
}

/** Reads a `NodeProto`. As long as the message has fields: one case each. */
export function* parseNode(wire: Wire): Parsing<Node> {
  const { fields } = NODE;
  const inputs: string[] = [];
  const outputs: string[] = [];
  let name = "", op = "", domain = "", overload = "";
  let attributes: Map<string, AttributeValue> | undefined;
  let metadata: Map<string, string> | undefined;
  const outer = wire.enter(NODE);
  while (wire.inside) {
    switch (wire.next()) {
      case LACKING:
        yield;
        break;
      case fields.input:
        inputs.push(wire.text());
        break;
      case fields.output:
        outputs.push(wire.text());
        break;
      case fields.name:
        name = wire.text();
        break;
      case fields.op_type:
        op = wire.text();
        break;
      case fields.attribute:
        yield* parseAttribute(wire, attributes ??= new Map());
        break;
      case fields.domain:
        domain = wire.text();
        break;
      case fields.overload:
        overload = wire.text();
        break;
      case fields.metadata_props:
        parseEntry(wire, metadata ??= new Map());
        break;
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  return { name, op, domain: domainOf(domain), overload, inputs, outputs, attributes: attributes ?? NONE, metadata: metadata ?? NONE };
}

/** Reads an `AttributeProto` into a map. */
export function* parseAttribute(wire: Wire, into: Map<string, AttributeValue>): Parsing<void> {
  const { fields } = ATTRIBUTE;
  const offset = wire.position;
  const found = new FoundValues();
  let name = "", reference = "", kind = 0;
  const outer = wire.enter(ATTRIBUTE);
  while (wire.inside) {
    const field = wire.next();
    switch (field) {
      case LACKING:
        yield;
        break;
      case fields.name:
        name = wire.text();
        break;
      case fields.type:
        kind = wire.integer();
        break;
      case fields.ref_attr_name:
        reference = wire.text();
        break;
      default:
        if (!parseSimple(wire, field, found)) yield* parseLarge(wire, field, found);
    }
  }
  wire.leave(outer);
  const value = reference === "" ? valueOf(kind, found) : new Reference(reference);
  const text = `the attribute ${JSON.stringify(name.slice(0, 200))}`;
  if (value === undefined) wire.fail(`${text} lacks the value of the kind ${kind} that it states`, offset);
  into.set(name, value);
  if (into.size > ATTRIBUTES_LIMIT) wire.fail(`a node has more than ${ATTRIBUTES_LIMIT} attributes`, offset);
}

/** Reads an attribute's value if it is a number, a text, or a list of these. */
function parseSimple(wire: Wire, field: number, found: FoundValues): boolean {
  const { fields } = ATTRIBUTE;
  switch (field) {
    case fields.f:
      found.set(KIND.FLOAT, wire.float());
      return true;
    case fields.i:
      found.set(KIND.INT, wire.integer());
      return true;
    case fields.s:
      found.set(KIND.STRING, wire.text());
      return true;
    case fields.floats:
      wire.floats(found.list<number>(KIND.FLOATS));
      return true;
    case fields.ints:
      wire.integers(found.list<number>(KIND.INTS));
      return true;
    case fields.strings:
      found.list<string>(KIND.STRINGS).push(wire.text());
      return true;
    default:
      return false;
  }
}

/** Reads an attribute's value if it is a tensor, a graph, a type, or a list of these; skips the field if it is none. */
function* parseLarge(wire: Wire, field: number, found: FoundValues): Parsing<void> {
  const { fields } = ATTRIBUTE;
  switch (field) {
    case fields.t:
      found.set(KIND.TENSOR, yield* parseTensor(wire));
      break;
    case fields.g:
      found.set(KIND.GRAPH, yield* parseGraph(wire));
      break;
    case fields.sparse_tensor:
      found.set(KIND.SPARSE_TENSOR, yield* parseSparseTensor(wire));
      break;
    case fields.tp:
      addType(wire, (type) => found.set(KIND.TYPE_PROTO, type));
      break;
    case fields.tensors:
      found.list<Tensor>(KIND.TENSORS).push(yield* parseTensor(wire));
      break;
    case fields.graphs:
      found.list<Graph>(KIND.GRAPHS).push(yield* parseGraph(wire));
      break;
    case fields.sparse_tensors:
      found.list<Tensor>(KIND.SPARSE_TENSORS).push(yield* parseSparseTensor(wire));
      break;
    case fields.type_protos:
      addType(wire, (type) => found.list<ValueType>(KIND.TYPE_PROTOS).push(type));
      break;
    default:
      wire.skip();
  }
}

/** Reads a type that is an attribute's value; one of a kind that the model has no word for is a tensor of unknown everything. */
function addType(wire: Wire, add: (type: ValueType) => void): void {
  // Its unnamed dimensions are nobody else's: the place in the file tells them apart.
  const name = `type@${wire.position}`;
  add(parseType(wire)?.(name) ?? { kind: "tensor" });
}
