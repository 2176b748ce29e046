/**
 * Why two tools' numbers of one network differ: a waterfall from one to the other, each step with its reason. It knows no tool.
 *
 * @module
 */
import { add, type Dim, multiply, subtract } from "../../model/dim.ts";
import { unfoldNorms } from "../calls/unfold_norms.ts";
import { firstAxis } from "../conventions/_batch.ts";
import type { Network } from "../conventions/convention.ts";
import { decimalDifference } from "./decimal_difference.ts";
import { explainMatch, type Way } from "./explain_match.ts";
import { type Draft, groupSteps, unitStep, wholeStep } from "./group_steps.ts";
import { layerKinds } from "./layer_kind.ts";
import { matchItems, type Part } from "./match_items.ts";
import { itemsOf, nameOf, ruleOf, type Side } from "./side.ts";
import { finishWords, sampleWords, unitWords } from "./step_words.ts";

/** One reason why two numbers differ, and how much it makes. */
export interface Step {
  /**
   * What kind of reason it is: a tool's division or rounding in the end, one sample or the batch, operations or multiply-accumulates, the biases of
   * products, what only one of both counts, or what both count by rules of their own.
   */
  readonly kind: "finish" | "sample" | "unit" | "bias" | "only-from" | "only-to" | "rule";
  /** The kind of layer; empty for a step that is of the whole number. */
  readonly layer: string;
  /** What it is about, in a few words. */
  readonly title: string;
  /** The reason in words. */
  readonly text: string;
  /** How much is added; less than 0 where something is taken away. Only a division or rounding in the end makes it a decimal number. */
  readonly amount: Dim;
  /** The number after this step. */
  readonly after: Dim;
  /** Why each side counts what it does here, in its convention's words. */
  readonly reasons: readonly [from: readonly string[], to: readonly string[]];
  /** Indices of the nodes behind it, in order. */
  readonly nodes: readonly number[];
  /** Modules behind it, in order. */
  readonly modules: readonly string[];
}

/** The way from one number to another. */
export interface Waterfall {
  /** The number that it begins with. */
  readonly from: Side;
  /** The number that it ends with. */
  readonly to: Side;
  /** The steps: their amounts sum to the difference exactly. */
  readonly steps: readonly Step[];
}

/**
 * Explains how one number becomes the other.
 *
 * @param sizeOf What an amount is worth, by which steps are sorted; `undefined` where that cannot be told.
 */
export function reconcileSides(from: Side, to: Side, network: Network, sizeOf: (amount: Dim) => number | undefined): Waterfall {
  if (from.count === to.count && from.number === to.number) return { from, to, steps: [] };
  const names = [nameOf(from, to), nameOf(to, from)] as const;
  const [scaleFrom, scaleTo] = sampleScales(from, to, network);
  const ways = { from: wayOf(from), to: wayOf(to) };
  const { calls } = unfoldNorms(network.program);
  const isOfNodes = ways.from.isOfNodes && ways.to.isOfNodes;
  const layers = isOfNodes ? [] : calls.filter(({ type }) => type !== "MultiheadAttention"); // which holds others
  const differences = matchItems(partsOf(from, scaleFrom), partsOf(to, scaleTo), layers).flatMap((match) =>
    explainMatch(match, ways, network.nodes)
  );
  const units = differences.filter(({ kind }) => kind === "unit");
  const others = differences.filter(({ kind }) => kind !== "unit");
  const size = ({ amount }: Draft) => Math.abs(sizeOf(amount) ?? 0);
  const rules = groupSteps(others, { sides: [from, to], names, kindOf: layerKinds(isOfNodes ? [] : calls, network.nodes) });
  const drafts = [
    { ...wholeStep("finish", decimalDifference(from.value, from.sum), finishWords(names[0], from.count.convention.unit)), after: from.sum },
    wholeStep("sample", multiply(from.sum, subtract(scaleFrom, 1)), sampleWords(...names, scaleFrom)),
    unitStep(units, unitWords(names, [ways.from.perMac, ways.to.perMac])),
    ...rules.sort((a, b) => size(b) - size(a)),
    wholeStep("sample", multiply(to.sum, subtract(1, scaleTo)), sampleWords(names[1], names[0], scaleTo)),
    { ...wholeStep("finish", decimalDifference(to.sum, to.value), finishWords(names[1], to.count.convention.unit)), after: to.value },
  ].filter(({ amount }) => amount !== 0);
  return { from, to, steps: withRunningNumber(drafts, from.value) };
}

/** What each side's parts are multiplied by, so that both are of as many samples. */
function sampleScales(from: Side, to: Side, network: Network): [from: Dim, to: Dim] {
  const [isFrom, isTo] = [from, to].map((side) => ruleOf(side).isOfOneSample ?? false);
  if (isFrom === isTo) return [1, 1];
  const batch = firstAxis(network);
  return isFrom ? [batch, 1] : [1, batch];
}

function wayOf(side: Side): Way {
  return { perMac: ruleOf(side).perMac ?? 1, isOfNodes: side.count.convention.counts === "nodes" };
}

function partsOf(side: Side, scale: Dim): Part[] {
  return itemsOf(side).filter(({ amount }) => amount !== 0).map((item) => ({ item, amount: multiply(item.amount, scale) }));
}

/** Tells the number after each step. */
function withRunningNumber(drafts: readonly Draft[], start: Dim): Step[] {
  let now = start;
  return drafts.map((draft) => ({ ...draft, after: now = draft.after ?? add(now, draft.amount) }));
}
