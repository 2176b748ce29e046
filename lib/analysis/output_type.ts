/** What a rule says of an output, as a type that later rules can take at its word. */
import { constantOf, type Dim } from "../model/dim.ts";
import type { Element } from "../model/tensor.ts";
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

/** Sizes of real models have some 40 symbols and functions at most. */
const MAX_WEIGHT = 200;

/** Terms of a shape's product times the symbols and functions in each: real models have three terms at most. */
const MAX_PRODUCT = 512;

/**
 * A type whose sizes are not heavier than can be followed through a network. One that is becomes a size of its own, of which no more is known: the closed
 * forms stay readable, and costs stay bounds.
 *
 * @param fresh Makes a size of its own for an axis.
 */
export function withinReason(type: ValueType | undefined, fresh: (axis: number) => Dim): ValueType | undefined {
  if (type?.kind !== "tensor" || type.shape === undefined) return type;
  let [terms, weight, changed] = [1, 0, false];
  const shape = type.shape.map((dim, axis) => {
    if (typeof dim === "number") return dim;
    const [allTerms, allWeight] = [terms * dim.terms.size, weight + dim.weight];
    if (dim.weight > MAX_WEIGHT || allTerms * allWeight > MAX_PRODUCT) {
      changed = true;
      return fresh(axis);
    }
    [terms, weight] = [allTerms, allWeight];
    return dim;
  });
  return changed ? { ...type, shape } : type;
}

/** True for an element that is not too heavy to be followed. */
export function isWithinReason(element: Element): boolean {
  return typeof element !== "object" || element.weight <= MAX_WEIGHT;
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
