/**
 * All tools' numbers of one network, made ready to be shown beside each other.
 *
 * @module
 */
import type { ConventionCount } from "../analysis/conventions/count.ts";
import type { Profile } from "../analysis/profile.ts";
import { type Dim, subtract, sum } from "../model/dim.ts";
import { conventionNotes } from "./convention_words.ts";
import { exactDim, literalDim, numberOf } from "./dim_text.ts";
import { exactNumber } from "./number_text.ts";
import { printable } from "./printable_text.ts";
import type { StandIns } from "./stand_ins.ts";

/** What one tool would print. */
export interface ConventionRow {
  /** The convention, and the tool's version whose rules it has. */
  readonly name: string;
  /** The tool's version whose rules it has. */
  readonly version: string;
  /** What the tool calls its main number. */
  readonly number: string;
  /** Every digit, at the stand-ins where sizes are free; `?` where it cannot be told. */
  readonly value: string;
  /** The closed form, where sizes are free. */
  readonly closedForm?: string;
  /** How long its bar is, of the longest; by the sum before a tool divides it. Missing where it cannot be told. */
  readonly share?: number;
  /** What the numbers count. */
  readonly unit: string;
  /** Its parameter count; empty where it has none. */
  readonly parameters: string;
  /** Which parameters it counts, where not all. */
  readonly parameterRemark: string;
  /** Its other numbers. */
  readonly others: readonly string[];
  /** What is assumed, and what it lacks. */
  readonly notes: readonly string[];
}

/** One row a convention, in the order in which they are shown. */
export function conventionRowsOf(profile: Profile, counts: readonly ConventionCount[], { valueOf }: StandIns): ConventionRow[] {
  const sizes = counts.map(({ convention, items }) => {
    const parts = items[convention.main];
    return parts === undefined ? undefined : valueOf(sum(parts.map(({ amount }) => amount)));
  });
  const longest = Math.max(1, ...sizes.map((size) => size ?? 0));
  const digits = (dim: Dim | undefined) =>
    dim === undefined ? "?" : numberOf(dim) === undefined ? exactNumber(valueOf(dim)) : exactDim(dim);
  return counts.map((count, index): ConventionRow => {
    const { convention: { name, version, main, unit, parameterNumber, parameterRule = "" }, numbers } = count;
    const mainNumber = numbers[main];
    const parameters = parameterNumber === undefined ? undefined : numbers[parameterNumber];
    const share = sizes[index];
    return {
      name,
      version,
      number: main,
      value: digits(mainNumber),
      ...(mainNumber !== undefined && numberOf(mainNumber) === undefined && { closedForm: literalDim(mainNumber) }),
      ...(share !== undefined && { share: share / longest }),
      unit,
      parameters: parameterNumber === undefined ? "" : digits(parameters),
      parameterRemark: parameters === undefined || subtract(parameters, profile.totals.parameters) === 0 ? "" : parameterRule,
      others: Object.entries(numbers).filter(([each]) => each !== main && each !== parameterNumber).map(([each, dim]) =>
        `${each} ${digits(dim)}`
      ),
      notes: conventionNotes({ ...profile, countedBy: count }).map(printable),
    };
  });
}
