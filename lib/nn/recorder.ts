/**
 * The trace that is under way: what a layer says it does goes there. A network runs for its trace only, so there is one at a time.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import type { AttributeValue } from "../model/model.ts";
import type { DType } from "../model/dtype.ts";
import type { Element } from "../model/tensor.ts";
import { ShapeError } from "./shape_error.ts";
import type { Value } from "./value.ts";

/** A node's attributes; those that are `undefined` are left out. */
export type NodeAttributes = Readonly<Record<string, number | string | readonly number[] | readonly string[] | undefined>>;

/** How a value came to be. */
export interface Origin {
  /** The operator. */
  readonly op: string;
  /** What it took. */
  readonly inputs: readonly (Value | undefined)[];
  /** Its attributes. */
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}

/** Takes down what a network does. */
export interface Recorder {
  /** The version of the operator set that is written. */
  readonly opset: number;
  /**
   * Notes that an operator is applied, and gives its outputs.
   *
   * @throws {ShapeError} If the operator does not take inputs of these shapes.
   */
  record(op: string, inputs: readonly (Value | undefined)[], attributes: NodeAttributes, outputs: number): Value[];
  /** A constant that the graph holds itself. */
  constant(elements: readonly Element[], dtype: DType, shape: readonly number[]): Value;
  /** A constant whose data are made when they are asked for. */
  made(make: () => Iterable<number>, dtype: DType, shape: readonly number[]): Value;
  /** A free dimension as a list of one number, found from an input that has it. */
  dim(dim: Dim): Value;
  /** The operator that made a value, with its inputs and attributes; `undefined` for what no operator made. */
  origin(value: Value): Origin | undefined;
  /** Runs a module on inputs, in its own scope. */
  call(module: object, inputs: readonly unknown[]): unknown;
  /** What is running, for messages: `Conv2d "layer1.0.conv1"`. */
  where(): string;
}

let current: Recorder | undefined;

/** Runs something whose layers report to `recorder`. */
export function recordWith<T>(recorder: Recorder, run: () => T): T {
  const outer = current;
  current = recorder;
  try {
    return run();
  } finally {
    current = outer;
  }
}

/**
 * The trace that is under way.
 *
 * @throws {TypeError} If there is none.
 */
export function recorder(): Recorder {
  if (current === undefined) {
    throw new TypeError(
      "Cannot compute as a network here has no values: give it to profile(net, { inputs }) or call net.toModel({ inputs }), which run forward() once on shapes",
    );
  }
  return current;
}

/** Notes an operator with one output. */
export function record(op: string, inputs: readonly (Value | undefined)[], attributes: NodeAttributes = {}): Value {
  return recorder().record(op, inputs, attributes, 1)[0]!;
}

/**
 * A constant list of whole numbers.
 *
 * @throws {ShapeError} If one is no whole number.
 */
export function integers(elements: readonly number[]): Value {
  const wrong = elements.find((element) => !Number.isInteger(element));
  if (wrong !== undefined) {
    throw new ShapeError(
      `Cannot take the sizes [${
        elements.join(", ")
      }] in ${recorder().where()} as they must be whole numbers: one is ${wrong}. A free size has no number to count with`,
    );
  }
  return recorder().constant(elements, "int64", [elements.length]);
}

/**
 * A constant number.
 *
 * @throws {ShapeError} If it is none.
 */
export function scalar(value: number, dtype: DType = "float32"): Value {
  if (Number.isNaN(value) || typeof value !== "number") {
    throw new ShapeError(
      `Cannot compute with ${value} in ${recorder().where()} as it must be a number. A free size has none to count with`,
    );
  }
  return recorder().constant([value], dtype, []);
}

/** A constant full of one number. */
export function filled(value: number, dtype: DType, shape: readonly number[]): Value {
  return recorder().made(() => new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value), dtype, shape);
}
