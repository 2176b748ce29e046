/**
 * What flows through a network while it is traced: a shape and an element type, no numbers.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import type { DType } from "../model/dtype.ts";
import * as arithmetic from "./functional/arithmetic.ts";
import * as reduce from "./functional/reductions.ts";
import * as views from "./functional/views.ts";
import { ShapeError } from "./shape_error.ts";

/** Something that an operation takes: a value, or a plain number. */
export type Input = Value | number;

/** A value of a network, with the methods that PyTorch's tensors have. */
export class Value {
  /** The dimensions; a free one (such as `batch`) is symbolic. */
  readonly shape: readonly Dim[];
  #dtype: DType;
  #certain: boolean;

  /** A value of this type. `certain` is false for an input whose element type nobody has said yet. */
  constructor(shape: readonly Dim[], dtype: DType, certain = true) {
    this.shape = shape;
    this.#dtype = dtype;
    this.#certain = certain;
  }

  /** The element type. */
  get dtype(): DType {
    return this.#dtype;
  }

  /** Settles the element type of an input that nobody has declared, by its use; `false` where it is settled already. */
  settle(dtype: DType): boolean {
    if (this.#certain) return this.#dtype === dtype;
    this.#dtype = dtype;
    this.#certain = true;
    return true;
  }

  /** Gives it another element type. */
  protected retype(dtype: DType): void {
    this.#dtype = dtype;
  }

  /** The number of dimensions. */
  get rank(): number {
    return this.shape.length;
  }

  /**
   * All dimensions: `const [b, t, c] = x.size()`. A free one stands in its place as what it is: it can be passed on, `x.view(b, -1)`, and has no number to count with.
   */
  size(): number[];
  /** One dimension, counted from the end where `axis` is negative. */
  size(axis: number): number;
  size(axis?: number): number | number[] {
    const shape = this.shape as readonly number[];
    return axis === undefined ? [...shape] : shape[this.#at(axis)]!;
  }

  /**
   * One dimension as a number.
   *
   * @throws {ShapeError} If it is a free one.
   */
  known(axis: number): number {
    const dim = this.shape[this.#at(axis)]!;
    if (typeof dim === "number") return dim;
    throw new ShapeError(
      `Cannot count with size(${axis}) of [${this.shape.join(", ")}] as it must be a number: ${dim} is free. Give it one with inputs`,
    );
  }

  #at(axis: number): number {
    const at = axis < 0 ? axis + this.rank : axis;
    if (at >= 0 && at < this.rank) return at;
    throw new ShapeError(`Cannot give size(${axis}) as there is no such axis: current shape is [${this.shape.join(", ")}]`);
  }

  /** This value plus another. */
  add(other: Input): Value {
    return arithmetic.add(this, other);
  }

  /** This value less another. */
  sub(other: Input): Value {
    return arithmetic.sub(this, other);
  }

  /** This value times another, element by element. */
  mul(other: Input): Value {
    return arithmetic.mul(this, other);
  }

  /** This value divided by another. */
  div(other: Input): Value {
    return arithmetic.div(this, other);
  }

  /** This value to a power. */
  pow(exponent: Input): Value {
    return arithmetic.pow(this, exponent);
  }

  /** The matrix product with another. */
  matmul(other: Value): Value {
    return arithmetic.matmul(this, other);
  }

  /** The negative. */
  neg(): Value {
    return arithmetic.unary("Neg", this);
  }

  /** The square root. */
  sqrt(): Value {
    return arithmetic.unary("Sqrt", this);
  }

  /** One over the square root. */
  rsqrt(): Value {
    return arithmetic.div(1, arithmetic.unary("Sqrt", this));
  }

  /** The exponential. */
  exp(): Value {
    return arithmetic.unary("Exp", this);
  }

  /** The natural logarithm. */
  log(): Value {
    return arithmetic.unary("Log", this);
  }

  /** The size without sign. */
  abs(): Value {
    return arithmetic.unary("Abs", this);
  }

  /** The sine. */
  sin(): Value {
    return arithmetic.unary("Sin", this);
  }

  /** The cosine. */
  cos(): Value {
    return arithmetic.unary("Cos", this);
  }

  /** The hyperbolic tangent. */
  tanh(): Value {
    return arithmetic.unary("Tanh", this);
  }

  /** The logistic function. */
  sigmoid(): Value {
    return arithmetic.unary("Sigmoid", this);
  }

  /** What is above 0. */
  relu(): Value {
    return arithmetic.unary("Relu", this);
  }

  /** The elements held within bounds. */
  clamp(min?: number, max?: number): Value {
    return arithmetic.clamp(this, min, max);
  }

  /** Softmax along an axis. */
  softmax(axis = -1): Value {
    return arithmetic.softmax(this, axis);
  }

  /** A value in place of the elements where `mask` is true. */
  maskedFill(mask: Value, value: number): Value {
    return arithmetic.maskedFill(this, mask, value);
  }

  /** The opposite of each truth value. */
  not(): Value {
    return arithmetic.unary("Not", this);
  }

  /** The elements in another type. */
  to(dtype: DType): Value {
    return arithmetic.cast(this, dtype);
  }

  /** The mean over axes; over all without any. */
  mean(axes?: number | readonly number[], keepDim = false): Value {
    return reduce.mean(this, axes, keepDim);
  }

  /** The sum over axes; over all without any. */
  sum(axes?: number | readonly number[], keepDim = false): Value {
    return reduce.sum(this, axes, keepDim);
  }

  /** The maximum over axes; over all without any. */
  amax(axes?: number | readonly number[], keepDim = false): Value {
    return reduce.amax(this, axes, keepDim);
  }

  /** The same elements in another shape; one size may be -1. */
  reshape(...sizes: readonly Dim[] | readonly [readonly Dim[]]): Value {
    return views.reshape(this, views.listOf(sizes));
  }

  /** The same as {@linkcode reshape}. */
  view(...sizes: readonly Dim[] | readonly [readonly Dim[]]): Value {
    return views.reshape(this, views.listOf(sizes));
  }

  /** The axes from `start` to `end` as one. */
  flatten(start = 0, end = -1): Value {
    return views.flatten(this, start, end);
  }

  /** The axes in another order. */
  permute(...axes: readonly number[] | readonly [readonly number[]]): Value {
    return views.permute(this, views.listOf(axes));
  }

  /** Two axes in each other's place. */
  transpose(first: number, second: number): Value {
    return views.transpose(this, first, second);
  }

  /** An axis of size 1 more. */
  unsqueeze(axis: number): Value {
    return views.unsqueeze(this, axis);
  }

  /** An axis of size 1 less. */
  squeeze(axis: number): Value {
    return views.squeeze(this, axis);
  }

  /** Axes of size 1 stretched; -1 keeps one. */
  expand(...sizes: readonly Dim[] | readonly [readonly Dim[]]): Value {
    return views.expand(this, views.listOf(sizes));
  }

  /** The whole repeated so often along each axis. */
  repeat(...times: readonly number[] | readonly [readonly number[]]): Value {
    return views.repeat(this, views.listOf(times));
  }

  /** A part along an axis: from `start` to before `end`, as Python's `x[:, start:end]`; negative positions count from the end. */
  slice(axis: number, start: number, end?: Dim, step = 1): Value {
    return views.slice(this, axis, start, end, step);
  }

  /** One position along an axis, which goes away. */
  select(axis: number, index: number): Value {
    return views.select(this, axis, index);
  }

  /** Parts of `size` along an axis, or of these sizes. */
  split(size: number | readonly number[], axis = 0): Value[] {
    return views.split(this, size, axis);
  }

  /** So many parts of one size along an axis. */
  chunk(chunks: number, axis = 0): Value[] {
    return views.chunk(this, chunks, axis);
  }

  /** The elements moved along an axis, what leaves at one end entering at the other. */
  roll(shifts: number | readonly number[], axes: number | readonly number[]): Value {
    return views.roll(this, shifts, axes);
  }

  /** Itself: a graph has no memory layout. PyTorch needs the word, so a network that is carried over keeps it. */
  contiguous(): Value {
    return this;
  }

  /** JavaScript's own operators do not reach values: `x + y` would be a text. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return `Value [${this.shape.join(", ")}]`;
    throw new TypeError(
      "Cannot use +, -, * or / on values as JavaScript has them for numbers only: write x.add(y), x.sub(y), x.mul(y), x.div(y)",
    );
  }
}
