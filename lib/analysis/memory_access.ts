/**
 * How much memory a node touches, with an ideal kernel: each operand read once, each result written once (the "MAC" of the ShuffleNetV2 paper).
 *
 * @module
 */
import { type Dim, multiply, product, sum } from "../model/dim.ts";
import type { DType } from "../model/dtype.ts";
import type { ValueType } from "../model/types.ts";
import type { Operands } from "../operators/define.ts";
import { byteCount } from "./byte_count.ts";
import type { TypedModel, TypedNode } from "./typed_model.ts";
import { namedInputs, namedOutputs } from "./named_operands.ts";
import type { StoredTensors } from "./stored_tensors.ts";

/** Elements and bytes that something reads and writes. */
export interface MemoryAccess {
  /** Elements read and written. */
  readonly elements: Dim;
  /** Bytes read. */
  readonly readBytes: Dim;
  /** Bytes written. */
  readonly writeBytes: Dim;
}

/** No access at all. */
export const NO_ACCESS: MemoryAccess = { elements: 0, readBytes: 0, writeBytes: 0 };

/** The access of one node that runs at inference, or `undefined` where a shape is not known. */
export function measureAccess(
  typed: TypedModel,
  stored: StoredTensors,
  node: TypedNode,
  outputs: Operands<string>,
): MemoryAccess | undefined {
  const { operator, binding } = node;
  if (operator === undefined || binding === undefined) return undefined;
  if (operator.view !== undefined) return NO_ACCESS;
  const partial = operator.reads?.(binding.inputs, outputs, binding.attributes) ?? {};
  const made = operator.writes?.(binding.inputs, binding.attributes) ?? {};
  const reads = new Map<string, Touched>();
  for (const [name, value] of namedInputs(operator, node.node.inputs)) {
    if (operator.shapeOperands?.includes(name) || reads.has(value)) continue;
    const read = touched(typed.values.get(value)?.type, partial[name], stored.rootOf(value)?.tensor.dtype);
    if (read === undefined) return undefined;
    reads.set(value, read);
  }
  const writes: Touched[] = [];
  for (const [name, value] of namedOutputs(operator, node.node.outputs)) {
    const written = touched(typed.values.get(value)?.type, made[name]);
    if (written === undefined) return undefined;
    writes.push(written);
  }
  const all = [...reads.values(), ...writes];
  return { elements: sum(all.map(({ count }) => count)), readBytes: bytes(reads.values()), writeBytes: bytes(writes) };
}

/** Elements of one type that are read or written. */
interface Touched {
  readonly count: Dim;
  readonly dtype: DType;
}

/** So many elements of a value, or all of them; `undefined` where that cannot be told. */
function touched(type: ValueType | undefined, count = elementsOf(type), dtype = elementType(type)): Touched | undefined {
  if (count === 0) return { count, dtype: dtype ?? "uint8" };
  return count === undefined || dtype === undefined ? undefined : { count, dtype };
}

/** How many elements a value has: a tensor's, or those of all tensors of a sequence that is known item by item. */
function elementsOf(type: ValueType | undefined): Dim | undefined {
  if (type?.kind === "tensor") return type.shape && product(type.shape);
  if (type?.kind !== "sequence" || type.items === undefined) return undefined;
  const counts = type.items.map(elementsOf);
  return counts.some((count) => count === undefined) ? undefined : sum(counts as Dim[]);
}

function elementType(type: ValueType | undefined): DType | undefined {
  if (type?.kind === "tensor") return type.dtype;
  if (type?.kind === "map") return elementType(type.value);
  return type && elementType(type.element);
}

function bytes(tensors: Iterable<Touched>): Dim {
  return sum([...tensors].map(({ count, dtype }) => byteCount(count, dtype)));
}

/** The accesses of several things together. */
export function sumAccess(all: readonly MemoryAccess[]): MemoryAccess {
  return {
    elements: sum(all.map((access) => access.elements)),
    readBytes: sum(all.map((access) => access.readBytes)),
    writeBytes: sum(all.map((access) => access.writeBytes)),
  };
}

/** `times` times the same access. */
export function repeatAccess({ elements, readBytes, writeBytes }: MemoryAccess, times: Dim): MemoryAccess {
  return { elements: multiply(elements, times), readBytes: multiply(readBytes, times), writeBytes: multiply(writeBytes, times) };
}
