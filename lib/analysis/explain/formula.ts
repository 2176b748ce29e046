/**
 * Formulas as they are taught, with the numbers that are put into them: small trees that evaluate by the arithmetic of sizes.
 *
 * @module
 */
import { type Dim, divideExactly, floorDivide, product, sum } from "../../model/dim.ts";

/** A number in a formula, with the symbol that stands for it. */
export interface Factor {
  /** Marks a number among the other kinds of formula. */
  readonly kind: "factor";
  /** How much it is. */
  readonly value: Dim;
  /** The symbol: a letter, whose index are the letters behind it (`Cin`), or a word. Missing for a number that is the same in every such layer. */
  readonly symbol?: string;
  /** What the symbol stands for, in words. */
  readonly meaning?: string;
}

/** A product, a sum, or a quotient of formulas. */
export interface Operation {
  /** What is done. */
  readonly kind: "product" | "sum" | "quotient";
  /** To what; a quotient has two. */
  readonly parts: readonly Formula[];
}

/** A formula. */
export type Formula = Factor | Operation;

/** A number with its symbol. */
export function factor(symbol: string, value: Dim, meaning: string): Factor {
  return { kind: "factor", value, symbol, meaning };
}

/** A number that is the same in every such layer. */
export function literal(value: Dim): Factor {
  return { kind: "factor", value };
}

/** The product of these; a product in it joins it. */
export function times(...parts: readonly Formula[]): Formula {
  const flat = parts.flatMap((part) => part.kind === "product" ? part.parts : [part]);
  return flat.length === 1 ? flat[0]! : { kind: "product", parts: flat };
}

/** The sum of these. */
export function plus(...parts: readonly Formula[]): Formula {
  return parts.length === 1 ? parts[0]! : { kind: "sum", parts };
}

/** One divided by another that divides it. */
export function over(above: Formula, below: Formula): Formula {
  return { kind: "quotient", parts: [above, below] };
}

/** What a formula comes to. */
export function valueOf(formula: Formula): Dim {
  if (formula.kind === "factor") return formula.value;
  const values = formula.parts.map(valueOf);
  if (formula.kind === "product") return product(values);
  if (formula.kind === "sum") return sum(values);
  return divideExactly(values[0]!, values[1]!) ?? floorDivide(values[0]!, values[1]!);
}

/** The numbers of a formula that have a symbol, in order, each once: a layer that runs at several sizes has a symbol with several numbers. */
export function symbolsIn(formula: Formula): Factor[] {
  const all = formula.kind === "factor" ? [formula] : formula.parts.flatMap(symbolsIn);
  const seen = new Map<string, Factor>();
  for (const each of all) {
    if (each.symbol !== undefined && !seen.has(`${each.symbol}=${each.value}`)) seen.set(`${each.symbol}=${each.value}`, each);
  }
  return [...seen.values()];
}
