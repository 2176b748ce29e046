/**
 * Whether a network stays within a budget. What is not known is never within it.
 *
 * @module
 */
import { constantOf, type Dim } from "../model/dim.ts";
import { boundsOf } from "../model/dim_bounds.ts";
import { symbolsOf } from "../model/dim_substitute.ts";
import { printSymbol } from "../model/dim_text.ts";
import type { Integer } from "../model/integer.ts";
import { ArgumentError } from "./argument_error.ts";
import { type Limited, readLimit } from "./limit.ts";
import type { Profile } from "./profile.ts";

/** What a budget may limit. */
export type BudgetName = "macs" | "flops" | "parameters" | "parameterBytes" | "peak";

/** The most that each number may be, in words such as `"4.1G"` or `"100MiB"` or as a number: `{ macs: "4.1G", peak: "100MiB" }`. */
export type Budget = Readonly<Partial<Record<BudgetName, number | string>>>;

/** A number that passes its limit. */
export interface Overrun {
  /** Which number. */
  readonly name: BudgetName;
  /** How it is counted, where by a rule of its own: the convention of `flops`, or the tool that was asked for. */
  readonly convention?: string;
  /** True where it is in bytes. */
  readonly isBytes: boolean;
  /** The limit. */
  readonly limit: number;
  /** What it is; the least that it is, where `atLeast`. */
  readonly value: Integer;
  /** True where it may be more, as a part is not known. */
  readonly atLeast: boolean;
}

interface Budgeted {
  readonly unit: Limited;
  /** Whether it holds what nodes do, of which some may not be known. */
  readonly ofNodes: boolean;
  readonly words: string;
  of(profile: Profile): { readonly value: Dim; readonly convention?: string };
}

/** A cost, by the tool that was asked for, where it has a number of that name. */
function counted(name: "macs" | "flops"): Budgeted["of"] {
  return ({ countedBy, totals }) => {
    const theirs = countedBy?.numbers[name];
    if (theirs !== undefined) return { value: theirs, convention: countedBy!.convention.name };
    return { value: totals[name], ...(name === "flops" && { convention: "flopbook" }) };
  };
}

/** What can be limited. */
export const BUDGETED: Readonly<Record<BudgetName, Budgeted>> = {
  macs: { unit: "count", ofNodes: true, words: "macs", of: counted("macs") },
  flops: { unit: "count", ofNodes: true, words: "flops", of: counted("flops") },
  parameters: { unit: "count", ofNodes: false, words: "parameters", of: ({ totals }) => ({ value: totals.parameters }) },
  parameterBytes: { unit: "bytes", ofNodes: false, words: "bytes of parameters", of: ({ totals }) => ({ value: totals.parameterBytes }) },
  peak: { unit: "bytes", ofNodes: true, words: "peak activations", of: ({ totals }) => ({ value: totals.peak.activationBytes }) },
};

/**
 * The numbers of a network that pass their limits; empty where all stay within.
 *
 * @throws {ArgumentError} If the budget limits what cannot be, a limit is no number, or a number depends on sizes that were left free.
 * @throws {RangeError} If it cannot be told whether a number passes its limit, as a part of it is not known or depends on the data.
 */
export function overrunsOf(profile: Profile, budget: Budget): Overrun[] {
  return Object.entries(budget).flatMap(([name, limit]) => {
    if (!Object.hasOwn(BUDGETED, name)) {
      throw new ArgumentError(`Cannot limit ${JSON.stringify(name)} as it must be one of: ${Object.keys(BUDGETED).join(", ")}`);
    }
    return limit === undefined ? [] : overrunOf(profile, name as BudgetName, limit);
  });
}

function overrunOf(profile: Profile, name: BudgetName, given: number | string): Overrun[] {
  const { unit, ofNodes, words, of } = BUDGETED[name];
  const limit = readLimit(given, unit);
  if (ofNodes && profile.model.hasGraph === false) {
    throw new RangeError(`Cannot tell whether ${words} stay within ${given} as the file holds weights and no graph: give the model itself`);
  }
  const { value, convention } = of(profile);
  const { min, max } = boundsOf(value, profile.ranges);
  const free = [...new Set([min, max ?? 0].flatMap((bound) => [...symbolsOf(bound)]))];
  const [least, most] = [constantOf(min), max === undefined ? undefined : constantOf(max)];
  if (least === undefined || (max !== undefined && most === undefined)) throw notANumber(words, given, free);
  const isPartial = ofNodes && profile.nodes.some(({ problem }) => problem !== undefined);
  if (least > limit) {
    const atLeast = isPartial || most !== least;
    return [{ name, ...(convention !== undefined && { convention }), isBytes: unit === "bytes", limit, value: least, atLeast }];
  }
  if (isPartial) throw notKnown(profile, words, given, least);
  if (most === undefined || most > limit) {
    const range = most === undefined ? `${least} or more` : `${least} to ${most}`;
    throw new RangeError(
      `Cannot tell whether ${words} stay within ${given} as they depend on the data: ${range}. The contents of an input may decide (--value NAME=JSON)`,
    );
  }
  return [];
}

function notANumber(words: string, limit: number | string, free: readonly string[]): ArgumentError {
  const names = free.map(printSymbol);
  const [first = "NAME"] = names;
  const shown = names.length > 4 ? `${names.slice(0, 4).join(", ")}, … ${names.length - 4} more` : names.join(", ");
  return new ArgumentError(
    `Cannot tell whether ${words} stay within ${limit} as ${shown} ${names.length === 1 ? "is" : "are"} free: give ${
      names.length === 1 ? "it a value" : "each a value"
    } (--dim ${/^\w+$/.test(first) ? first : "NAME"}=1, in code dims), or shapes to the inputs (--input NAME=1x3x224x224)`,
  );
}

function notKnown({ nodes }: Profile, words: string, limit: number | string, least: Integer): RangeError {
  const unknown = nodes.filter(({ problem }) => problem !== undefined);
  const { name, op, problem } = unknown[0]!;
  const count = unknown.length === 1 ? "one operator is" : `${unknown.length} operators are`;
  return new RangeError(
    `Cannot tell whether ${words} stay within ${limit} as ${count} not wholly known, and the others make ${least}: ${op} ${
      JSON.stringify(name)
    }: ${problem}. ` +
      "Sizes or contents of inputs (--input, --dim, --value) or, in code, a definition of the operator (operators) may tell",
  );
}
