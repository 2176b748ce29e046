/**
 * What a tool would count and what was assumed for it, in words.
 *
 * @module
 */
import type { ConventionCount, ConventionNumbers } from "../analysis/conventions/count.ts";
import { type Dim, subtract } from "../model/dim.ts";
import { exactDim, shortDim } from "./dim_text.ts";
import type { ProfileView } from "./profile_view.ts";
import { type TotalsRow, totalText } from "./total_text.ts";

/** Which tool, and which version of it. */
export function conventionWords({ convention: { name, version, source } }: ConventionCount): string {
  return `counted as by ${name} ${version}, ${source}`;
}

/** The tool's numbers as rows beside our own totals. */
export function conventionRows(view: ProfileView): TotalsRow[] {
  const { countedBy, totals } = view.profile;
  if (countedBy === undefined) return [];
  const { convention, numbers } = countedBy;
  return Object.entries(numbers).map(([name, dim]) => ({
    word: `${convention.name} ${name}`,
    ...totalText(view, dim, { partly: false, short: shortDim }),
    remark: name === convention.parameterNumber
      ? parametersRemark(countedBy, dim, totals.parameters)
      : name === convention.main
      ? convention.unit
      : "",
  }));
}

/** How a tool's parameter count differs from the true one, and why. */
function parametersRemark({ convention }: ConventionCount, counted: Dim, parameters: number): string {
  const difference = subtract(counted, parameters);
  if (difference === 0) return "all parameters";
  const isLess = typeof difference === "number" && difference < 0;
  return `${exactDim(isLess ? -difference : difference)} ${isLess ? "fewer" : "more"} than the parameters: ${convention.parameterRule}`;
}

/** What was assumed, with the numbers if it is not so, and what the tool would have counted besides. */
export function conventionNotes({ countedBy }: ProfileView["profile"]): string[] {
  if (countedBy === undefined) return [];
  const { convention, assumptions, shortfalls } = countedBy;
  return [
    ...shortfalls.map(({ text, missing }) => `${convention.name}: ${text}${inWords(", which it would have seen: ", missing)}`),
    ...assumptions.map(({ text, otherwise }) =>
      `${convention.name} assumes that ${text}${inWords("; otherwise ", changed(otherwise, countedBy.numbers))}`
    ),
  ];
}

function changed(otherwise: ConventionNumbers, numbers: ConventionNumbers): ConventionNumbers {
  return Object.fromEntries(Object.entries(otherwise).filter(([name, dim]) => numbers[name] !== dim));
}

function inWords(before: string, numbers: ConventionNumbers): string {
  const words = Object.entries(numbers).map(([name, dim]) => `${name} ${exactDim(dim)}`);
  return words.length === 0 ? "" : before + words.join(", ");
}
