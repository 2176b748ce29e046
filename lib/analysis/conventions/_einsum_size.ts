import { type Dim, product } from "../../model/dim.ts";
import { Unknown } from "../../operators/operand.ts";
import type { Call } from "../calls/call.ts";

/**
 * Products of an Einsum of two operands: one for each combination of its indices.
 *
 * @throws {Unknown} If it has another number of operands or an ellipsis.
 */
export function einsumSize(call: Call): Dim {
  return product(indicesOf(call).values());
}

/**
 * The FLOPs that numpy's `einsum_path` prints, to its four digits: two for a product that is also added, and one more.
 *
 * @throws {Unknown} If a size is not known.
 */
export function numpyEstimate(call: Call): number {
  const size = einsumSize(call);
  if (typeof size !== "number") throw new Unknown("numpy rounds its estimate of an Einsum, and sizes are not known");
  return Number(((isContraction(call) ? 2 : 1) * size + 1).toExponential(3));
}

/** The equation with its indices renamed in order of appearance: `a` first. */
export function plainEquation({ details: { equation = "" } }: Call): string {
  const letters = [...new Set(equation.replaceAll(/[^A-Za-z]/g, ""))];
  return equation.replaceAll(" ", "").replaceAll(/[A-Za-z]/g, (letter) => String.fromCharCode(97 + letters.indexOf(letter)));
}

/** True where an index is summed over, so that each product is also added. */
export function isContraction(call: Call): boolean {
  const [, output = ""] = (call.details.equation ?? "").replaceAll(" ", "").split("->");
  return [...indicesOf(call).keys()].some((index) => !output.includes(index));
}

function indicesOf({ details: { equation = "" }, inputs }: Call): Map<string, Dim> {
  const terms = equation.replaceAll(" ", "").split("->")[0]!.split(",");
  if (terms.length !== 2 || equation.includes(".")) throw new Unknown(`the Einsum ${equation} is not of two plain operands`);
  return new Map(terms.flatMap((term, operand) => [...term].map((index, axis): [string, Dim] => [index, inputs[operand]![axis]!])));
}
