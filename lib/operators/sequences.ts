/** Operators on sequences of tensors. Of a sequence that comes from outside, only what its elements share is known; one that is put together here is known item by item. */
import { add, ceilDivide, constantOf, type Dim, max, modulo, multiply, sum } from "../model/dim.ts";
import { lengthOf, type SequenceType, type TensorType, type ValueType } from "../model/types.ts";
import { dtypeOf, tensorType } from "./_tensor_type.ts";
import { sharedDim } from "./concat.ts";
import { defineOperator, type Operator, optional, type Site } from "./define.ts";
import { axisOf, Contradiction, Operand, Unknown } from "./operand.ts";

/** Longer sequences are not followed item by item. */
const MAX_ITEMS = 1024;

function sequenceOf(element: ValueType | undefined, items?: readonly ValueType[], length: Dim | undefined = items?.length): SequenceType {
  const isFollowed = items !== undefined && items.length <= MAX_ITEMS;
  return { kind: "sequence", ...(element && { element }), ...(isFollowed ? { items } : length !== undefined && { length }) };
}

/** A sequence's length and so many more, where it is known. */
function lengthAfter(type: SequenceType, more: number): Dim | undefined {
  const length = lengthOf(type);
  return length === undefined ? undefined : max(0, add(length, more));
}

/** A sequence known item by item. */
function sequenceOfItems(items: readonly ValueType[], element?: ValueType): SequenceType {
  return sequenceOf(items.length > 0 ? items.reduce((a, b) => shared(a, b) ?? a) : element, items);
}

function sequenceType({ type, name }: Operand): SequenceType {
  if (type === undefined) throw new Unknown(`the type of ${name} is not known`);
  if (type.kind !== "sequence") throw new Contradiction(`${name} must be a sequence: it is a ${type.kind}`);
  return type;
}

/** What two tensor types share: the element type, and the shape where it is the same. */
function shared(a: ValueType | undefined, b: ValueType | undefined): ValueType | undefined {
  if (a?.kind !== "tensor" || b?.kind !== "tensor") return undefined;
  const dtype = a.dtype ?? b.dtype;
  const same = a.shape?.length === b.shape?.length && a.shape?.every((dim, axis) => dim === b.shape![axis]);
  return { kind: "tensor", ...(dtype && { dtype }), ...(same && a.shape && { shape: a.shape }) };
}

/** A position among `length` items, from the back where it is negative; the last where none is given. `undefined` where it is not known. */
function positionOf(position: Operand | undefined, length: number, last: number): number | undefined {
  if (position === undefined) return last;
  const [index] = position.elements ?? [];
  return typeof index === "number" ? axisOf(index, length, "the sequence") : undefined;
}

const sequenceEmpty = defineOperator({
  name: "SequenceEmpty",
  summary: "A sequence without elements.",
  inputs: [],
  outputs: ["output"],
  attributes: { dtype: 1 },
  shape: (_, { dtype }) => [sequenceOf({ kind: "tensor", dtype: dtypeOf(dtype, "dtype") }, [])],
  work: () => ({ free: "movement" }),
  writes: () => ({ output: 0 }),
});

const sequenceConstruct = defineOperator({
  name: "SequenceConstruct",
  summary: "The inputs as a sequence.",
  inputs: ["inputs*"],
  outputs: ["output_sequence"],
  attributes: {},
  shape: ({ inputs }) => [sequenceOfItems(inputs.map((input) => input.tensor))],
  work: () => ({ free: "movement" }),
  writes: ({ inputs }) => ({ output_sequence: sum(inputs.map((input) => input.size)) }),
});

const sequenceInsert = defineOperator({
  name: "SequenceInsert",
  summary: "The sequence with a tensor put in at a position, at the end where none is given.",
  inputs: ["input_sequence", "tensor", "position?"],
  outputs: ["output_sequence"],
  attributes: {},
  shapeOperands: ["position"],
  shape({ input_sequence, tensor, position }) {
    const type = sequenceType(input_sequence);
    const { element, items } = type;
    const at = items && positionOf(position, items.length + 1, items.length);
    if (at !== undefined) return [sequenceOfItems(items!.toSpliced(at, 0, tensor.tensor))];
    return [sequenceOf(shared(element, tensor.type), undefined, lengthAfter(type, 1))];
  },
  work: () => ({ free: "movement" }),
  reads: () => ({ input_sequence: 0 }),
  writes: ({ tensor }) => ({ output_sequence: tensor.size }),
});

const sequenceErase = defineOperator({
  name: "SequenceErase",
  summary: "The sequence without the tensor at a position, the last where none is given.",
  inputs: ["input_sequence", "position?"],
  outputs: ["output_sequence"],
  attributes: {},
  shapeOperands: ["position"],
  shape({ input_sequence, position }) {
    const type = sequenceType(input_sequence);
    const { element, items } = type;
    const at = items && positionOf(position, items.length, items.length - 1);
    return [at === undefined ? sequenceOf(element, undefined, lengthAfter(type, -1)) : sequenceOfItems(items!.toSpliced(at, 1), element)];
  },
  work: () => ({ free: "movement" }),
  reads: () => ({ input_sequence: 0 }),
  writes: () => ({ output_sequence: 0 }),
});

const sequenceAt = defineOperator({
  name: "SequenceAt",
  summary: "The tensor at a position of a sequence.",
  inputs: ["input_sequence", "position"],
  outputs: ["tensor"],
  attributes: {},
  shapeOperands: ["position"],
  shape({ input_sequence, position }) {
    const { element, items } = sequenceType(input_sequence);
    const at = items && positionOf(position, items.length, items.length - 1);
    return [at === undefined ? element : items![at]];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { tensor }) => ({ input_sequence: tensor.size }),
});

const sequenceLength = defineOperator({
  name: "SequenceLength",
  summary: "How many tensors a sequence has.",
  inputs: ["input_sequence"],
  outputs: ["length"],
  attributes: {},
  shape: () => [tensorType("int64", [])],
  value: ({ input_sequence }) => [[lengthOf(sequenceType(input_sequence))]],
  work: () => ({ free: "shape" }),
  reads: () => ({ input_sequence: 0 }),
});

/** The sizes of the pieces along an axis of size `whole`, where each is known. */
function pieceSizes(whole: Dim, split: Operand | undefined): readonly Dim[] | undefined {
  const piece = split === undefined ? 1 : split.rank === 0 ? split.elements?.[0] : undefined;
  if (split !== undefined && split.rank > 0) return split.dims;
  if (typeof piece !== "number" || typeof whole !== "number" || piece <= 0 || whole / piece > MAX_ITEMS) return undefined;
  return Array.from({ length: Math.ceil(whole / piece) }, (_, index) => Math.min(piece, whole - index * piece));
}

/** How many pieces there are along an axis of size `whole`, where it is known. */
function pieceCount(whole: Dim, split: Operand | undefined): Dim | undefined {
  if (split === undefined) return whole;
  if (split.rank > 0) return split.rank === 1 ? split.shape[0] : undefined;
  const piece = split.elements?.[0];
  return typeof piece === "number" && piece > 0 ? ceilDivide(whole, piece) : undefined;
}

/** The type that all pieces share: they have one shape where the axis is cut into equal parts. */
function pieceType(input: Operand, split: Operand | undefined, at: number): TensorType {
  const piece = split === undefined ? 1 : split.rank === 0 ? split.elements?.[0] : undefined;
  if (typeof piece === "string" || piece === undefined) return { kind: "tensor", dtype: input.dtype };
  const equal = constantOf(piece) !== 0 && modulo(input.shape[at]!, piece) === 0;
  return equal ? tensorType(input.dtype, input.shape.with(at, piece)) : { kind: "tensor", dtype: input.dtype };
}

const splitToSequence = defineOperator({
  name: "SplitToSequence",
  summary: "Pieces of the input along an axis, as a sequence.",
  inputs: ["input", "split?"],
  outputs: ["output_sequence"],
  attributes: { axis: 0, keepdims: 1 },
  shapeOperands: ["split"],
  shape({ input, split }, { axis, keepdims }) {
    const at = axisOf(axis, input.rank, "input");
    const drop = split === undefined && keepdims === 0;
    const typed = (shape: readonly Dim[]) => tensorType(input.dtype, drop ? shape.toSpliced(at, 1) : shape);
    const sizes = split?.elements === undefined && split !== undefined ? undefined : pieceSizes(input.shape[at]!, split);
    if (sizes !== undefined) {
      return [sequenceOfItems(sizes.map((size) => typed(input.shape.with(at, size))), typed(input.shape.with(at, 1)))];
    }
    const { shape } = pieceType(input, split, at);
    const element = shape === undefined ? { kind: "tensor" as const, dtype: input.dtype } : typed(shape);
    return [sequenceOf(element, undefined, pieceCount(input.shape[at]!, split))];
  },
  work: () => ({ free: "movement" }),
  writes: ({ input }) => ({ output_sequence: input.size }),
});

/** The shape of tensors of these shapes joined along an axis, or stacked along a new one. */
function joined(shapes: readonly (readonly Dim[])[], at: number, stack: boolean, site: Site): readonly Dim[] {
  const first = shapes[0]!;
  if (shapes.some((shape) => shape.length !== first.length)) {
    throw new Contradiction(`the tensors must have one rank: ranks are ${shapes.map((shape) => shape.length).join(", ")}`);
  }
  const operands = shapes.map((shape) => new Operand("input_sequence", { kind: "tensor", shape }));
  const common = first.map((_, axis) => axis === at && !stack ? sum(shapes.map((shape) => shape[at]!)) : sharedDim(operands, axis, site));
  return stack ? common.toSpliced(at, 0, shapes.length) : common;
}

/** The shape where only the elements' common shape is known, and maybe how many there are. */
function joinedAlike(shape: readonly Dim[], length: Dim | undefined, at: number, stack: boolean, site: Site): readonly Dim[] {
  if (length === undefined) return shape.toSpliced(at, stack ? 0 : 1, site.fresh("length", { min: 0 }));
  return stack ? shape.toSpliced(at, 0, length) : shape.with(at, multiply(shape[at]!, length));
}

const concatFromSequence = defineOperator({
  name: "ConcatFromSequence",
  summary: "The tensors of a sequence, one after another along an axis, or stacked along a new one.",
  inputs: ["input_sequence"],
  outputs: ["concat_result"],
  attributes: { axis: optional.int, new_axis: 0 },
  shape({ input_sequence }, { axis, new_axis }, site) {
    const type = sequenceType(input_sequence);
    const { element, items } = type;
    if (axis === undefined) throw new Contradiction("axis must be present: it is missing");
    const of = items?.[0] ?? element;
    if (of?.kind !== "tensor") throw new Unknown("the type of the sequence's elements is not known");
    const { dtype, shape } = of;
    if (shape === undefined) return [{ kind: "tensor", ...(dtype && { dtype }) }];
    const [at, stack] = [axisOf(axis, shape.length + (new_axis ? 1 : 0), "the result"), new_axis !== 0];
    const shapes = items?.map((item) => item.kind === "tensor" ? item.shape : undefined);
    const known = shapes?.length && shapes.every((each) => each !== undefined);
    return [tensorType(dtype, known ? joined(shapes, at, stack, site) : joinedAlike(shape, lengthOf(type), at, stack, site))];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { concat_result }) => ({ input_sequence: concat_result.size }),
});

/** The operators on sequences. */
export const sequenceOperators: readonly Operator[] = [
  sequenceEmpty,
  sequenceConstruct,
  sequenceInsert,
  sequenceErase,
  sequenceAt,
  sequenceLength,
  splitToSequence,
  concatFromSequence,
];
