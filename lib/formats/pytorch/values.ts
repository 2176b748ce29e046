/**
 * What a pickle says, as inert data. Nothing of it is a program: a class or function is its name, and calling it is looking the name up in a table of
 * ours.
 *
 * @module
 */
import type { ScalarType } from "../../bytes/scalars.ts";

/** A value of a pickle. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleList
  | PickleDict
  | PickleGlobal
  | PickleObject
  | StoredElements
  | TensorView;

/** A list, a tuple or a set. */
export class PickleList {
  /** The members. */
  readonly items: PickleValue[];

  /** A list of these. */
  constructor(items: PickleValue[] = []) {
    this.items = items;
  }
}

/** A dictionary. Keys that are numbers or texts are equal where their values are. */
export class PickleDict {
  /** The members by key. */
  readonly entries: Map<PickleValue, PickleValue> = new Map();
}

/** A class or a function, which is its name here. */
export class PickleGlobal {
  /** The module and the name in it, with a dot between. */
  readonly name: string;

  /** Refers to what Python knows by that name. */
  constructor(name: string) {
    this.name = name;
  }
}

/** An object of a class that is kept as it is. */
export class PickleObject {
  /** The class's name. */
  readonly type: string;
  /** What it is made of: the attributes, for plain ones. */
  state: PickleValue = null;

  /** An object of that class. */
  constructor(type: string) {
    this.type = type;
  }
}

/** A storage: elements in a row that tensors are views of. */
export class StoredElements {
  /** What the file calls it. */
  readonly key: string;
  /** The elements' type; `undefined` for bytes without one. */
  readonly dtype: ScalarType | undefined;
  /** How many elements, or bytes where there is no type. */
  readonly count: number;

  /** A storage of so many elements. */
  constructor(key: string, dtype: ScalarType | undefined, count: number) {
    this.key = key;
    this.dtype = dtype;
    this.count = count;
  }
}

/** A tensor: a view of a storage. */
export interface ViewFacts {
  /** The storage. */
  readonly storage: StoredElements;
  /** The elements' type. */
  readonly dtype: ScalarType;
  /** Where the first element stands in the storage, in elements. */
  readonly start: number;
  /** The dimensions. */
  readonly shape: readonly number[];
  /** How many elements of the storage lie between neighbours along each axis. */
  readonly strides: readonly number[];
  /** True where the file says that it is a parameter. */
  readonly isParameter: boolean;
}

/** A tensor in a pickle. */
export class TensorView {
  /** What the file says of it. */
  readonly facts: ViewFacts;

  /** A view as described. */
  constructor(facts: ViewFacts) {
    this.facts = facts;
  }
}
