/** Operators whose output's size only the data may tell. */
import { type Dim, min } from "../model/dim.ts";
import type { Element } from "../model/tensor.ts";
import { numbersOf } from "./_axes.ts";
import { mapCoordinates } from "./_layout.ts";
import { knownDType, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { axisOf, type Operand, Unknown } from "./operand.ts";

/** The single whole number that an operand holds, where it is known. */
function knownCount(operand: Operand | undefined): Dim | undefined {
  const element = operand?.elements?.[0];
  return typeof element === "string" ? undefined : element;
}

/** Coordinates of elements that are not 0, if every element is known. */
function nonZeroCoordinates(X: Operand): readonly (readonly number[])[] | undefined {
  if (X.elements === undefined || X.elements.some((element) => typeof element !== "number")) return undefined;
  const all = mapCoordinates(numbersOf(X.shape), (at) => at);
  return all.filter((_, index) => X.elements![index] !== 0);
}

const nonZero = defineOperator({
  name: "NonZero",
  summary: "The coordinates of the elements that are not 0, one column each.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {},
  shape({ X }, _, site) {
    const count = nonZeroCoordinates(X)?.length ?? site.fresh("count", { min: 0, max: X.size });
    return [tensorType("int64", [Math.max(1, X.rank), count])];
  },
  value({ X }) {
    const places = nonZeroCoordinates(X);
    if (places === undefined) throw new Unknown("which elements are 0 is not known");
    if (X.rank === 0) return [places.map(() => 0)];
    return [X.shape.flatMap((_, axis): Element[] => places.map((at) => at[axis]!))];
  },
  work: ({ X }) => ({ compares: X.size }),
});

const compress = defineOperator({
  name: "Compress",
  summary: "The slices along an axis for which a condition holds.",
  inputs: ["input", "condition"],
  outputs: ["output"],
  attributes: { axis: optional.int },
  shape({ input, condition }, { axis }, site) {
    const at = axis === undefined ? undefined : axisOf(axis, input.rank, "input");
    const room = at === undefined ? input.size : input.shape[at]!;
    const kept = nonZeroCoordinates(condition)?.length ?? site.fresh("count", { min: 0, max: min(room, condition.size) });
    return [at === undefined ? [kept] : input.shape.with(at, kept)];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { output }) => ({ input: output.size }),
});

const topK = defineOperator({
  name: "TopK",
  summary: "The K largest or smallest elements along an axis, and where they stand.",
  inputs: ["X", "K"],
  outputs: ["Values", "Indices"],
  attributes: { axis: -1, largest: 1, sorted: 1 },
  formerly: { K: "k" },
  shapeOperands: ["K"],
  shape({ X, K }, { axis }, site) {
    const at = axisOf(axis, X.rank, "X");
    const shape = X.shape.with(at, knownCount(K) ?? site.fresh("k", { min: 0, max: X.shape[at]! }));
    return [shape, tensorType("int64", shape)];
  },
  work: ({ X }) => ({ compares: X.size }), // each element looked at once; what keeping them in order adds is the kernel's
});

const oneHot = defineOperator({
  name: "OneHot",
  summary: "For each index, a row that is on at that place and off elsewhere.",
  inputs: ["indices", "depth", "values"],
  outputs: ["output"],
  attributes: { axis: -1 },
  shapeOperands: ["depth", "values"],
  shape({ indices, depth, values }, { axis }, site) {
    const at = axisOf(axis, indices.rank + 1, "output");
    const width = knownCount(depth) ?? site.fresh("depth", { min: 0 });
    return [tensorType(knownDType(values), [...indices.shape.slice(0, at), width, ...indices.shape.slice(at)])];
  },
  work: () => ({ free: "movement" }),
});

/** The operators that select. */
export const selections: readonly Operator[] = [nonZero, compress, topK, oneHot];
