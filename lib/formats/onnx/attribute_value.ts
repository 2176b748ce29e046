import type { AttributeValue, Graph } from "../../model/model.ts";
import type { Tensor } from "../../model/tensor.ts";
import type { ValueType } from "../../model/types.ts";

/** `AttributeProto.AttributeType`. */
export const KIND = {
  FLOAT: 1,
  INT: 2,
  STRING: 3,
  TENSOR: 4,
  GRAPH: 5,
  FLOATS: 6,
  INTS: 7,
  STRINGS: 8,
  TENSORS: 9,
  GRAPHS: 10,
  SPARSE_TENSOR: 11,
  SPARSE_TENSORS: 12,
  TYPE_PROTO: 13,
  TYPE_PROTOS: 14,
} as const;

/** What stands for a value of a kind that protobuf leaves out: a zero, an empty text, an empty list. */
const LEFT_OUT: Readonly<Record<number, AttributeValue>> = {
  [KIND.FLOAT]: 0,
  [KIND.INT]: 0,
  [KIND.STRING]: "",
  [KIND.FLOATS]: [],
  [KIND.INTS]: [],
  [KIND.STRINGS]: [],
  [KIND.TENSORS]: [],
  [KIND.GRAPHS]: [],
  [KIND.SPARSE_TENSORS]: [],
  [KIND.TYPE_PROTOS]: [],
};

/** What has been found of an attribute: values by their kind, nearly always one. A list grows as its elements come. */
export class FoundValues {
  readonly #kinds: number[] = [];
  readonly #values: AttributeValue[] = [];

  /** The value of a kind. */
  get(kind: number): AttributeValue | undefined {
    const index = this.#kinds.indexOf(kind);
    return index < 0 ? undefined : this.#values[index];
  }

  /** The value that was found first, of whatever kind. */
  get first(): AttributeValue | undefined {
    return this.#values[0];
  }

  /** Notes a value; of two of one kind the last counts, as protobuf has it. */
  set(kind: number, value: AttributeValue): void {
    const index = this.#kinds.indexOf(kind);
    if (index >= 0) this.#values[index] = value;
    else {
      this.#kinds.push(kind);
      this.#values.push(value);
    }
  }

  /** The list of a kind, to be added to. */
  list<T extends number | string | Tensor | Graph | ValueType>(kind: number): T[] {
    const found = this.get(kind);
    if (found !== undefined) return found as unknown as T[];
    const list: T[] = [];
    this.set(kind, list as readonly T[] as AttributeValue);
    return list;
  }
}

/**
 * The value of an attribute, from what was found of it.
 *
 * @param kind The kind that the file states; 0 in files of the first IR version, where the field that is set tells the kind.
 */
export function valueOf(kind: number, found: FoundValues): AttributeValue | undefined {
  // Where no field is set, the value is an empty list: only that leaves no trace in a file.
  return kind !== 0 ? found.get(kind) ?? LEFT_OUT[kind] : found.first ?? [];
}
