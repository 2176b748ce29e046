/** How an expression is written: integers, symbols, `+ - * ( )`, `floor(a/b)`, `ceil(a/b)`, `min(a, b)`, `max(a, b)`. */
import type { Atom, Dim, Monomial, Terms } from "./polynomial.ts";

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const FUNCTIONS = new Set(["floor", "ceil", "min", "max"]);

/** The text of a polynomial, terms of higher degree first; the same whatever order it was built in. */
export function printTerms(terms: Terms): string {
  const parts = [...terms].map(([monomial, coefficient]) => ({ coefficient, factors: printFactors(monomial) }));
  parts.sort((a, b) => b.factors.length - a.factors.length || compareLists(a.factors, b.factors));
  let text = "";
  for (const { coefficient, factors } of parts) {
    const negative = coefficient < 0;
    const size = negative ? -coefficient : coefficient;
    const term = [...(size === 1 && factors.length > 0 ? [] : [String(size)]), ...factors].join("*");
    text += text === "" ? (negative ? `-${term}` : term) : (negative ? ` - ${term}` : ` + ${term}`);
  }
  return text;
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [a.join("*"), b.join("*")];
  return left < right ? -1 : left > right ? 1 : 0;
}

function printFactors(monomial: Monomial): string[] {
  return monomial.atoms.map(printAtom).sort();
}

function printAtom({ symbol, call }: Atom): string {
  if (call === undefined) return printSymbol(symbol!);
  const { name, left, right } = call;
  return name === "min" || name === "max" ? `${name}(${left}, ${right})` : `${name}(${operand(left)}/${operand(right)})`;
}

/** A free dimension's name, in backquotes where it is no identifier or would read as a function. */
export function printSymbol(name: string): string {
  return IDENTIFIER.test(name) && !FUNCTIONS.has(name) ? name : `\`${name.replaceAll("`", "'")}\``;
}

function operand(dim: Dim): string {
  const text = String(dim);
  return /^[A-Za-z0-9_]+$/.test(text) ? text : `(${text})`;
}
