/**
 * Formulas in plain text: `(3 × 3 × 64 + 1) × 64`.
 *
 * @module
 */
import type { Factor, Formula } from "../analysis/explain/formula.ts";
import { exactDim, symbolText } from "./dim_text.ts";

/** What stands for a number: its symbol, or itself. */
export type Writing = "symbols" | "numbers";

/** A formula with symbols, or with the numbers put in. */
export function formulaText(formula: Formula, writing: Writing): string {
  if (formula.kind === "factor") return factorText(formula, writing);
  const parts = formula.parts.map((part) => {
    const text = formulaText(part, writing);
    return formula.kind !== "sum" && needsBrackets(part, text, writing) ? `(${text})` : text;
  });
  if (formula.kind === "sum") return parts.join(" + ").replaceAll("+ -", "- ");
  return parts.join(formula.kind === "product" ? " × " : " / ");
}

function factorText({ value, symbol }: Factor, writing: Writing): string {
  return writing === "symbols" && symbol !== undefined ? symbolText(symbol) : exactDim(value);
}

/** A sum within a product, also one that stands in the place of a number. */
function needsBrackets(part: Formula, text: string, writing: Writing): boolean {
  if (part.kind !== "factor") return part.kind === "sum";
  return (writing === "numbers" || part.symbol === undefined) && (text.startsWith("-") || / [+-] /.test(text));
}
