import { type Dim, product, subtract } from "../model/dim.ts";
import { broadcast } from "./_broadcast.ts";
import { defineOperator, type Operator } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";
import { sumWork, type Work } from "./work.ts";

/** Einstein summation. Its work is that of joining the operands from left to right, two at a time, as torch.einsum does. */
export const einsum: Operator = defineOperator({
  name: "Einsum",
  summary: "Multiplies tensors along axes that share a letter and sums over the letters that the result does not have.",
  inputs: ["Inputs*"],
  outputs: ["Output"],
  attributes: { equation: "" },
  shape({ Inputs }, { equation }) {
    const { result, sizes } = parse(equation, Inputs);
    return [result.map((label) => sizes.get(label)!)];
  },
  work({ Inputs }, _, { equation }) {
    const answer = joinAll(parse(equation, Inputs));
    return Object.keys(answer).length === 0 ? { free: "movement" } : answer;
  },
});

interface Equation {
  /** The labels of each operand's axes. */
  readonly terms: readonly (readonly string[])[];
  /** The labels of the result's axes. */
  readonly result: readonly string[];
  readonly sizes: ReadonlyMap<string, Dim>;
}

function parse(equation: string, operands: readonly Operand[]): Equation {
  const [left = "", right] = equation.replaceAll(" ", "").split("->");
  const texts = left.split(",");
  if (texts.length !== operands.length) {
    throw new Contradiction(`equation must have ${operands.length} terms: current equation is ${JSON.stringify(equation)}`);
  }
  const terms = texts.map((text, index) => labelsOf(text, operands[index]!.rank));
  const stretched = longest(terms.map((term) => term.filter((label) => label.startsWith("."))));
  const result = right === undefined
    ? impliedResult(terms, stretched)
    : labelsOf(right, right.replace("...", "").length + stretched.length);
  const sizes = sizesOf(terms, operands);
  const unknown = result.find((label) => !sizes.has(label));
  if (unknown !== undefined) {
    throw new Contradiction(`equation must have ${unknown} before the arrow too: it is ${JSON.stringify(equation)}`);
  }
  return { terms, result, sizes };
}

/** One label an axis; axes under an ellipsis are `.2`, `.1`, `.0`, counted from its end, so that they align at the right. */
function labelsOf(text: string, rank: number): readonly string[] {
  const [before = "", after] = text.split("...");
  const stretched = after === undefined ? 0 : rank - before.length - after.length;
  if (stretched < 0 || before.length + stretched + (after?.length ?? 0) !== rank) {
    throw new Contradiction(`equation must name each axis: term ${JSON.stringify(text)} stands for a tensor of rank ${rank}`);
  }
  return [...before, ...Array.from({ length: stretched }, (_, index) => `.${stretched - 1 - index}`), ...(after ?? "")];
}

/** Without an arrow: the stretched axes, then the letters that occur once, in alphabetical order. */
function impliedResult(terms: readonly (readonly string[])[], stretched: readonly string[]): readonly string[] {
  const letters = terms.flat().filter((label) => !label.startsWith("."));
  return [...stretched, ...letters.filter((label) => letters.indexOf(label) === letters.lastIndexOf(label)).sort()];
}

function longest(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.reduce((long, list) => list.length > long.length ? list : long, []);
}

function sizesOf(terms: readonly (readonly string[])[], operands: readonly Operand[]): ReadonlyMap<string, Dim> {
  const sizes = new Map<string, Dim>();
  terms.forEach((term, index) =>
    term.forEach((label, axis) => sizes.set(label, broadcast([[sizes.get(label) ?? 1], [operands[index]!.shape[axis]!]])[0]!))
  );
  return sizes;
}

/** Joins the operands from left to right. A letter that only one of two has and nothing later needs is summed before they are joined. */
function joinAll({ terms, result, sizes }: Equation): Work {
  const sizeOf = (labels: Iterable<string>) => product([...labels].map((label) => sizes.get(label)!));
  const works: Work[] = [];
  const summed = (labels: ReadonlySet<string>, needed: ReadonlySet<string>) => {
    const left = new Set([...labels].filter((label) => needed.has(label)));
    if (left.size < labels.size) works.push({ adds: subtract(sizeOf(labels), sizeOf(left)) });
    return left;
  };
  let joined = new Set(terms[0]);
  terms.slice(1).forEach((term, index) => {
    const later = new Set([...result, ...terms.slice(index + 2).flat()]);
    const [left, right] = [summed(joined, new Set([...later, ...term])), summed(new Set(term), new Set([...later, ...joined]))];
    const all = new Set([...left, ...right]);
    joined = new Set([...all].filter((label) => later.has(label)));
    works.push(joined.size < all.size ? { macs: sizeOf(all) } : { muls: sizeOf(all) });
  });
  summed(joined, new Set(result));
  return sumWork(works);
}
