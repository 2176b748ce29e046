import type { Dim } from "../../model/dim.ts";
import { product } from "../../model/dim.ts";
import type { Draft } from "../calls/draft.ts";
import { factor, type Formula, plus, times } from "./formula.ts";
import { biasOf, type LayerTable } from "./layer.ts";

/** How often the matrix is applied; left out where that is once. */
function rows(shape: readonly Dim[]): Formula[] {
  const count = product(shape.slice(0, -1));
  return count === 1 ? [] : [factor("rows", count, "vectors that the layer is applied to")];
}

/** One weight for each input and one bias, for each output: `(in + 1) × out`. */
function parameters(layer: Draft): Formula | undefined {
  if ((layer.parameters ?? []).length === 0) return undefined;
  const [from, to] = [layer.inputs[0]!.at(-1)!, layer.output.at(-1)!];
  return times(plus(factor("in", from, "input features"), biasOf(layer)), factor("out", to, "output features"));
}

function macs({ inputs: [x], output }: Draft): Formula {
  return times(...rows(output), factor("in", x!.at(-1)!, "input features"), factor("out", output.at(-1)!, "output features"));
}

/** `[…, m, k] · […, k, n]`. */
function productMacs({ inputs: [a], output }: Draft): Formula {
  const batch = product(output.slice(0, -2));
  const sizes = [factor("m", output.at(-2) ?? 1, "rows of the result"), factor("k", a!.at(-1)!, "length of each dot product")];
  const first = batch === 1 ? [] : [factor("B", batch, "matrices")];
  return times(...first, ...sizes, factor("n", output.at(-1) ?? 1, "columns of the result"));
}

/** Each result element is a sum over the letters that the result lacks. */
function einsumMacs({ inputs, details: { equation = "" } = {} }: Draft): Formula | undefined {
  const [left = "", right] = equation.replace(/\s/g, "").split("->");
  const terms = left.split(",");
  if (right === undefined || terms.length !== 2 || equation.includes("...")) return undefined;
  const sizes = new Map<string, Dim>();
  terms.forEach((term, index) => [...term].forEach((letter, axis) => sizes.set(letter, inputs[index]![axis]!)));
  return times(...[...sizes].map(([letter, size]) => factor(letter, size, `axis ${letter} of ${equation}`)));
}

/** Linear layers and matrix products. */
export const linears: LayerTable = {
  Linear: { parameters, macs },
  Addmm: { macs },
  MatMul: { macs: productMacs },
  Einsum: { macs: einsumMacs },
};
