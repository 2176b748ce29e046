import { type Dim, divideExactly, floorDivide, subtract, sum } from "../../model/dim.ts";
import type { Call } from "../calls/call.ts";
import type { Item, Network } from "./convention.ts";

/** The first axis of the network's first input: what tools take for the batch. */
export function firstAxis({ typed: { inputs: [first] } }: Network): Dim {
  return first?.type?.kind === "tensor" ? first.type.shape?.[0] ?? 1 : 1;
}

/** True where the first axis of the network's first input is steps and not a batch: a recurrent or attention module takes them in that order. */
export function isSequenceFirst(network: Network): boolean {
  const [first] = network.typed.inputs;
  const shape = first?.type?.kind === "tensor" ? first.type.shape : undefined;
  const call = network.program.calls.find(({ details }) => details.batchFirst !== undefined);
  if (shape === undefined || shape.length < 2 || call === undefined || call.details.batchFirst) return false;
  return call.inputs[0]![0] === shape[0] && call.inputs[0]![1] === shape[1];
}

/** Items of a run with one sample, of a run with a batch: what does not grow with the batch stays as it is. */
export function forOneSample(items: readonly Item[], batch: Dim): Item[] {
  return items.map((item) => ({ ...item, amount: divideExactly(item.amount, batch) ?? item.amount }));
}

/** Items divided by a number that need not divide each of them: what the whole numbers leave over is one item more. */
export function divided(items: readonly Item[], divisor: Dim): Item[] {
  const parts = items.map((item) => ({ ...item, amount: divideExactly(item.amount, divisor) ?? floorDivide(item.amount, divisor) }));
  const total = floorDivide(sum(items.map((item) => item.amount)), divisor);
  const rest = subtract(total, sum(parts.map((item) => item.amount)));
  return rest === 0 ? parts : [...parts, { nodes: [], module: "", amount: rest, reason: "rest" }];
}

/** True for a function that PyTorch's transformer layers hold since they were made: a function put in its place later is not called. */
export function isHeldFunction({ isModule, within, type }: Call): boolean {
  return within.encoderLayer && !isModule && (type === "ReLU" || type === "GELU");
}
