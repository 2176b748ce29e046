/**
 * The table of torch.nn's classes without modules in them. A new one is a row of its family.
 *
 * @module
 */
import { Contradiction, Unknown } from "../../../operators/operand.ts";
import { ACTIVATIONS } from "./activations.ts";
import { ARRANGEMENTS } from "./arrangements.ts";
import { CONVOLUTIONS } from "./convolutions.ts";
import type { Leaf, LeafClass } from "./leaf.ts";
import { NORMALIZATIONS } from "./normalizations.ts";
import { POOLINGS } from "./poolings.ts";
import { RECURRENT } from "./recurrent.ts";

/** All classes, the first that fits has the word. */
const CLASSES: readonly LeafClass[] = [
  ...CONVOLUTIONS,
  ...NORMALIZATIONS,
  ...POOLINGS,
  ...RECURRENT,
  ...ACTIVATIONS,
  ...ARRANGEMENTS,
];

/** What PyTorch would call a module without modules in it. */
export interface LeafDescription {
  /** The class; `Module` where the operators do not tell. */
  readonly type: string;
  /** What it prints between the brackets; `""` where there is nothing, or where the graph does not tell it. */
  readonly detail: string;
}

/** Describes a leaf from the operators that run in it, or as the class that the file's words give. */
export function describeLeaf(leaf: Leaf, type?: string): LeafDescription {
  if (type !== undefined) {
    const row = CLASSES.find((row) => nameOf(row, leaf) === type && fits(row, leaf, true));
    return { type, detail: row === undefined ? "" : detailOf(row, leaf) };
  }
  const row = CLASSES.find((row) => fits(row, leaf, false));
  return row === undefined ? { type: "Module", detail: "" } : { type: nameOf(row, leaf), detail: detailOf(row, leaf) };
}

function nameOf({ type }: LeafClass, leaf: Leaf): string {
  return type.includes("#") ? type.replace("#", String(leaf.spatialAxes)) : type;
}

/** True where the operators are those of the class; with `loosely`, where at least its own are among them. */
function fits(row: LeafClass, leaf: Leaf, loosely: boolean): boolean {
  const { all, some = [] } = row;
  if (!all.every((op) => leaf.ops.has(op))) return false;
  if (loosely) return true;
  if (![...leaf.ops].every((op) => all.includes(op) || some.includes(op))) return false;
  return known(() => row.is?.(leaf) ?? true, false);
}

function detailOf(row: LeafClass, leaf: Leaf): string {
  return known(() => row.detail?.(leaf) ?? "", "");
}

/** What a question answers, or `otherwise` where the graph does not tell: a size that is free, a node that contradicts its definition. */
function known<T>(ask: () => T, otherwise: T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Unknown || error instanceof Contradiction) return otherwise;
    throw error;
  }
}
