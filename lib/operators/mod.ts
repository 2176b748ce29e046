/**
 * The table of operators. A new one is a file beside this, a line here, and a test.
 *
 * @module
 */
import { conv } from "./conv.ts";
import type { Operator } from "./define.ts";
import { elementwiseOperators } from "./elementwise.ts";

/** Every operator that has a definition. */
export const OPERATORS: readonly Operator[] = [
  // arithmetic
  conv,
  ...elementwiseOperators,
  // data and shapes
];

const byName = new Map(OPERATORS.map((operator) => [`${operator.domain ?? "ai.onnx"}::${operator.name}`, operator]));

/** The definition of an operator, if there is one. */
export function operatorOf(domain: string, name: string): Operator | undefined {
  return byName.get(`${domain}::${name}`);
}
