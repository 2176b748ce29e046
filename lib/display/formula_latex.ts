/**
 * Formulas in LaTeX, of the commands that MathJax and KaTeX both know.
 *
 * @module
 */
import type { Formula } from "../analysis/explain/formula.ts";
import { constantOf, type Dim, type SymbolicDim } from "../model/dim.ts";
import type { Writing } from "./formula_text.ts";
import { exactNumber } from "./number_text.ts";
import { shortenMiddle } from "./printable_text.ts";

/** A formula with symbols, or with the numbers put in. */
export function formulaLatex(formula: Formula, writing: Writing): string {
  if (formula.kind === "factor") {
    return writing === "symbols" && formula.symbol !== undefined ? symbolLatex(formula.symbol) : dimLatex(formula.value);
  }
  if (formula.kind === "quotient") {
    return `\\frac{${formulaLatex(formula.parts[0]!, writing)}}{${formulaLatex(formula.parts[1]!, writing)}}`;
  }
  const parts = formula.parts.map((part) => {
    const text = formulaLatex(part, writing);
    return formula.kind === "product" && isSum(part, writing) ? `(${text})` : text;
  });
  return formula.kind === "product" ? parts.join(" \\times ") : parts.join(" + ").replaceAll("+ -", "- ");
}

function isSum(part: Formula, writing: Writing): boolean {
  if (part.kind !== "factor") return part.kind === "sum";
  if (writing === "symbols" && part.symbol !== undefined) return false;
  return typeof part.value !== "number" ? part.value.terms.size > 1 : part.value < 0;
}

/** A letter with an index (`Cin`), or a word. */
export function symbolLatex(symbol: string): string {
  const indexed = /^(?!in$)([A-Z]|[a-z](?=[a-z\d]$))([a-z\d]+)$/.exec(symbol);
  if (indexed !== null) return `${indexed[1]}_{\\mathrm{${indexed[2]}}}`;
  return /^[A-Za-z]$/.test(symbol) ? symbol : wordLatex(symbol);
}

/** A longer name is cut in its middle. */
const WORD_WIDTH = 40;

/** A name from a model file: what could be a command is left out. */
function wordLatex(word: string): string {
  return `\\mathrm{${shortenMiddle(word, WORD_WIDTH).replace(/[^\w.+-]/g, "·").replaceAll("_", "\\_")}}`;
}

/** A number with its thousands apart, or an expression. */
export function dimLatex(dim: Dim): string {
  const constant = constantOf(dim);
  return constant === undefined ? polynomialLatex(dim as SymbolicDim) : numberLatex(constant);
}

function numberLatex(value: number | bigint): string {
  return exactNumber(value).replaceAll(",", "{,}");
}

function polynomialLatex({ terms }: SymbolicDim): string {
  const parts = [...terms].sort(([a], [b]) => b.atoms.length - a.atoms.length).map(([{ atoms }, coefficient]) => {
    const factors = atoms.map(atomLatex);
    if (factors.length === 0 || (coefficient !== 1 && coefficient !== -1)) factors.unshift(numberLatex(coefficient));
    else if (coefficient === -1) factors[0] = `-${factors[0]}`;
    return factors.join(" \\cdot ");
  });
  return parts.join(" + ").replaceAll("+ -", "- ");
}

type AtomOf = SymbolicDim["terms"] extends ReadonlyMap<infer M, unknown> ? M extends { readonly atoms: readonly (infer A)[] } ? A : never
  : never;

function atomLatex({ symbol, call }: AtomOf): string {
  if (call === undefined) return wordLatex(symbol!);
  const [left, right] = [dimLatex(call.left), dimLatex(call.right)];
  if (call.name === "floor") return `\\left\\lfloor \\frac{${left}}{${right}} \\right\\rfloor`;
  if (call.name === "ceil") return `\\left\\lceil \\frac{${left}}{${right}} \\right\\rceil`;
  return `\\${call.name}(${left}, ${right})`;
}
