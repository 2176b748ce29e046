/**
 * What a value of a graph may be: its declared type.
 *
 * @module
 */
import type { Dim } from "./dim.ts";
import type { DType } from "./dtype.ts";

/** A tensor's type. A member that is missing is not known. */
export interface TensorType {
  /** Marks a tensor among the other kinds of value. */
  readonly kind: "tensor";
  /** The element type. */
  readonly dtype?: DType;
  /** The dimensions; `[]` is a scalar, a missing shape is one of unknown rank. */
  readonly shape?: readonly Dim[];
}

/** A sequence whose elements have one type. */
export interface SequenceType {
  /** Marks a sequence among the other kinds of value. */
  readonly kind: "sequence";
  /** What the elements' types have in common, where it is known. */
  readonly element?: ValueType;
  /** The type of each element, where it is known how many there are: of a sequence that the graph itself puts together. */
  readonly items?: readonly ValueType[];
  /** How many elements there are, where that is known and each one's type is not: of a sequence that a loop puts together. */
  readonly length?: Dim;
}

/** How many elements a sequence has, where it is known. */
export function lengthOf({ items, length }: SequenceType): Dim | undefined {
  return items?.length ?? length;
}

/** A value that may be absent. */
export interface OptionalType {
  /** Marks an optional among the other kinds of value. */
  readonly kind: "optional";
  /** The type of what it may hold, where it is known. */
  readonly element?: ValueType;
}

/** A dictionary, as the classical machine-learning operators give. */
export interface MapType {
  /** Marks a map among the other kinds of value. */
  readonly kind: "map";
  /** The keys' type. */
  readonly key?: DType;
  /** The values' type, where it is known. */
  readonly value?: ValueType;
}

/** The type of anything that flows along an edge of a graph. */
export type ValueType = TensorType | SequenceType | OptionalType | MapType;
