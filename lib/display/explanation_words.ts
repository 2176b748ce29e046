/**
 * An explanation in words that all its displays share.
 *
 * @module
 */
import type { ConventionRule, NumberShare } from "../analysis/explain/convention_rules.ts";
import type { Explanation } from "../analysis/explain/explain.ts";
import { symbolsIn } from "../analysis/explain/formula.ts";
import type { Quantity } from "../analysis/explain/quantities.ts";
import { type Dim, sum } from "../model/dim.ts";
import { PRIMITIVES } from "../operators/work.ts";
import { exactDim, shapeText } from "./dim_text.ts";
import { printable, shortenMiddle } from "./printable_text.ts";

/** So many parts of a module are shown. */
export const MOST_PARTS = 40;

/** A longer name is cut in its middle. */
const NAME_WIDTH = 120;

/** The name of what is explained. */
export function explainedName({ name }: Explanation): string {
  return name === "" ? "the network" : shortenMiddle(printable(name), NAME_WIDTH);
}

/** Why something is not known, as long as a reader follows. */
export function problemText(problem: string): string {
  return shortenMiddle(printable(problem), 300);
}

/** What it is, and the shapes of what goes in and comes out. */
export function kindWords({ type, inputShapes, outputShapes }: Explanation): string {
  const shapes = (list: Explanation["outputShapes"]) => list.slice(0, 4).map((shape) => shapeText(shape, 60)).join(", ");
  const flow = outputShapes.length === 0 ? "" : `, ${inputShapes.length === 0 ? "" : `${shapes(inputShapes)} → `}${shapes(outputShapes)}`;
  return `${shortenMiddle(printable(type), NAME_WIDTH)}${flow}`;
}

/** What a number without a formula consists of, or what there is to say of it. */
export function countWords({ name, value, counts = {}, formula, note }: Quantity): string {
  if (note !== undefined) return printable(note);
  if (formula !== undefined || name !== "flops" || value === 0) return "";
  return Object.entries(counts).filter(([primitive]) => primitive !== "bits").map(([primitive, count]) => `${exactDim(count)} ${primitive}`)
    .join(", ");
}

/** A symbol, with all numbers that it stands for. */
export interface LegendEntry {
  /** The symbol. */
  readonly symbol: string;
  /** The numbers. */
  readonly values: readonly Dim[];
  /** What it is, in words. */
  readonly meaning: string;
}

/** What the symbols of all formulas stand for; the names of operations speak for themselves. */
export function legend({ quantities }: Explanation): LegendEntry[] {
  const factors = quantities.flatMap(({ formula }) => formula === undefined ? [] : symbolsIn(formula));
  const own = factors.filter(({ symbol }) => !Object.hasOwn(PRIMITIVES, symbol!));
  return [...Map.groupBy(own, ({ symbol }) => symbol!)].map(([symbol, same]) => ({
    symbol,
    values: [...new Set(same.map(({ value }) => value))],
    meaning: [...new Set(same.map(({ meaning }) => meaning!))].join(", or "),
  }));
}

/** The sum of the parts' numbers of that name. */
export function partsSum({ parts }: Explanation, name: Quantity["name"]): Dim {
  return sum(parts.flatMap(({ quantities }) => quantities.filter((quantity) => quantity.name === name).map(({ value }) => value)));
}

/** A row of how tools count it. */
export interface RuleRow {
  /** The tool and its version. */
  readonly tool: string;
  /** Its name for the number. */
  readonly number: string;
  /** How much. */
  readonly amount: string;
  /** Its rule in words; empty where there are parts. */
  readonly rule: string;
  /** What the amount consists of, where that is more than one thing. */
  readonly parts: readonly { readonly amount: string; readonly rule: string }[];
}

/** A row for each tool's main number, and for each other number of operations or parameters that is not the same as that, or as the true count. */
export function ruleRows({ conventions, quantities }: Explanation): RuleRow[] {
  const parameters = quantities.find(({ name }) => name === "parameters")?.value;
  return conventions.flatMap((convention) => {
    const main = convention.numbers.find(({ isMain }) => isMain)?.amount;
    const shown = convention.numbers.filter(({ number, isMain, amount }) =>
      isMain || (amount !== main && amount !== parameters && amount !== 0 && !/bytes$/i.test(number))
    );
    return shown.map((share) => ruleRow(convention, share));
  });
}

function ruleRow({ tool, version }: ConventionRule, { number, amount, parts, isShared }: NumberShare): RuleRow {
  const more = isShared ? "; seen as one with other nodes" : "";
  const row = { tool: `${tool} ${version}`, number, amount: amount === undefined ? "?" : exactDim(amount), parts: [] };
  if (amount === undefined) return { ...row, rule: "cannot be told" };
  if (parts.length === 0) return { ...row, rule: "counts nothing for it" };
  if (parts.length === 1) return { ...row, rule: parts[0]!.reason + more };
  return { ...row, rule: more.slice(2), parts: parts.map((part) => ({ amount: exactDim(part.amount), rule: part.reason })) };
}
