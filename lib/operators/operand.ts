/**
 * What a rule sees of a value: its type and, where shape arithmetic has found it, its contents.
 *
 * @module
 */
import { type Dim, product } from "../model/dim.ts";
import type { DType } from "../model/dtype.ts";
import type { Element } from "../model/tensor.ts";
import type { TensorType, ValueType } from "../model/types.ts";

/**
 * Thrown by a rule (mostly by reading an {@linkcode Operand}) when something that it needs is not known: a fact about the model, not a fault.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => new Operand("X", undefined).shape, Unknown, "the type of X is not known"); // the node is listed under coverage
 * ```
 */
export class Unknown extends Error {
  /** The class's name. */
  override readonly name = "Unknown";
}

/**
 * Thrown by a rule when a node contradicts the operator's definition.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * function halves({ X }: { X: Operand }) {
 *   if (X.rank < 2) throw new Contradiction(`X must have rank >= 2: current rank is ${X.rank}`);
 * }
 * assertThrows(() => halves({ X: new Operand("X", { kind: "tensor", dtype: "float32", shape: [4] }) }), Contradiction, "rank is 1");
 * ```
 */
export class Contradiction extends RangeError {
  /** The class's name. */
  override readonly name = "Contradiction";
}

/**
 * A value as a rule sees it. Reading what is not known ends the rule with {@linkcode Unknown}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const X = new Operand("X", { kind: "tensor", dtype: "float32", shape: [2, 3, 4] });
 * assertEquals([X.rank, X.dim(-1), X.size, X.dtype], [3, 4, 24, "float32"]);
 * ```
 */
export class Operand {
  /** The definition's name for it, used in messages. */
  readonly name: string;
  /** The type, as far as it is known. */
  readonly type: ValueType | undefined;
  /** The elements in row-major order, where they are known; single ones may be missing. */
  readonly elements: readonly Element[] | undefined;

  /** Describes the value that a definition calls `name`. */
  constructor(name: string, type: ValueType | undefined, elements?: readonly Element[]) {
    this.name = name;
    this.type = type;
    this.elements = elements;
  }

  /** The type of a tensor. */
  get tensor(): TensorType {
    if (this.type === undefined) throw new Unknown(`the type of ${this.name} is not known`);
    if (this.type.kind !== "tensor") throw new Contradiction(`${this.name} must be a tensor: it is a ${this.type.kind}`);
    return this.type;
  }

  /** The dimensions. */
  get shape(): readonly Dim[] {
    const { shape } = this.tensor;
    if (shape === undefined) throw new Unknown(`the shape of ${this.name} is not known`);
    return shape;
  }

  /** True where the dimensions are known. */
  get hasShape(): boolean {
    return this.type?.kind === "tensor" && this.type.shape !== undefined;
  }

  /** The number of dimensions. */
  get rank(): number {
    return this.shape.length;
  }

  /** The element type. */
  get dtype(): DType {
    const { dtype } = this.tensor;
    if (dtype === undefined) throw new Unknown(`the element type of ${this.name} is not known`);
    return dtype;
  }

  /** The number of elements. */
  get size(): Dim {
    return product(this.shape);
  }

  /** The dimension at `axis`, counted from the end where it is negative. */
  dim(axis: number): Dim {
    return this.shape[axisOf(axis, this.rank, this.name)]!;
  }

  /** The elements, each of which may be missing. */
  get value(): readonly Element[] {
    if (this.elements === undefined) throw new Unknown(`the value of ${this.name} is not known`);
    return this.elements;
  }

  /** The elements as whole numbers or expressions, none of them missing. */
  get dims(): readonly Dim[] {
    return this.value.map((element) => {
      if (element === undefined || typeof element === "string") throw new Unknown(`the value of ${this.name} is not wholly known`);
      return element;
    });
  }

  /** The first element of what must have one, as a number that says how many or where. */
  get only(): Dim {
    const [first] = this.dims;
    if (first === undefined) throw new Contradiction(`${this.name} must have an element: it is empty`);
    return first;
  }

  /** The elements as plain numbers, none of them symbolic. */
  get numbers(): readonly number[] {
    return this.dims.map((dim) => {
      if (typeof dim !== "number") throw new Unknown(`the value of ${this.name} depends on ${dim}`);
      return dim;
    });
  }
}

/**
 * An axis as an index from the front.
 *
 * @throws {Contradiction} If there is no such axis.
 */
export function axisOf(axis: number, rank: number, of: string): number {
  const index = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || index < 0 || index >= rank) {
    throw new Contradiction(`axis must be within [${-rank}, ${rank - 1}] for ${of} of rank ${rank}: current axis is ${axis}`);
  }
  return index;
}
