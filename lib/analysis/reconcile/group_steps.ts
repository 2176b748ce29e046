import { type Dim, sum } from "../../model/dim.ts";
import type { Difference } from "./explain_match.ts";
import type { LayerKinds } from "./layer_kind.ts";
import type { Part } from "./match_items.ts";
import type { Side } from "./side.ts";
import { type StepWords, stepWords } from "./step_words.ts";
import type { Step } from "./waterfall.ts";

/** A step before it is known what comes before it; a number after it that no sum of floats would give is known. */
export type Draft = Omit<Step, "after"> & Partial<Pick<Step, "after">>;

/** What the steps are made from. */
export interface Comparison {
  /** Both sides. */
  readonly sides: readonly [from: Side, to: Side];
  /** What both are called. */
  readonly names: readonly [from: string, to: string];
  /** Tells the kind of layer that parts are for. */
  readonly kindOf: LayerKinds;
}

/** One step for all differences of the same kind of layer that have the same reasons; a bias is one whatever it is added by. */
export function groupSteps(differences: readonly Difference[], { sides, names, kindOf }: Comparison): Draft[] {
  const reasonsOf = (those: readonly Difference[]) =>
    [wordsOf(sides[0], those.flatMap(({ from }) => from)), wordsOf(sides[1], those.flatMap(({ to }) => to))] as const;
  const described = differences.map((difference) => {
    const { kind, from, to, nodes } = difference;
    const layer = kindOf([...from, ...to].map(({ item }) => item), nodes);
    return { difference, kind, layer, key: JSON.stringify([kind, layer, kind === "bias" ? "" : reasonsOf([difference])]) };
  });
  return [...Map.groupBy(described, ({ key }) => key).values()].map((same): Draft => {
    const those = same.map(({ difference }) => difference);
    const { kind, layer } = same[0]!;
    const about = { kind, layer, amount: sum(those.map(({ amount }) => amount)), reasons: reasonsOf(those) };
    return { ...about, ...stepWords({ ...about, names }), ...placesOf(those) };
  });
}

/** One step for all multiply-accumulates that both sides count, in another unit. */
export function unitStep(differences: readonly Difference[], words: StepWords): Draft {
  const amount = sum(differences.map((difference) => difference.amount));
  return { kind: "unit", layer: "", ...words, amount, reasons: [[], []], ...placesOf(differences) };
}

/** A step that is of the whole number. */
export function wholeStep(kind: Step["kind"], amount: Dim, words: StepWords): Draft {
  return { kind, layer: "", ...words, amount, reasons: [[], []], nodes: [], modules: [] };
}

function wordsOf({ count: { convention } }: Side, parts: readonly Part[]): string[] {
  return [...new Set(parts.map(({ item }) => convention.reasons[item.reason] ?? item.reason))].sort();
}

/** Nodes and modules behind differences, in order of the nodes. */
function placesOf(differences: readonly Difference[]): Pick<Step, "nodes" | "modules"> {
  const items = differences.flatMap(({ from, to }) => [...from, ...to]).map(({ item }) => item);
  const inOrder = items.toSorted((a, b) => (a.nodes[0] ?? 0) - (b.nodes[0] ?? 0));
  return {
    nodes: [...new Set(items.flatMap((item) => item.nodes))].sort((a, b) => a - b),
    modules: [...new Set(inOrder.map((item) => item.module))].filter((module) => module !== ""),
  };
}
