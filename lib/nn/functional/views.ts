/**
 * Values seen in another shape or order, parts of values, and values put together.
 *
 * @module
 */
import { type Dim, SymbolicDim } from "../../model/dim.ts";
import { integers, record, recorder, scalar } from "../recorder.ts";
import { ShapeError } from "../shape_error.ts";
import type { Value } from "../value.ts";

/** The arguments of a method that takes `(a, b, c)` or `([a, b, c])`. */
export function listOf<T>(given: readonly T[] | readonly [readonly T[]]): readonly T[] {
  return Array.isArray(given[0]) ? given[0] : given as readonly T[];
}

/** An axis counted from the front. */
function at(x: Value, axis: number, rank = x.rank): number {
  const index = axis < 0 ? axis + rank : axis;
  if (index >= 0 && index < rank) return index;
  throw new ShapeError(
    `Cannot take axis ${axis} in ${recorder().where()} as it must be within [${-rank}, ${rank - 1}]: current shape is ${textOf(x)}`,
  );
}

/** A shape as messages have it. */
export function textOf({ shape }: Value): string {
  return `[${shape.join(", ")}]`;
}

/** The same elements in another shape. One size may be -1; one that is free is found by the exporter's usual means. */
export function reshape(x: Value, sizes: readonly Dim[]): Value {
  return record("Reshape", [x, sizesOf(x, sizes)], { allowzero: 0 });
}

/** Sizes as an operand: constant where they are numbers, 0 for an axis that stays as it is, -1 for a free one, else found from the inputs. */
function sizesOf(x: Value, sizes: readonly Dim[]): Value {
  const plain = sizes.map((size, axis) =>
    typeof size === "number" || !(size instanceof SymbolicDim) ? size : size === x.shape[axis] ? 0 : undefined
  );
  const open = plain.flatMap((size, axis) => size === undefined ? [axis] : []);
  if (open.length === 1 && !plain.includes(-1)) plain[open[0]!] = -1;
  return listed(sizes.map((size, axis) => plain[axis] ?? size));
}

/** Sizes as one list, free ones among them. */
export function listed(sizes: readonly Dim[]): Value {
  for (const size of sizes) {
    if (typeof size === "number" || size instanceof SymbolicDim) continue;
    throw new ShapeError(
      `Cannot take the sizes [${
        sizes.join(", ")
      }] in ${recorder().where()} as each must be a number or a free size: one is a ${typeof size}`,
    );
  }
  if (sizes.every((size) => typeof size === "number")) return integers(sizes);
  return record("Concat", sizes.map((size) => typeof size === "number" ? integers([size]) : recorder().dim(size)), { axis: 0 });
}

/** The axes from `start` to `end` as one. */
export function flatten(x: Value, start = 0, end = -1): Value {
  const [first, last] = [at(x, start), at(x, end)];
  if (first === 1 && last === x.rank - 1 && x.rank > 1) return record("Flatten", [x], { axis: 1 });
  if (first === last) return x;
  return reshape(x, [...x.shape.slice(0, first), -1, ...x.shape.slice(last + 1)]);
}

/** The axes in another order. */
export function permute(x: Value, axes: readonly number[]): Value {
  const perm = axes.map((axis) => at(x, axis));
  if (new Set(perm).size !== x.rank) {
    throw new ShapeError(
      `Cannot permute ${textOf(x)} in ${recorder().where()} as each of its ${x.rank} axes must be named once: current order is [${
        axes.join(", ")
      }]`,
    );
  }
  return permuted(x, perm);
}

/** Two permutations after each other become one, as in PyTorch's exporter. */
function permuted(x: Value, perm: readonly number[]): Value {
  const before = recorder().origin(x);
  const first = before?.op === "Transpose" ? before.attributes.get("perm") as readonly number[] : undefined;
  if (first === undefined) return record("Transpose", [x], { perm });
  return record("Transpose", before!.inputs, { perm: perm.map((axis) => first[axis]!) });
}

/** Two axes in each other's place. */
export function transpose(x: Value, first: number, second: number): Value {
  const perm = x.shape.map((_, axis) => axis);
  const [a, b] = [at(x, first), at(x, second)];
  [perm[a], perm[b]] = [b, a];
  return permuted(x, perm);
}

/** An axis of size 1 more. */
export function unsqueeze(x: Value, axis: number): Value {
  return record("Unsqueeze", [x, integers([at(x, axis, x.rank + 1)])]);
}

/** An axis of size 1 less. */
export function squeeze(x: Value, axis: number): Value {
  return record("Squeeze", [x, integers([at(x, axis)])]);
}

/** Axes of size 1 stretched; -1 keeps one. */
export function expand(x: Value, sizes: readonly Dim[]): Value {
  return record("Expand", [x, listed(sizes.map((size) => size === -1 ? 1 : size))]);
}

/** The whole repeated so often along each axis. */
export function repeat(x: Value, times: readonly number[]): Value {
  return record("Tile", [x, integers(times)]);
}

/** Python's "to the end" in a Slice. */
const END = Number.MAX_SAFE_INTEGER;

/** A part along an axis. */
export function slice(x: Value, axis: number, start: number, end: Dim = END, step = 1): Value {
  return record("Slice", [x, integers([start]), listed([end]), integers([at(x, axis)]), integers([step])]);
}

/** One position along an axis, which goes away. */
export function select(x: Value, axis: number, index: number): Value {
  return record("Gather", [x, scalar(index, "int64")], { axis: at(x, axis) });
}

/** Parts of `size` along an axis (the last may be smaller), or of these sizes. */
export function split(x: Value, size: number | readonly number[], axis = 0): Value[] {
  const along = at(x, axis);
  const total = x.known(along);
  const sizes = typeof size === "number"
    ? Array.from({ length: Math.ceil(total / size) }, (_, index) => Math.min(size, total - index * size))
    : size;
  if (sizes.reduce((a, b) => a + b, 0) !== total) {
    throw new ShapeError(
      `Cannot split ${textOf(x)} in ${recorder().where()} as the parts must add up to ${total} at axis ${axis}: they are ${
        sizes.join(", ")
      }`,
    );
  }
  return recorder().record("Split", [x, integers(sizes)], { axis: along }, sizes.length);
}

/** So many parts along an axis, all of one size but perhaps the last. */
export function chunk(x: Value, chunks: number, axis = 0): Value[] {
  return split(x, Math.ceil(x.known(axis) / chunks), axis);
}

/** Values one after another along an axis; what PyTorch calls `cat`. */
export function concat(values: readonly Value[], axis = 0): Value {
  const [first] = values;
  if (first === undefined) throw new ShapeError(`Cannot concatenate in ${recorder().where()} as there must be at least one value`);
  const along = at(first, axis);
  const odd = values.find(({ rank, shape }) =>
    rank !== first.rank || shape.some((dim, index) => index !== along && !agree(dim, first.shape[index]!))
  );
  if (odd !== undefined) {
    throw new ShapeError(
      `Cannot concatenate ${
        values.map(textOf).join(" and ")
      } along axis ${axis} in ${recorder().where()} as all other sizes must be equal: ${advise(first, odd, along)}`,
    );
  }
  return record("Concat", values, { axis: along });
}

function agree(a: Dim, b: Dim): boolean {
  return a === b || typeof a !== "number" || typeof b !== "number";
}

function advise(first: Value, odd: Value, along: number): string {
  if (first.rank !== odd.rank) return `give both ${first.rank} dimensions first, by reshape, flatten or unsqueeze`;
  const differing = first.shape.flatMap((dim, index) => index !== along && !agree(dim, odd.shape[index]!) ? [index] : []);
  if (differing.length === 1) return `axis ${differing[0]} differs. Concatenate along it, or make the branches give one size there`;
  return `axes ${differing.join(", ")} differ. Give the branches one stride and "same" padding, or resize one of them`;
}

/** Values stacked along a new axis. */
export function stack(values: readonly Value[], axis = 0): Value {
  return concat(values.map((value) => unsqueeze(value, axis)), axis);
}

/** The elements moved along axes, what leaves at one end entering at the other. */
export function roll(x: Value, shifts: number | readonly number[], axes: number | readonly number[]): Value {
  const [moves, along] = [shifts, axes].map((list) => typeof list === "number" ? [list] : list) as [readonly number[], readonly number[]];
  return moves.reduce((moved, shift, index) => {
    if (shift === 0) return moved;
    const axis = along[index]!;
    const head = slice(moved, axis, -shift);
    const tail = slice(moved, axis, 0, -shift);
    return concat([head, tail], axis);
  }, x);
}

/** Rows of a table at these places: the places' shape, then the rest of the table's. */
export function gather(table: Value, places: Value): Value {
  return record("Gather", [table, places]);
}

/** A size as a number of the graph, for arithmetic with one that may be free. */
export function sizeOf(x: Value, axis: number): Value {
  const dim = x.shape[at(x, axis)]!;
  return typeof dim === "number" ? scalar(dim, "int64") : record("Squeeze", [recorder().dim(dim)]);
}
