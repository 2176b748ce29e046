/** Reductions: axes vanish, or become 1. */
import { type Dim, subtract } from "../model/dim.ts";
import type { Element } from "../model/tensor.ts";
import { broadcastIndices } from "./_broadcast.ts";
import { ADD, type Arithmetic, combine, DIVIDE, MAX, MIN, MULTIPLY } from "./_elements.ts";
import { tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator } from "./define.ts";
import { axisOf, type Operand } from "./operand.ts";
import { repeatWork, sumWork, type Work } from "./work.ts";

interface Row {
  readonly name: string;
  readonly summary: string;
  /** Of one element before it is joined to others, where it is not joined as it is. */
  readonly each?: Work;
  /** Of joining one element to another. */
  readonly join: Work;
  /** Of one result at the end. */
  readonly last?: Work;
  /** Joins known elements, where that is all (with `mean`: and divides by their number). */
  readonly arithmetic?: Arithmetic;
  readonly mean?: true;
}

function reduction(row: Row): Operator {
  const { name, summary, each = {}, join, last = {} } = row;
  return defineOperator({
    name,
    summary,
    inputs: ["data", "axes?"],
    outputs: ["reduced"],
    attributes: { keepdims: 1, noop_with_empty_axes: 0 },
    shapeOperands: ["axes"],
    shape({ data, axes }, { keepdims, noop_with_empty_axes }) {
      const taken = takenAxes(data, axes, noop_with_empty_axes);
      const kept = data.shape.map((dim, axis) => taken.has(axis) ? 1 : dim);
      return [keepdims ? kept : kept.filter((_, axis) => !taken.has(axis))];
    },
    value({ data, axes }, { noop_with_empty_axes }) {
      return data.size === 0 ? [] : [reduceElements(row, data, takenAxes(data, axes, noop_with_empty_axes))]; // of nothing, versions say different things
    },
    work({ data }, { reduced }) {
      return sumWork([repeatWork(each, data.size), repeatWork(join, joins(data, reduced)), repeatWork(last, reduced.size)]);
    },
  });
}

/** How many elements are joined to another; a reduction of nothing joins none. */
function joins(data: Operand, reduced: Operand): Dim {
  const count = subtract(data.size, reduced.size);
  return typeof count === "number" ? Math.max(0, count) : count;
}

/** The axes that vanish: those listed, or all where none are (unless that is declared to mean none). */
function takenAxes(data: Operand, axes: Operand | undefined, noop: number): ReadonlySet<number> {
  const listed = axes?.numbers ?? [];
  if (listed.length > 0) return new Set(listed.map((axis) => axisOf(axis, data.rank, "data")));
  return new Set(noop ? [] : data.shape.keys());
}

function reduceElements({ arithmetic, mean }: Row, data: Operand, taken: ReadonlySet<number>): readonly Element[] | undefined {
  if (arithmetic === undefined) return undefined;
  const elements = data.value; // asked for first: where it is not known, the shape may be of any size
  const shape = data.shape as readonly number[];
  const targets = broadcastIndices(shape.map((size, axis) => taken.has(axis) ? 1 : size), shape);
  const results: Element[] = [];
  const seen: number[] = [];
  targets.forEach((target, index) => {
    const element = elements[index];
    results[target] = seen[target] ? combine(arithmetic, data.dtype, results[target], element) : element;
    seen[target] = (seen[target] ?? 0) + 1;
  });
  return mean ? results.map((sum, target) => combine(DIVIDE, data.dtype, sum, seen[target])) : results;
}

const ROWS: readonly Row[] = [
  { name: "ReduceSum", summary: "The sum.", join: { adds: 1 }, arithmetic: ADD },
  { name: "ReduceMean", summary: "The mean.", join: { adds: 1 }, last: { divs: 1 }, arithmetic: ADD, mean: true },
  { name: "ReduceMax", summary: "The largest.", join: { compares: 1 }, arithmetic: MAX },
  { name: "ReduceMin", summary: "The smallest.", join: { compares: 1 }, arithmetic: MIN },
  { name: "ReduceProd", summary: "The product.", join: { muls: 1 }, arithmetic: MULTIPLY },
  { name: "ReduceL1", summary: "The sum of absolute values.", each: { signs: 1 }, join: { adds: 1 } },
  { name: "ReduceL2", summary: "The root of the sum of squares.", each: { muls: 1 }, join: { adds: 1 }, last: { sqrts: 1 } },
  { name: "ReduceSumSquare", summary: "The sum of squares.", each: { muls: 1 }, join: { adds: 1 } },
  { name: "ReduceLogSum", summary: "The logarithm of the sum.", join: { adds: 1 }, last: { logs: 1 } },
  {
    name: "ReduceLogSumExp",
    summary: "The logarithm of the sum of exponentials.",
    each: { exps: 1 },
    join: { adds: 1 },
    last: { logs: 1 },
  },
];

function argReduction(name: string, summary: string): Operator {
  return defineOperator({
    name,
    summary,
    inputs: ["data"],
    outputs: ["reduced"],
    attributes: { axis: 0, keepdims: 1, select_last_index: 0 },
    shape({ data }, { axis, keepdims }) {
      const index = axisOf(axis, data.rank, "data");
      return [tensorType("int64", keepdims ? data.shape.with(index, 1) : data.shape.toSpliced(index, 1))];
    },
    work: ({ data }, { reduced }) => ({ compares: joins(data, reduced) }),
  });
}

/** The reductions; the work is that of the standard's function bodies. */
export const reductions: readonly Operator[] = [
  ...ROWS.map(reduction),
  argReduction("ArgMax", "Where the largest element along an axis is."),
  argReduction("ArgMin", "Where the smallest element along an axis is."),
];
