/**
 * The most bytes of activations that live at once.
 *
 * @module
 */
import { add, atMost, type Dim, max, product, subtract, sum } from "../model/dim.ts";
import type { ValueType } from "../model/types.ts";
import type { TypedModel } from "./typed_model.ts";
import { byteCount } from "./byte_count.ts";

/** How much lives while a node runs. */
export interface Moment {
  /** The node's index in the order of execution. */
  readonly node: number;
  /** Bytes of all activations that live at that time: its inputs and outputs, and what later nodes still need. */
  readonly activationBytes: Dim;
}

/** How long a piece of memory is held. */
export interface Lifetime {
  /** The value that it is made for; views of it share it. */
  readonly value: string;
  /** Its size in bytes. */
  readonly bytes: Dim;
  /** The first moment at which it is held, as an index. */
  readonly from: number;
  /** The last moment. */
  readonly to: number;
}

/** The course of memory, and its peak. */
export interface Liveness {
  /** One moment a node that runs at inference. */
  readonly moments: readonly Moment[];
  /** Everything that is held, in the order in which it is made. */
  readonly lifetimes: readonly Lifetime[];
  /** The peak; a maximum of expressions where sizes are free. */
  readonly activationBytes: Dim;
  /** The index of the node at the peak, where one moment is the peak whatever the free sizes are. */
  readonly node?: number;
}

/** A lifetime whose end is not known yet. */
interface Span {
  readonly value: string;
  readonly bytes: Dim;
  readonly from: number;
  to: number;
}

/**
 * Follows which activations live when, in the order of execution. Inputs of the graph live from the start to their last use, outputs to the end; views share
 * memory; nothing is done in place; stored tensors and what is computed from them alone are no activations.
 */
export function followLiveness(typed: TypedModel): Liveness {
  const steps = typed.nodes.map((_, index) => index).filter((index) => runs(typed, index));
  const spans = [...liveSpans(typed, steps).values()];
  const starts = steps.map((): Dim[] => []);
  const ends = steps.map((): Dim[] => []);
  for (const { from, to, bytes } of spans) {
    starts[from]?.push(bytes);
    ends[to]?.push(bytes);
  }
  let alive: Dim = 0;
  const moments = steps.map((node, step): Moment => {
    for (const bytes of starts[step]!) alive = add(alive, bytes);
    const activationBytes = alive;
    for (const bytes of ends[step]!) alive = subtract(alive, bytes);
    return { node, activationBytes };
  });
  if (steps.length === 0) return { moments, lifetimes: [], activationBytes: 0 };
  return { moments, lifetimes: spans, ...highest(moments) };
}

function runs(typed: TypedModel, index: number): boolean {
  return typed.nodes[index]!.node.outputs.some((output) => output !== "" && typed.values.get(output)?.constant === false);
}

function liveSpans(typed: TypedModel, steps: readonly number[]): Map<string, Span> {
  const spans = new Map<string, Span>();
  const ownerOf = new Map<string, string>(); // a view's value → the value whose memory it shares
  const born = (value: string, from: number) => spans.set(value, { value, bytes: bytesOf(typed.values.get(value)?.type), from, to: from });
  const touch = (value: string, step: number) => {
    const span = spans.get(ownerOf.get(value) ?? value);
    if (span !== undefined) span.to = Math.max(span.to, step);
  };
  for (const { name } of typed.inputs) born(name, 0);
  steps.forEach((index, step) => {
    const { node, operator } = typed.nodes[index]!;
    for (const input of node.inputs) touch(input, step);
    node.outputs.forEach((output, position) => {
      if (output === "") return;
      const viewed = position === 0 && operator?.view !== undefined ? viewedInput(operator.inputs, operator.view, node.inputs) : undefined;
      const owner = viewed === undefined ? undefined : ownerOf.get(viewed) ?? viewed;
      if (owner !== undefined && spans.has(owner)) ownerOf.set(output, owner);
      else born(output, step);
    });
  });
  for (const { name } of typed.outputs) touch(name, steps.length - 1);
  return spans;
}

function viewedInput(declared: readonly string[], view: string, inputs: readonly string[]): string | undefined {
  return inputs[declared.findIndex((mark) => mark.replace(/[?*]$/, "") === view)];
}

function bytesOf(type: ValueType | undefined): Dim {
  if (type?.kind === "sequence") return sum((type.items ?? []).map(bytesOf));
  if (type?.kind !== "tensor" || type.dtype === undefined || type.shape === undefined) return 0;
  return byteCount(product(type.shape), type.dtype);
}

function highest(moments: readonly Moment[]): { activationBytes: Dim; node?: number } {
  let candidates: Moment[] = [];
  for (const moment of moments) {
    if (candidates.some((candidate) => atMost(moment.activationBytes, candidate.activationBytes))) continue;
    candidates = candidates.filter((candidate) => !atMost(candidate.activationBytes, moment.activationBytes));
    candidates.push(moment);
  }
  const activationBytes = candidates.map((candidate) => candidate.activationBytes).reduce(max);
  return candidates.length === 1 ? { activationBytes, node: candidates[0]!.node } : { activationBytes };
}
