/** Operators that make data from nothing but attributes and sizes. */
import { ceilDivide, constantOf, type Dim, max, multiply, subtract, sum } from "../model/dim.ts";
import type { DType } from "../model/dtype.ts";
import type { Element } from "../model/tensor.ts";
import { elementsOf, sizeAt, sizeOr } from "./_data_sizes.ts";
import { dtypeOf, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { type Operand, Unknown } from "./operand.ts";

const constantAttributes = {
  value: optional.tensor,
  value_float: optional.float,
  value_floats: optional.floats,
  value_int: optional.int,
  value_ints: optional.ints,
  value_string: optional.string,
  value_strings: optional.strings,
  sparse_value: optional.tensor,
} as const;

const constant = defineOperator({
  name: "Constant",
  summary: "The tensor that an attribute holds.",
  inputs: [],
  outputs: ["output"],
  attributes: constantAttributes,
  shape(_, attributes) {
    const tensor = attributes.value ?? attributes.sparse_value;
    if (tensor !== undefined) return [tensorType(tensor.dtype, tensor.shape)];
    const { dtype, elements, isList } = plainConstant(attributes);
    return [tensorType(dtype, isList ? [elements.length] : [])];
  },
  value(_, attributes) {
    if (attributes.value !== undefined || attributes.sparse_value !== undefined) return [attributes.value?.elements];
    return [plainConstant(attributes).elements];
  },
  work: () => ({ free: "movement" }),
});

interface PlainConstant {
  readonly value_float: number | undefined;
  readonly value_floats: readonly number[] | undefined;
  readonly value_int: number | undefined;
  readonly value_ints: readonly number[] | undefined;
  readonly value_string: string | undefined;
  readonly value_strings: readonly string[] | undefined;
}

/** A constant given by a bare number, text or list. */
function plainConstant(attributes: PlainConstant): { dtype: DType; elements: readonly Element[]; isList: boolean } {
  const { value_float, value_floats, value_int, value_ints, value_string, value_strings } = attributes;
  const rows: [DType, Element | undefined, readonly Element[] | undefined][] = [
    ["float32", value_float, value_floats],
    ["int64", value_int, value_ints],
    ["string", value_string, value_strings],
  ];
  for (const [dtype, single, list] of rows) {
    if (list !== undefined) return { dtype, elements: list, isList: true };
    if (single !== undefined) return { dtype, elements: [single], isList: false };
  }
  throw new Unknown("the node has no value");
}

const constantOfShape = defineOperator({
  name: "ConstantOfShape",
  summary: "A tensor of the given shape, every element the same.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { value: optional.tensor },
  shapeOperands: ["input"],
  shape({ input }, { value }, site) {
    const sizes = elementsOf(input);
    return [tensorType(value?.dtype ?? "float32", sizes.map((_, axis) => sizeAt(sizes, axis) ?? site.fresh(`axis${axis}`, { min: 0 })))];
  },
  value(_, { value }, [output]) {
    const element = value === undefined ? 0 : value.elements?.[0];
    return [new Array<Element>(output!.size as number).fill(element)];
  },
  work: () => ({ free: "movement" }),
});

const range = defineOperator({
  name: "Range",
  summary: "start, start + delta, … up to but without limit.",
  inputs: ["start", "limit", "delta"],
  outputs: ["output"],
  attributes: {},
  shapeOperands: ["start", "limit", "delta"],
  shape({ start, limit, delta }, _, site) {
    return [tensorType(start.dtype, [sizeOr(() => rangeLength(start, limit, delta), site, "length", { min: 0 })])];
  },
  value({ start, delta }, _, [output]) {
    const [first, step] = [start.only, delta.only];
    const fraction = [first, step].some((dim) => typeof dim === "number" && !Number.isInteger(dim));
    return [
      Array.from({ length: output!.size as number }, (_, index): Element => {
        if (fraction) return typeof first === "number" && typeof step === "number" ? first + index * step : undefined;
        return sum([first, multiply(step, index)]);
      }),
    ];
  },
  work: (_, { output }) => ({ muls: output.size, adds: output.size }), // the function body: start + i · delta
});

/** ⌈(limit − start) / delta⌉, at least 0. */
function rangeLength(start: Operand, limit: Operand, delta: Operand): Dim {
  const [first, last, step] = [start.only, limit.only, delta.only];
  const plain = [first, last, step].every((dim) => typeof dim === "number");
  if (plain) return Math.max(0, Math.ceil(((last as number) - (first as number)) / (step as number)));
  const sign = constantOf(step);
  if (sign === undefined || sign === 0) throw new Unknown(`the step of the range depends on ${step}`);
  return max(0, ceilDivide(subtract(last, first), step));
}

const eyeLike = defineOperator({
  name: "EyeLike",
  summary: "A matrix of the input's sizes with ones on one diagonal.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { dtype: optional.int, k: 0 },
  shapesOnly: true,
  shape: ({ input }, { dtype }) => [dtype === undefined ? input.shape : tensorType(dtypeOf(dtype, "dtype"), input.shape)],
  work: () => ({ free: "movement" }),
  reads: () => ({ input: 0 }),
});

/** The operators that make constants. */
export const constants: readonly Operator[] = [constant, constantOfShape, range, eyeLike];
