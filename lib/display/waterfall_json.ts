/**
 * A waterfall between two tools' numbers as a plain object.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import type { Side } from "../analysis/reconcile/side.ts";
import type { Step, Waterfall } from "../analysis/reconcile/waterfall.ts";
import { conventionJson, type JsonAssumption, type JsonShortfall } from "./conventions_json.ts";
import { dimJson, type JsonDim } from "./json_cost.ts";

/** One of the two numbers. */
export interface JsonSide {
  /** The convention. */
  readonly convention: string;
  /** The tool's version whose rules it has. */
  readonly version: string;
  /** What the tool calls the number. */
  readonly number: string;
  /** The number. */
  readonly value: JsonDim;
  /** What the convention's numbers count, in words. */
  readonly unit: string;
  /** What is assumed where the graph does not tell; missing where nothing is. */
  readonly assumptions?: readonly JsonAssumption[];
  /** Why the tool would have printed another number; missing where it would not. */
  readonly shortfalls?: readonly JsonShortfall[];
}

/** One reason why the numbers differ. */
export interface JsonStep {
  /** What kind of reason it is. */
  readonly kind: Step["kind"];
  /** The kind of layer; missing for a step that is of the whole number. */
  readonly layer?: string;
  /** What it is about, in a few words. */
  readonly title: string;
  /** The reason in words. */
  readonly text: string;
  /** How much is added. */
  readonly amount: JsonDim;
  /** The number after it. */
  readonly after: JsonDim;
  /** Why each side counts what it does, in its convention's words. */
  readonly reasons: { readonly from: readonly string[]; readonly to: readonly string[] };
  /** Names of the nodes behind it. */
  readonly nodes: readonly string[];
  /** Modules behind it. */
  readonly modules: readonly string[];
}

/** A waterfall: `from.value` and all amounts sum to `to.value`. */
export interface WaterfallJson {
  /** The number that it begins with. */
  readonly from: JsonSide;
  /** The number that it ends with. */
  readonly to: JsonSide;
  /** The steps, in order. */
  readonly steps: readonly JsonStep[];
}

/** The waterfall as a plain object, ready for `JSON.stringify`. */
export function waterfallJson({ nodes }: Profile, { from, to, steps }: Waterfall): WaterfallJson {
  return {
    from: sideJson(from),
    to: sideJson(to),
    steps: steps.map(({ layer, reasons, ...step }) => ({
      ...step,
      ...(layer !== "" && { layer }),
      amount: dimJson(step.amount),
      after: dimJson(step.after),
      reasons: { from: reasons[0], to: reasons[1] },
      nodes: step.nodes.map((index) => nodes[index]!.name),
    })),
  };
}

function sideJson({ count, number, value }: Side): JsonSide {
  const { name, version, unit } = count.convention;
  const { assumptions, shortfalls } = conventionJson(count, dimJson);
  return {
    convention: name,
    version,
    number,
    value: dimJson(value),
    unit,
    ...(assumptions && { assumptions }),
    ...(shortfalls && { shortfalls }),
  };
}
