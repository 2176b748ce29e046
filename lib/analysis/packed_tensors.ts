import type { Packed } from "../operators/define.ts";
import { Contradiction, Unknown } from "../operators/operand.ts";
import { namedInputs } from "./named_operands.ts";
import type { TypedModel, TypedNode } from "./typed_model.ts";

/** What packed tensors stand for, by the value's name, as the operators say that use them. */
export function findPacked({ nodes }: TypedModel): ReadonlyMap<string, Packed> {
  const found = new Map<string, Packed>();
  for (const node of nodes) {
    if (node.operator?.packed === undefined) continue;
    const packed = packedInputs(node);
    for (const [name, value] of namedInputs(node.operator, node.node.inputs)) {
      const known = packed[name];
      if (known !== undefined && known.shape.every((size) => Number.isSafeInteger(size) && size >= 0)) found.set(value, known);
    }
  }
  return found;
}

function packedInputs({ operator, binding }: TypedNode): { readonly [name: string]: Packed | undefined } {
  if (binding === undefined) return {};
  try {
    return operator!.packed!(binding.inputs, binding.attributes);
  } catch (error) {
    if (error instanceof Unknown || error instanceof Contradiction) return {}; // the node's own problem says why
    throw error;
  }
}
