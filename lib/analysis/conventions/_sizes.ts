/**
 * Sizes that the rules of many conventions are written in.
 *
 * @module
 */
import { type Dim, multiply, product } from "../../model/dim.ts";
import type { Call, CallParameter, CallType, LeafCall, Shape } from "../calls/call.ts";
import type { Item, Network } from "./convention.ts";

/** `|x|`: elements of the first input. */
export function inputSize({ inputs }: Call): Dim {
  return product(inputs[0]!);
}

/** `|y|`: elements of the output. */
export function outputSize({ output }: Call): Dim {
  return product(output);
}

/** Elements of a shape. */
export function elementsOf(shape: Shape): Dim {
  return product(shape);
}

/** The parameter of that role. */
export function parameter({ parameters }: Call | LeafCall, role: string): CallParameter | undefined {
  return parameters.find((each) => each.role === role);
}

/** Elements of the weight; 0 without one. */
export function weightSize(call: Call): Dim {
  const weight = parameter(call, "weight");
  return weight === undefined ? 0 : product(weight.shape);
}

/** Elements of a convolution's window, `K`. */
export function kernelSize(call: Call): Dim {
  return product(parameter(call, "weight")!.shape.slice(2));
}

/** Sizes of a tensor's axes behind batch and channels, multiplied. */
export function spatialSize(shape: Shape): Dim {
  return product(shape.slice(2));
}

/** Batch times output positions of a convolution, or input positions of a transposed one: how often its weights are applied. */
export function positions({ type, inputs: [x], output }: Call): Dim {
  return multiply(x![0]!, spatialSize(type === "ConvTranspose" ? x! : output));
}

/** Multiplications of a matrix product, `|A| · B[-1]`. */
export function productSize({ inputs: [a, b] }: Call): Dim {
  return multiply(product(a!), b!.at(-1)!);
}

/** Features that a linear layer gives. */
export function outFeatures({ output }: Call): Dim {
  return output.at(-1)!;
}

/** True where a convolution or linear layer adds a bias. */
export function hasBias(call: Call): boolean {
  return parameter(call, "bias") !== undefined;
}

/** An item for a call, as often as it runs. */
export function itemOf({ nodes, module, times }: Call | LeafCall, amount: Dim, reason: string): Item {
  return { nodes, module, amount: multiply(amount, times), reason };
}

/** One item a parameter: each tensor once, however often it is used. */
export function parameterItems({ stored, nodes, program }: Network, reason = "parameter"): Item[] {
  const items = stored.all.filter(({ role }) => role === "parameter").map(({ tensor, firstUse }): Item => ({
    nodes: firstUse === undefined ? [] : [firstUse],
    module: firstUse === undefined ? "" : nodes[firstUse]!.module,
    amount: product(tensor.shape),
    reason,
  }));
  return [...items, ...restoredItems(program.calls, reason)];
}

/** What a merged normalisation had more than the bias that stands for it. */
function restoredItems(calls: readonly Call[], reason: string): Item[] {
  const restored = calls.filter((call) => call.type === "BatchNorm" && call.module.endsWith("(merged normalisation)"));
  return restored.map((call) => ({ nodes: call.nodes, module: call.module, amount: parameter(call, "weight")!.shape[0]!, reason }));
}

/** Rules by type of call: the amount, or nothing. */
export type CallRules = { readonly [T in CallType]?: (call: Call) => Dim };
