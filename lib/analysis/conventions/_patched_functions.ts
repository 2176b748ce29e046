/**
 * Rules of the FLOPs profiler that DeepSpeed has and calflops took over: functions put in the place of PyTorch's, which modules call too.
 *
 * @module
 */
import { add, type Dim, floorDivide, multiply, product, subtract, sum } from "../../model/dim.ts";
import type { Call } from "../calls/call.ts";
import { isHeldFunction } from "./_batch.ts";
import { numpyEstimate } from "./_einsum_size.ts";
import type { Item, NumberRule, Otherwise } from "./convention.ts";
import { holders, SHARED_ASSUMPTION } from "./_shared_modules.ts";
import { type CallRules, hasBias, inputSize, itemOf, kernelSize, outFeatures, parameter, productSize } from "./_sizes.ts";

const PRODUCTS: CallRules = {
  Conv: (call) => multiply(product([call.inputs[0]![0]!, ...windowsOf(call)]), perPosition(call, 0)),
  ConvTranspose: (call) => multiply(product([call.inputs[0]![0]!, ...call.inputs[0]!.slice(2)]), perPosition(call, 1)),
  Linear: (call) => multiply(inputSize(call), outFeatures(call)),
  Addmm: productSize,
  MatMul: (call) => call.details.maskSize === undefined ? 0 : productSize(call), // baddbmm
};

const EXTRAS: CallRules = {
  Conv: (call) => convolutionBias(call, 0),
  ConvTranspose: (call) => convolutionBias(call, 1),
  Addmm: (call) => product(parameter(call, "bias")?.shape ?? [0]),
  MatMul: (call) => call.details.maskSize ?? 0,
  BatchNorm: (call) => multiply(inputSize(call), call.details.affine ? 2 : 1),
  LayerNorm: norm,
  GroupNorm: norm,
  InstanceNorm: norm,
  ReLU: inputSize,
  PReLU: inputSize,
  ELU: inputSize,
  LeakyReLU: inputSize,
  ReLU6: (call) => call.isModule ? 0 : inputSize(call),
  SiLU: inputSize,
  GELU: inputSize,
  Softmax: inputSize,
  MaxPool: inputSize,
  AvgPool: inputSize,
  AdaptiveAvgPool: inputSize,
  AdaptiveMaxPool: inputSize,
  Einsum: numpyEstimate,
  RNN: (call) => recurrent(call, 1),
  GRU: (call) => recurrent(call, 7),
  LSTM: (call) => recurrent(call, 10),
};

/** Multiply-accumulates of a call that both tools see. */
export function products(call: Call): Dim {
  return PRODUCTS[call.type]?.(call) ?? 0;
}

/** FLOPs of a call besides two for each multiply-accumulate. */
export function extras(call: Call): Dim {
  return isHeldFunction(call) ? 0 : EXTRAS[call.type]?.(call) ?? 0;
}

/** The output size that a forward convolution would have, also for a transposed one. */
function windowsOf(call: Call): Dim[] {
  const kernel = parameter(call, "weight")!.shape.slice(2);
  const { strides = [], dilations = [], pads = [] } = call.details;
  return call.inputs[0]!.slice(2).map((size, axis) => {
    const reach = (dilations[axis] ?? 1) * (kernel[axis]! - 1) + 1;
    return add(floorDivide(subtract(add(size, 2 * (pads[axis] ?? 0)), reach), strides[axis] ?? 1), 1);
  });
}

/** For a transposed convolution the weight's second axis, which is by group already, is divided by the groups again. */
function perPosition(call: Call, outAxis: 0 | 1): Dim {
  const out = parameter(call, "weight")!.shape[outAxis]!;
  return product([kernelSize(call), call.inputs[0]![1]!, Math.floor(out / (call.details.groups ?? 1))]);
}

function convolutionBias(call: Call, outAxis: 0 | 1): Dim {
  const out = parameter(call, "weight")!.shape[outAxis]!;
  return hasBias(call) ? product([out, call.inputs[0]![0]!, ...windowsOf(call)]) : 0;
}

function norm(call: Call): Dim {
  return multiply(inputSize(call), call.details.affine ? 5 : 4);
}

/** Matrix products with one addition less than products, biases and elementwise products; a hook of its own, found by the exact class, without MACs. */
function recurrent({ isModule, parameters, details: { layers, steps, batch } }: Call, states: number): Dim {
  if (!isModule) return 0;
  const forward = parameters.filter(({ role }) => !role.endsWith("_reverse")).map(({ role, shape }) =>
    role.startsWith("weight") ? 2 * shape[0]! * shape[1]! - shape[0]! : shape[0]!
  );
  return product([sum([...forward, ...layers!.map(({ hidden }) => hidden * states)]), steps!, batch!, layers![0]!.directions]);
}

/** What one of the tools counts of a call. */
export interface PatchedRules {
  /** Multiply-accumulates. */
  macs(call: Call, otherwise: Otherwise): Dim;
  /** FLOPs besides two for each. */
  extras(call: Call, otherwise: Otherwise): Dim;
}

/** Both numbers of such a tool: its sum visits a module once for each module that holds it. */
export function patchedNumbers(rules: PatchedRules): { readonly flops: NumberRule; readonly macs: NumberRule } {
  const items = (call: Call, otherwise: Otherwise, perMac: number): Item[] => {
    const times = holders(call, otherwise(SHARED_ASSUMPTION.id));
    return [itemOf(call, multiply(rules.macs(call, otherwise), perMac * times), call.type)];
  };
  const more = (call: Call, otherwise: Otherwise): Item[] => {
    const times = holders(call, otherwise(SHARED_ASSUMPTION.id));
    return [itemOf(call, multiply(rules.extras(call, otherwise), times), `extra ${call.type}`)];
  };
  const counted = (found: readonly Item[]) => found.filter(({ amount }) => amount !== 0);
  return {
    flops: {
      items: ({ program }, otherwise) => counted(program.calls.flatMap((call) => [...items(call, otherwise, 2), ...more(call, otherwise)])),
      perMac: 2,
    },
    macs: { items: ({ program }, otherwise) => counted(program.calls.flatMap((call) => items(call, otherwise, 1))) },
  };
}

/** Reasons of both tools' items. */
export const PATCHED_REASONS: Readonly<Record<string, string>> = {
  Conv: "multiply-accumulates of a convolution",
  ConvTranspose: "multiply-accumulates of a transposed convolution, its output channels divided by the groups twice",
  Linear: "multiply-accumulates of a linear layer",
  Addmm: "multiply-accumulates of a matrix product",
  MatMul: "multiply-accumulates of a matrix product",
  ScaledDotProductAttention: "multiply-accumulates of both products",
  "extra Conv": "the bias of a convolution",
  "extra ConvTranspose": "the bias of a transposed convolution, at the size that a forward one would have",
  "extra Addmm": "the vector that is added to a matrix product",
  "extra MatMul": "the mask that is added to a product",
  "extra BatchNorm": "2 for an element, 1 without parameters",
  "extra LayerNorm": "5 for an element, 4 without parameters",
  "extra GroupNorm": "5 for an element, 4 without parameters",
  "extra InstanceNorm": "5 for an element, 4 without parameters",
  "extra Upsample": "a resizing: input elements where a factor is given, output positions where a size is",
  "extra Einsum": "operations that numpy estimates",
  "extra Add": "1 for an element of a sum",
  "extra Mul": "1 for an element of a product",
  ...Object.fromEntries(
    ["ReLU", "PReLU", "ELU", "LeakyReLU", "ReLU6", "SiLU", "GELU", "Softmax"].map((type) => [`extra ${type}`, "1 for an element"]),
  ),
  ...Object.fromEntries(
    ["MaxPool", "AvgPool", "AdaptiveAvgPool", "AdaptiveMaxPool"].map((type) => [`extra ${type}`, "1 for an input element of a pooling"]),
  ),
  ...Object.fromEntries(["RNN", "GRU", "LSTM"].map((type) => [`extra ${type}`, "gates with biases and elementwise products"])),
  parameter: "parameters, shared ones once",
};
