/**
 * What is free in a network, and the costs that are expressions in it.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import { printSymbol } from "../model/dim_text.ts";
import type { Relation } from "../operators/define.ts";
import { exactDim, literalDim, numberOf } from "./dim_text.ts";
import { printable, shortenEnd } from "./printable_text.ts";
import type { ProfileView } from "./profile_view.ts";
import { missingIn } from "./totals_rows.ts";

/** So many sizes and conditions are named. */
const MOST = 12;
/** Expressions in a sentence are cut at this length. */
const EXPRESSION_WIDTH = 60;

/** A relation in words that need no brackets. */
const RELATIONS: Readonly<Record<Relation, (left: string, right: string) => string>> = {
  "equals": (left, right) => `${left} = ${right}`,
  "equals or is 1": (left, right) => `${left} = ${right} (or one of them is 1)`,
  "is a multiple of": (left, right) => `${left} is a multiple of ${right}`,
  "is at most": (left, right) => `${left} ≤ ${right}`,
};

/** A cost in closed form. */
export interface ClosedForm {
  /** The cost, by the name that code uses for it. */
  readonly name: string;
  /** `≥` where nodes are missing in it. */
  readonly relation: "=" | "≥";
  /** The expression, as the JSON contract writes it. */
  readonly expression: string;
  /** The expression's value at the stand-ins; `undefined` where they make no sense in it. */
  readonly example: number | undefined;
}

/** The totals that are expressions. Empty where all are numbers. */
export function closedForms(view: ProfileView): ClosedForm[] {
  const { profile: { totals: { macs, flops, memoryAccess, peak } }, standIns } = view;
  const { work, memory } = missingIn(view);
  const costs: [name: string, dim: Dim, partly: boolean][] = [
    ["macs", macs, work],
    ["flops", flops, work],
    ["memoryAccess.elements", memoryAccess.elements, memory],
    ["memoryAccess.readBytes", memoryAccess.readBytes, memory],
    ["memoryAccess.writeBytes", memoryAccess.writeBytes, memory],
    ["peak.activationBytes", peak.activationBytes, work || memory],
  ];
  return costs.filter(([, dim]) => numberOf(dim) === undefined)
    .map(([name, dim, partly]) => ({ name, relation: partly ? "≥" : "=", expression: literalDim(dim), example: standIns.valueOf(dim) }));
}

/** The names of the sizes that a caller may give. */
export function freeSizeNames({ standIns }: ProfileView): string[] {
  const names = [...standIns.values.keys()].filter((name) => !standIns.fromData.includes(name));
  return cut(names.map((name) => printable(printSymbol(name))));
}

/** The sizes that only the data tell, with what is known of each. */
export function dataSizeWords({ profile: { ranges }, standIns }: ProfileView): string[] {
  return cut(standIns.fromData.map((name) => {
    const { min, max } = ranges.get(name)!;
    const write = (dim: Dim) => shortenEnd(exactDim(dim), EXPRESSION_WIDTH);
    return `${printable(printSymbol(name))} (${max === undefined ? `${write(min)} or more` : `${write(min)} to ${write(max)}`})`;
  }));
}

/** What must hold between the free sizes for the network to run. */
export function conditionWords({ profile: { constraints } }: ProfileView): string[] {
  const write = (dim: Dim) => shortenEnd(literalDim(dim), EXPRESSION_WIDTH);
  return cut(constraints.map(({ left, relation, right }) => RELATIONS[relation](write(left), write(right))));
}

function cut(words: readonly string[]): string[] {
  return words.length > MOST ? [...words.slice(0, MOST), `… ${words.length - MOST} more`] : [...words];
}
