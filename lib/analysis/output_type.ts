/** What a rule says of an output, as a type that later rules can take at its word. */
import { constantOf, type Dim } from "../model/dim.ts";
import type { TensorType, ValueType } from "../model/types.ts";
import type { OutputType } from "../operators/define.ts";
import { Contradiction } from "../operators/operand.ts";

/** Axes of a tensor: files with more are refused, and so are nodes that would make more. */
const MAX_RANK = 64;

/**
 * The whole type. A rule checks its operands as far as that tells users something; whatever else it is given (operands of too few axes, numbers near 2^63),
 * no size that is none gets any further.
 *
 * @param dtype The element type where the answer is a shape alone: the first input's.
 * @throws {Contradiction} If a size is missing, below 0 or no whole number, or there are more than 64.
 */
export function outputType(answer: OutputType, dtype: TensorType["dtype"]): ValueType | undefined {
  if (answer === undefined) return undefined;
  const type: ValueType = "kind" in answer ? answer : { kind: "tensor", ...(dtype && { dtype }), shape: answer };
  if (type.kind === "tensor" && type.shape !== undefined) checkShape(type.shape);
  return type;
}

function checkShape(shape: readonly (Dim | undefined)[]): void {
  if (shape.length > MAX_RANK) throw new Contradiction(`outputs must have at most ${MAX_RANK} axes: this one has ${shape.length}`);
  for (let axis = 0; axis < shape.length; axis++) { // not a method that leaves out holes
    const dim = shape[axis];
    const constant = dim === undefined ? NaN : constantOf(dim);
    if (constant === undefined || (constant >= 0 && (typeof constant === "bigint" || Number.isInteger(constant)))) continue;
    const present = Array.from(shape, (dim) => dim === undefined ? "?" : String(dim)).join(", ");
    throw new Contradiction(`the operands and attributes must fit each other: they lead to an output of shape [${present}]`);
  }
}
