/**
 * A waterfall made ready to be shown: where each bar begins and ends, and every text, printable.
 *
 * @module
 */
import type { Step, Waterfall } from "../analysis/reconcile/waterfall.ts";
import type { Side } from "../analysis/reconcile/side.ts";
import { type Dim, sum } from "../model/dim.ts";
import { exactDim, literalDim, numberOf } from "./dim_text.ts";
import { exactNumber, shortNumber } from "./number_text.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";
import type { StandIns } from "./stand_ins.ts";

/** So many steps are shown, the largest; the others in one. */
const STEPS = 24;
/** So many modules are named. */
const MODULES = 2;

/** Mid-tones that read on white and on black. */
export const WATERFALL_COLORS = { total: "#4c78a8", more: "#54a24b", less: "#e45756" } as const;

/** A bar with its words. */
export interface WaterfallRow {
  /** A number at an end, or a step up or down. */
  readonly kind: keyof typeof WATERFALL_COLORS;
  /** What it is about. */
  readonly title: string;
  /** The reason. */
  readonly text: string;
  /** Every digit, with a sign where it is a step; at the stand-ins where sizes are free; `?` where that cannot be told. */
  readonly amount: string;
  /** The same with three digits and a unit. */
  readonly short: string;
  /** The closed form, where sizes are free. */
  readonly closedForm?: string;
  /** Which nodes and modules are behind it. */
  readonly places: string;
  /** Where the bar begins and ends, at the stand-ins; missing where that cannot be told. */
  readonly span?: readonly [start: number, end: number];
}

/** The rows of a waterfall, from the number that it begins with to the one that it ends with. */
export function waterfallRows({ from, to, steps }: Waterfall, { valueOf }: StandIns): WaterfallRow[] {
  let before = valueOf(from.value);
  const rows = shownSteps(steps).map((step): WaterfallRow => {
    const [start, end] = [before, valueOf(step.after)];
    before = end;
    const value = valueOf(step.amount);
    return {
      kind: (value ?? 0) < 0 ? "less" : "more",
      title: shortenEnd(printable(step.title), 60),
      text: printable(step.text),
      ...amountWords(step.amount, value, true),
      places: placesText(step),
      ...(start !== undefined && end !== undefined && { span: [start, end] as const }),
    };
  });
  return [totalRow(from, valueOf), ...rows, totalRow(to, valueOf)];
}

/** The largest steps in their order, and one for all others before the last that is of the whole number. */
function shownSteps(steps: readonly Step[]): Step[] {
  if (steps.length <= STEPS) return [...steps];
  const isWhole = ({ kind }: Step) => kind === "finish" || kind === "sample";
  const end = steps.findLastIndex((step) => !isWhole(step)) + 1;
  const others = steps.slice(STEPS, end);
  const rest: Step = {
    ...others[0]!,
    title: `${others.length} smaller steps`,
    text: others.map(({ title }) => title).join(", "),
    amount: sum(others.map(({ amount }) => amount)),
    after: others.at(-1)!.after,
    nodes: [...new Set(others.flatMap(({ nodes }) => nodes))],
    modules: [],
  };
  return others.length < 2 ? [...steps] : [...steps.slice(0, STEPS), rest, ...steps.slice(end)];
}

function totalRow(side: Side, valueOf: StandIns["valueOf"]): WaterfallRow {
  const value = valueOf(side.value);
  const { convention } = side.count;
  return {
    kind: "total",
    title: `${convention.name} ${side.number}`,
    text: side.number === convention.main
      ? convention.unit
      : side.number === convention.parameterNumber
      ? convention.parameterRule ?? ""
      : "",
    ...amountWords(side.value, value, false),
    places: "",
    ...(value !== undefined && { span: [0, value] as const }),
  };
}

function amountWords(amount: Dim, value: number | undefined, signed: boolean): Pick<WaterfallRow, "amount" | "short" | "closedForm"> {
  const free = numberOf(amount) === undefined;
  const digits = free ? exactNumber(value === undefined ? undefined : Math.abs(value)) : exactDim(amount).replace("-", "");
  const sign = !signed || value === undefined || value === 0 ? "" : value < 0 ? "−" : "+";
  const short = sign + shortNumber(value === undefined ? undefined : Math.abs(value));
  return { amount: sign + digits, short, ...(free && { closedForm: literalDim(amount) }) };
}

function placesText({ nodes, modules }: Step): string {
  if (nodes.length === 0) return "";
  const names = modules.slice(0, MODULES).map((name) => shortenMiddle(printable(name), 36)).join(", ");
  const more = modules.length > MODULES ? `, … ${exactNumber(modules.length - MODULES)} more` : "";
  return `${exactNumber(nodes.length)} ${nodes.length === 1 ? "node" : "nodes"}${names === "" ? "" : ` in ${names}${more}`}`;
}

/** The largest number that a bar reaches, and the smallest. */
export function reachOf(rows: readonly WaterfallRow[]): [least: number, most: number] {
  const ends = rows.flatMap(({ span }) => span ?? []);
  return [Math.min(0, ...ends), Math.max(1, ...ends)];
}

/** How a waterfall is called. */
export function waterfallTitle({ from, to }: Waterfall): string {
  return `From ${from.count.convention.name} ${from.number} to ${to.count.convention.name} ${to.number}`;
}
