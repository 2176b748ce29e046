import { symbolName } from "../../../model/dim.ts";
import type { Dim } from "../../../model/dim.ts";
import type { DType } from "../../../model/dtype.ts";
import type { ValueType } from "../../../model/types.ts";
import { numberOf } from "../dtypes.ts";
import { DIMENSION, ELEMENT_TYPE, MAP_TYPE, SHAPE, TENSOR_TYPE, TYPE } from "../schema.ts";
import { BytesWriter } from "./bytes_writer.ts";

/** Writes a `TypeProto`. */
export function encodeType(type: ValueType): BytesWriter {
  const writer = new BytesWriter();
  if (type.kind === "tensor") writer.message(TYPE.fields.tensor_type, tensorType(type.dtype, type.shape));
  else if (type.kind === "map") writer.message(TYPE.fields.map_type, mapType(type.key, type.value));
  else {
    const element = new BytesWriter();
    if (type.element !== undefined) element.message(ELEMENT_TYPE.fields.elem_type, encodeType(type.element));
    writer.message(type.kind === "sequence" ? TYPE.fields.sequence_type : TYPE.fields.optional_type, element);
  }
  return writer;
}

function tensorType(dtype: DType | undefined, shape: readonly Dim[] | undefined): BytesWriter {
  const writer = new BytesWriter();
  if (dtype !== undefined) writer.integer(TENSOR_TYPE.fields.elem_type, numberOf(dtype));
  if (shape === undefined) return writer;
  const dims = new BytesWriter();
  for (const dim of shape) dims.message(SHAPE.fields.dim, dimension(dim));
  writer.message(TENSOR_TYPE.fields.shape, dims);
  return writer;
}

/** A number, a name, or for an expression nothing: the standard has no form for it. */
function dimension(dim: Dim): BytesWriter {
  const writer = new BytesWriter();
  const name = symbolName(dim);
  if (typeof dim === "number") writer.integer(DIMENSION.fields.dim_value, dim);
  else if (name !== undefined && !name.startsWith("?")) writer.text(DIMENSION.fields.dim_param, name);
  return writer;
}

function mapType(key: DType | undefined, value: ValueType | undefined): BytesWriter {
  const writer = new BytesWriter();
  if (key !== undefined) writer.integer(MAP_TYPE.fields.key_type, numberOf(key));
  if (value !== undefined) writer.message(MAP_TYPE.fields.value_type, encodeType(value));
  return writer;
}
