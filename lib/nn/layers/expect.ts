/**
 * Checks that layers make of what they are given.
 *
 * @module
 */
import { recorder } from "../recorder.ts";
import { ShapeError } from "../shape_error.ts";
import { Value } from "../value.ts";

/**
 * Checks that a layer is given a value.
 *
 * @throws {TypeError} If it is something else.
 */
export function expectValue(x: unknown): asserts x is Value {
  if (x instanceof Value) return;
  const found = Array.isArray(x) ? "a list of values; concatenate them, or pass one" : x === undefined ? "nothing" : `a ${typeof x}`;
  throw new TypeError(`Cannot run ${recorder().where()} as it takes a value: it is given ${found}`);
}

/**
 * Checks the number of dimensions.
 *
 * @throws {ShapeError} If there are more or fewer.
 */
export function expectRank(x: Value, rank: number, wanted: string): void {
  expectValue(x);
  if (x.rank === rank) return;
  const advice = x.rank === rank - 1
    ? ". Is the batch axis missing? x.unsqueeze(0) adds one"
    : x.rank > rank
    ? ". Flatten it first: x.flatten(1)"
    : "";
  throw new ShapeError(
    `Cannot run ${recorder().where()} as its input must be ${wanted}: current shape is [${x.shape.join(", ")}]${advice}`,
  );
}

/**
 * Checks one size.
 *
 * @throws {ShapeError} If it is another number; `advice` says what to do then.
 */
export function expectSize(x: Value, axis: number, size: number, what: string, advice: (found: number) => string): void {
  const found = x.shape[axis < 0 ? axis + x.rank : axis];
  if (found === size || (found !== undefined && typeof found !== "number")) return;
  const text = `its input must have ${size} ${what} (axis ${axis}): current shape is [${x.shape.join(", ")}]`;
  throw new ShapeError(`Cannot run ${recorder().where()} as ${text}, which has ${found ?? "no such axis"}. ${advice(found ?? 0)}`);
}
