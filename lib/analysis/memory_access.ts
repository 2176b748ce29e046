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
import { namedInputs } from "./named_inputs.ts";
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
  const reads = new Map<string, { count: Dim; dtype: DType }>();
  for (const [name, value] of namedInputs(operator, node.node.inputs)) {
    if (operator.shapeOperands?.includes(name) || reads.has(value)) continue;
    const tensor = tensorOf(typed.values.get(value)?.type);
    if (tensor === undefined) return undefined;
    reads.set(value, { count: partial[name] ?? product(tensor.shape), dtype: stored.rootOf(value)?.tensor.dtype ?? tensor.dtype });
  }
  const writes: { count: Dim; dtype: DType }[] = [];
  for (const value of node.node.outputs) {
    if (value === "") continue;
    const tensor = tensorOf(typed.values.get(value)?.type);
    if (tensor === undefined) return undefined;
    writes.push({ count: product(tensor.shape), dtype: tensor.dtype });
  }
  const all = [...reads.values(), ...writes];
  return { elements: sum(all.map(({ count }) => count)), readBytes: bytes(reads.values()), writeBytes: bytes(writes) };
}

function tensorOf(type: ValueType | undefined): { dtype: DType; shape: readonly Dim[] } | undefined {
  if (type?.kind !== "tensor" || type.dtype === undefined || type.shape === undefined) return undefined;
  return { dtype: type.dtype, shape: type.shape };
}

function bytes(tensors: Iterable<{ count: Dim; dtype: DType }>): Dim {
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
