/** Operators that only look at the same data in another way. */
import { constantOf, type Dim, divideExactly, floorDivide, product } from "../model/dim.ts";
import { axesOf } from "./_axes.ts";
import { elementsOf, MAX_LENGTH } from "./_data_sizes.ts";
import { tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional, type Site } from "./define.ts";
import { axisOf, Contradiction, type Operand, Unknown } from "./operand.ts";

const reshape = defineOperator({
  name: "Reshape",
  summary: "The same elements in another shape; -1 is inferred, 0 copies the input's size.",
  inputs: ["data", "shape"],
  outputs: ["reshaped"],
  attributes: { allowzero: 0 },
  shapeOperands: ["shape"],
  view: "data",
  shape: ({ data, shape }, { allowzero }, site) => [targetShape(data, shape, allowzero === 1, site)],
  value: ({ data }) => [data.value],
  work: () => ({ free: "view" }),
});

/** The target with its open places filled. One size that is not known is what the number of elements leaves for it. */
function targetShape(data: Operand, target: Operand, allowZero: boolean, site: Site): readonly Dim[] {
  const wanted = elementsOf(target).map((element, axis): Dim | undefined => {
    if (element === 0 && !allowZero) return data.dim(axis);
    return typeof element === "string" || element === -1 ? undefined : element;
  });
  const open = wanted.filter((dim) => dim === undefined).length;
  if (open > 1) {
    // No size is above the number of elements, unless there are none.
    const range = { min: 0, ...(data.hasShape && data.size !== 0 && { max: data.size }) };
    return wanted.map((dim, axis) => dim ?? site.fresh(`axis${axis}`, range));
  }
  if (open === 0) {
    checkSize(data, wanted as Dim[]);
    return wanted as Dim[];
  }
  const others = product(wanted.filter((dim) => dim !== undefined));
  if (others === 0) throw new Unknown("a size cannot be inferred beside a size of 0");
  const exact = divideExactly(data.size, others);
  if (exact === undefined) site.require(data.size, "is a multiple of", others);
  const inferred = exact ?? floorDivide(data.size, others);
  if (typeof inferred === "number" && typeof others === "number" && inferred * others !== data.size) checkSize(data, [others, inferred]);
  return wanted.map((dim) => dim ?? inferred);
}

function checkSize(data: Operand, shape: readonly Dim[]): void {
  if (!data.hasShape) return;
  const [before, after] = [constantOf(data.size), constantOf(product(shape))];
  if (before !== undefined && after !== undefined && before !== after) {
    throw new Contradiction(
      `the target shape must hold ${before} elements, those of [${data.shape.join(", ")}]: current target is [${shape.join(", ")}]`,
    );
  }
}

const flatten = defineOperator({
  name: "Flatten",
  summary: "A matrix: the axes before `axis` joined, and the others joined.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { axis: 1 },
  view: "input",
  shape({ input }, { axis }) {
    const at = axis === input.rank ? axis : axisOf(axis, input.rank, "input");
    return [[product(input.shape.slice(0, at)), product(input.shape.slice(at))]];
  },
  value: ({ input }) => [input.value],
  work: () => ({ free: "view" }),
});

const squeeze = defineOperator({
  name: "Squeeze",
  summary: "Drops axes of size 1.",
  inputs: ["data", "axes?"],
  outputs: ["squeezed"],
  attributes: {},
  shapeOperands: ["axes"],
  view: "data",
  shape({ data, axes }) {
    if (axes === undefined || axes.numbers.length === 0) {
      const open = data.shape.find((dim) => constantOf(dim) === undefined);
      if (open !== undefined) throw new Unknown(`whether size ${open} is 1 is not known`);
      const kept = data.shape.filter((dim) => dim !== 1);
      // onnxruntime takes an empty list for none, as it was once; the standard's reference drops no axis.
      if (axes !== undefined && kept.length !== data.rank) throw new Unknown("which axes an empty list drops is not agreed on");
      return [kept];
    }
    const dropped = axesOf(axes.numbers, data.rank, "data");
    const wrong = dropped.find((axis) => typeof data.shape[axis] === "number" && data.shape[axis] !== 1);
    if (wrong !== undefined) throw new Contradiction(`axis ${wrong} must have size 1: current shape is [${data.shape.join(", ")}]`);
    return [data.shape.filter((_, axis) => !dropped.includes(axis))];
  },
  value: ({ data }) => [data.value],
  work: () => ({ free: "view" }),
});

const unsqueeze = defineOperator({
  name: "Unsqueeze",
  summary: "Puts in axes of size 1.",
  inputs: ["data", "axes"],
  outputs: ["expanded"],
  attributes: {},
  shapeOperands: ["axes"],
  view: "data",
  shape({ data, axes }) {
    const [count] = axes.hasShape ? axes.shape : [];
    if (axes.elements === undefined && data.rank === 0 && typeof count === "number" && count <= MAX_LENGTH) {
      return [new Array<Dim>(count).fill(1)]; // wherever they are
    }
    const rank = data.rank + axes.numbers.length;
    const added = axesOf(axes.numbers, rank, "expanded");
    const kept = [...data.shape];
    return [Array.from({ length: rank }, (_, axis) => added.includes(axis) ? 1 : kept.shift()!)];
  },
  value: ({ data }) => [data.value],
  work: () => ({ free: "view" }),
});

const identity = defineOperator({
  name: "Identity",
  summary: "The input itself.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: {},
  view: "input",
  shape({ input }) {
    if (input.type === undefined) throw new Unknown("the type of input is not known");
    return [input.type];
  },
  value: ({ input }) => [input.value],
  work: () => ({ free: "view" }),
});

const dropout = defineOperator({
  name: "Dropout",
  summary: "At inference, the input itself.",
  inputs: ["data", "ratio?", "training_mode?"],
  outputs: ["output", "mask?"],
  // The mask holds truth values; at first it had the data's own type.
  attributes: { is_test: optional.int, seed: optional.int, boolMask: 1 },
  earlier: [{ below: 10, attributes: { boolMask: 0 } }],
  shapeOperands: ["ratio", "training_mode"],
  view: "data",
  shape: ({ data }, { boolMask }) => [data.shape, boolMask ? tensorType("bool", data.shape) : data.shape],
  value({ data, training_mode }) {
    if (training_mode !== undefined && training_mode.value[0] !== 0) throw new Unknown("which elements training drops is not known");
    return [data.value];
  },
  work: () => ({ free: "view" }),
});

/** The operators whose output is a view of their input. */
export const views: readonly Operator[] = [reshape, flatten, squeeze, unsqueeze, identity, dropout];
