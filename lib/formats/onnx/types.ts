/**
 * Declared types of values. They are small, so their bytes are all at hand when they are read.
 *
 * @module
 */
import { type Dim, symbol } from "../../model/dim.ts";
import type { ValueInfo } from "../../model/model.ts";
import type { ValueType } from "../../model/types.ts";
import { dtypeOf } from "./dtypes.ts";
import { DIMS_LIMIT } from "./limits.ts";
import { DIMENSION, ELEMENT_TYPE, MAP_TYPE, SHAPE, TENSOR_TYPE, TYPE, VALUE_INFO } from "./schema.ts";
import type { Wire } from "./wire.ts";

/** A type whose unnamed free dimensions wait for the name of the value: a file may give the two in either order. */
export type NamelessType = (name: string) => ValueType;

/** Reads a `ValueInfoProto`. */
export function parseValueInfo(wire: Wire): ValueInfo {
  const { fields } = VALUE_INFO;
  let name = "";
  let type: NamelessType | undefined;
  const outer = wire.enter(VALUE_INFO);
  while (wire.inside) {
    switch (wire.next()) {
      case fields.name:
        name = wire.text();
        break;
      case fields.type:
        type = parseType(wire);
        break;
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  return type === undefined ? { name } : { name, type: type(name) };
}

/** Reads a `TypeProto`; `undefined` for a type that the model has no word for. */
export function parseType(wire: Wire): NamelessType | undefined {
  const { fields } = TYPE;
  let type: NamelessType | undefined;
  const outer = wire.enter(TYPE);
  while (wire.inside) {
    switch (wire.next()) {
      case fields.tensor_type:
      case fields.sparse_tensor_type:
        type = parseTensorType(wire);
        break;
      case fields.sequence_type:
        type = parseElementType(wire, "sequence");
        break;
      case fields.optional_type:
        type = parseElementType(wire, "optional");
        break;
      case fields.map_type:
        type = parseMapType(wire);
        break;
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  return type;
}

function parseTensorType(wire: Wire): NamelessType {
  const { fields } = TENSOR_TYPE;
  let number = 0;
  let dims: (Dim | undefined)[] | undefined;
  const outer = wire.enter(TENSOR_TYPE);
  while (wire.inside) {
    switch (wire.next()) {
      case fields.elem_type:
        number = wire.integer();
        break;
      case fields.shape:
        dims = parseShape(wire);
        break;
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  const dtype = dtypeOf(number);
  return (name) => {
    const shape = dims?.map((dim, axis) => dim ?? symbol(`?${name}.${axis}`));
    return { kind: "tensor", ...(dtype && { dtype }), ...(shape && { shape }) };
  };
}

function parseElementType(wire: Wire, kind: "sequence" | "optional"): NamelessType {
  let element: NamelessType | undefined;
  const outer = wire.enter(ELEMENT_TYPE);
  while (wire.inside) {
    if (wire.next() === ELEMENT_TYPE.fields.elem_type) element = parseType(wire);
    else wire.skip();
  }
  wire.leave(outer);
  return (name) => ({ kind, ...(element && { element: element(name) }) });
}

function parseMapType(wire: Wire): NamelessType {
  const { fields } = MAP_TYPE;
  let number = 0;
  let value: NamelessType | undefined;
  const outer = wire.enter(MAP_TYPE);
  while (wire.inside) {
    switch (wire.next()) {
      case fields.key_type:
        number = wire.integer();
        break;
      case fields.value_type:
        value = parseType(wire);
        break;
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  const key = dtypeOf(number);
  return (name) => ({ kind: "map", ...(key && { key }), ...(value && { value: value(name) }) });
}

/** Reads a `TensorShapeProto`; `undefined` stands for a dimension that the file leaves open. */
function parseShape(wire: Wire): (Dim | undefined)[] {
  const dims: (Dim | undefined)[] = [];
  const outer = wire.enter(SHAPE);
  while (wire.inside) {
    if (wire.next() === SHAPE.fields.dim) dims.push(parseDimension(wire));
    else wire.skip();
  }
  wire.leave(outer);
  if (dims.length > DIMS_LIMIT) wire.fail(`a declared shape has ${dims.length} dimensions, more than ${DIMS_LIMIT}`);
  return dims;
}

function parseDimension(wire: Wire): Dim | undefined {
  const { fields } = DIMENSION;
  let dim: Dim | undefined;
  const outer = wire.enter(DIMENSION);
  while (wire.inside) {
    switch (wire.next()) {
      case fields.dim_value: {
        // Exporters write -1 for a size that is not known.
        const size = wire.integer();
        dim = size < 0 ? undefined : size;
        break;
      }
      case fields.dim_param: {
        const name = wire.text();
        dim = name === "" ? undefined : symbol(name);
        break;
      }
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  return dim;
}
