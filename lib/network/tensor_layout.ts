/**
 * Between the order in which a file has a tensor's elements and PyTorch's, where an exporter has changed it.
 *
 * @module
 */
import type { RecoveredName } from "../analysis/stored_tensors.ts";

/** The dimensions as PyTorch has them. */
export function pytorchShape(shape: readonly number[], recovered: RecoveredName | undefined): readonly number[] {
  if (recovered?.packed) return shape.slice(1);
  return recovered?.transposed ? shape.toReversed() : shape;
}

/**
 * For each element in PyTorch's order, where the file has it; `undefined` where both orders are the same.
 *
 * @param shape The dimensions in the file.
 */
export function fileOrder(shape: readonly number[], recovered: RecoveredName | undefined): Uint32Array | undefined {
  if (recovered?.transposed && shape.length > 1) return reversedAxes(shape);
  return recovered?.gates && gateOrder(shape, recovered.gates);
}

/** The file's axes from the last to the first. */
function reversedAxes(shape: readonly number[]): Uint32Array {
  const order = new Uint32Array(shape.reduce((product, dim) => product * dim, 1));
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, dim) => product * dim, 1)).toReversed();
  const dims = shape.toReversed();
  const index = dims.map(() => 0);
  let from = 0;
  for (let at = 0; at < order.length; at++) {
    order[at] = from;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < dims[axis]!) break;
      from -= dims[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return order;
}

/** Of a recurrent layer's matrix, whose rows stand gate by gate, the gates in PyTorch's order. */
function gateOrder(shape: readonly number[], gates: readonly number[]): Uint32Array {
  const count = shape.reduce((product, dim) => product * dim, 1);
  const each = count / gates.length;
  return Uint32Array.from({ length: count }, (_, at) => gates[Math.floor(at / each)]! * each + at % each);
}
