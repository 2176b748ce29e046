import { type Dim, min } from "../model/dim.ts";
import type { Element } from "../model/tensor.ts";
import { numbersOf } from "./_axes.ts";
import { sizeOr } from "./_data_sizes.ts";
import { tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { axisOf, type Operand, Unknown } from "./operand.ts";

/** The slices along an axis (single elements without one), each as the elements that it holds. */
function slicesOf(X: Operand, axis: number | undefined): readonly (readonly Element[])[] {
  const { value } = X;
  if (!value.every((element) => typeof element === "string" || (typeof element === "number" && !Number.isNaN(element)))) {
    throw new Unknown("which elements are equal is not known");
  }
  if (axis === undefined) return value.map((element) => [element]);
  const shape = numbersOf(X.shape);
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  return Array.from({ length: shape[axis]! }, (_, at) => value.filter((_, index) => Math.floor(index / inner) % shape[axis]! === at));
}

interface Groups {
  /** The slices that differ, in the output's order. */
  readonly slices: readonly (readonly Element[])[];
  /** For each of these, where it stood in the input. */
  readonly places: readonly (readonly number[])[];
}

function groupsOf(X: Operand, axis: number | undefined, sorted: boolean): Groups {
  const slices = slicesOf(X, axis);
  const places = new Map<string, number[]>();
  slices.forEach((slice, at) => {
    const key = JSON.stringify(slice.map(String));
    const list = places.get(key);
    if (list === undefined) places.set(key, [at]);
    else list.push(at);
  });
  const groups = [...places.values()];
  if (sorted) groups.sort(([a], [b]) => compare(slices[a!]!, slices[b!]!));
  return { slices: groups.map(([first]) => slices[first!]!), places: groups };
}

/** Numbers by size and texts by code units, the first that differs decides. */
function compare(a: readonly Element[], b: readonly Element[]): number {
  for (let index = 0; index < a.length; index++) {
    const [left, right] = [a[index]!, b[index]!];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** Drops repetitions. */
export const unique: Operator = defineOperator({
  name: "Unique",
  summary: "The different elements, or slices along an axis, each once.",
  inputs: ["X"],
  outputs: ["Y", "indices?", "inverse_indices?", "counts?"],
  attributes: { axis: optional.int, sorted: 1 },
  shape({ X }, { axis }, site) {
    const at = axis === undefined ? undefined : axisOf(axis, X.rank, "X");
    const all: Dim = at === undefined ? X.size : X.shape[at]!;
    const find = () => all === 0 || all === 1 ? all : groupsOf(X, at, false).slices.length;
    const count = sizeOr(find, site, "count", { min: min(1, all), max: all });
    const index = tensorType("int64", [count]);
    return [at === undefined ? [count] : X.shape.with(at, count), index, tensorType("int64", [all]), index];
  },
  value({ X }, { axis, sorted }, [Y]) {
    const at = axis === undefined ? undefined : axisOf(axis, X.rank, "X");
    const { slices, places } = groupsOf(X, at, sorted !== 0);
    const inner = at === undefined ? 1 : numbersOf(X.shape).slice(at + 1).reduce((a, b) => a * b, 1);
    const outer = slices.length === 0 ? 0 : slices[0]!.length / inner;
    const Yelements = Array.from({ length: outer }, (_, row) => slices.map((slice) => slice.slice(row * inner, (row + 1) * inner))).flat(2);
    const inverse: number[] = [];
    places.forEach((list, group) => list.forEach((place) => inverse[place] = group));
    return [Y!.size === 0 ? [] : Yelements, places.map(([first]) => first!), inverse, places.map((list) => list.length)];
  },
  work: ({ X }) => ({ compares: X.size }), // one look-up an element: what sorting or hashing adds is the kernel's
});
