import { type Dim, isNonNegative } from "../../model/dim.ts";
import type { Difference } from "./explain_match.ts";

/** A step in words. */
export interface StepWords {
  /** What it is about, in a few words. */
  readonly title: string;
  /** The reason. */
  readonly text: string;
}

/** What a step's words are made of. */
export interface StepSubject {
  /** What kind of difference it is. */
  readonly kind: Difference["kind"];
  /** The kind of layer. */
  readonly layer: string;
  /** How much is added. */
  readonly amount: Dim;
  /** What both sides are called. */
  readonly names: readonly [from: string, to: string];
  /** Why each side counts what it does. */
  readonly reasons: readonly [from: readonly string[], to: readonly string[]];
}

/** Words for what two tools count by rules of their own, or only one of them. */
export function stepWords({ kind, layer, amount, names: [a, b], reasons: [from, to] }: StepSubject): StepWords {
  const [ofA, ofB] = [from.join(" + "), to.join(" + ")];
  if (kind === "only-from") return { title: layer, text: `${a} counts ${ofA}; ${b} does not` };
  if (kind === "only-to") return { title: layer, text: `${b} counts ${ofB}; ${a} does not` };
  if (kind !== "bias") {
    return { title: layer, text: ofA === ofB ? `both count ${ofA}, but not as much` : `${a} counts ${ofA}; ${b} counts ${ofB}` };
  }
  const [who, other] = isNonNegative(amount) ? [b, a] : [a, b];
  return { title: `bias of ${layer}`, text: `${who} counts the additions of a bias; ${other} does not` };
}

/** Words for another unit. */
export function unitWords([a, b]: readonly [string, string], [from, to]: readonly [number, number]): StepWords {
  return {
    title: `${to} per multiply-accumulate`,
    text: `${b} counts ${to} for each multiply-accumulate that both see; ${a} counts ${from}`,
  };
}

/** Words for another batch. */
export function sampleWords(ofSample: string, ofBatch: string, batch: Dim): StepWords {
  return { title: "one sample or the batch", text: `${ofSample} is of one sample; ${ofBatch} is of the whole batch, ${batch}` };
}

/** Words for what a tool makes of the sum. */
export function finishWords(name: string, unit: string): StepWords {
  return { title: "division or rounding", text: `${name} divides or rounds its sum in the end: ${unit}` };
}
