/** Operators that ask for sizes and touch no data. */
import { tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator } from "./define.ts";

/** What Python makes of a slice's end: counted from the back where negative, kept within the list. */
function clamp(index: number, length: number): number {
  return Math.min(length, Math.max(0, index < 0 ? index + length : index));
}

const shape = defineOperator({
  name: "Shape",
  summary: "The sizes of the input, or of its axes from start to end.",
  inputs: ["data"],
  outputs: ["shape"],
  attributes: { start: 0, end: Number.MAX_SAFE_INTEGER },
  shapesOnly: true,
  shape({ data }, { start, end }) {
    return [tensorType("int64", [Math.max(0, clamp(end, data.rank) - clamp(start, data.rank))])];
  },
  value: ({ data }, { start, end }) => [data.shape.slice(clamp(start, data.rank), clamp(end, data.rank))],
  work: () => ({ free: "shape" }),
  reads: () => ({ data: 0 }),
});

const size = defineOperator({
  name: "Size",
  summary: "The number of elements of the input.",
  inputs: ["data"],
  outputs: ["size"],
  attributes: {},
  shapesOnly: true,
  shape: () => [tensorType("int64", [])],
  value: ({ data }) => [[data.size]],
  work: () => ({ free: "shape" }),
  reads: () => ({ data: 0 }),
});

/** The operators that ask for sizes. */
export const sizeQueries: readonly Operator[] = [shape, size];
