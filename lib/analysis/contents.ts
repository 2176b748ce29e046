import type { Element } from "../model/tensor.ts";
import type { ValueType } from "../model/types.ts";
import { type Binding, nameOf } from "../operators/bind.ts";
import type { Operator } from "../operators/define.ts";
import { Operand } from "../operators/operand.ts";
import { isWithinReason } from "./output_type.ts";

/** Contents are followed for shape arithmetic; more elements than a shape, an index list or a small mask has are data. */
const MAX_ELEMENTS = 4096;

/** What a node's outputs contain, where its operator tells and all that it needs is known. */
export function contentsOf(
  operator: Operator,
  binding: Binding,
  types: readonly (ValueType | undefined)[],
  outputs: readonly string[],
): readonly (readonly Element[] | undefined)[] | undefined {
  if (operator.value === undefined) return undefined;
  const operands = types.map((type, index) => new Operand(nameOf(operator.outputs[index] ?? outputs[index]!), type));
  if (!operands.every((operand) => isSmall(operand.type))) return undefined;
  try {
    const contents = operator.value(binding.inputs, binding.attributes, operands);
    return contents.map((elements, index) =>
      elements !== undefined && isWorthKeeping(elements, operands[index]) ? followed(elements) : undefined
    );
  } catch {
    return undefined; // a value that is not known leaves the shape as it was found
  }
}

/** The elements without those that are too heavy to be followed. */
function followed(elements: readonly Element[]): readonly Element[] {
  return elements.every(isWithinReason) ? elements : elements.map((element) => isWithinReason(element) ? element : undefined);
}

/** An element that is known makes the contents worth it; as many as the shape has they must be, or every rule that counts on that would go wrong. */
function isWorthKeeping(elements: readonly Element[], output: Operand | undefined): boolean {
  if (output === undefined || elements.length !== output.size) return false;
  return elements.length === 0 || elements.some((element) => element !== undefined);
}

function isSmall(type: ValueType | undefined): boolean {
  if (type?.kind !== "tensor" || type.shape === undefined) return false;
  let size = 1;
  for (const dim of type.shape) {
    if (typeof dim !== "number") return false;
    size *= dim;
  }
  return size <= MAX_ELEMENTS;
}
