import { add, ceilDivide, type Dim, divideExactly, floorDivide, multiply, product, subtract, sum } from "../../model/dim.ts";
import { Unknown } from "../../operators/operand.ts";
import type { Call } from "../calls/call.ts";
import { defineConvention, type Item, type Network, type Otherwise } from "./convention.ts";
import { FUSED_ASSUMPTION } from "./_fused_layers.ts";
import { type CallRules, inputSize, itemOf, kernelSize, outputSize, parameterItems } from "./_sizes.ts";
import { THOP_RULES } from "./thop.ts";

const RULES: CallRules = {
  ...THOP_RULES,
  ConvTranspose: (call) => product([inputSize(call), floorDivide(call.output[1]!, call.details.groups ?? 1), kernelSize(call)]),
  GroupNorm: (call) => multiply(inputSize(call), call.details.affine ? 4 : 2),
  AvgPool: (call) => add(product([...call.output.slice(0, 2), ...windows(call)]), outputSize(call)),
  AdaptiveAvgPool: (call) => add(product(call.inputs[0]!.map((size, axis) => slices(size, call.output[axis]!))), outputSize(call)),
  Upsample: upsample,
  MultiheadAttention: attention,
};

/** Elements that all windows of an axis hold; one over the edge holds less. */
function windows({ inputs: [x], output, details: { kernel, strides, ceil } }: Call): Dim[] {
  return kernel!.map((size, axis) => {
    const [from, count] = [x![axis + 2]!, output[axis + 2]!];
    if (!ceil) return multiply(count, size);
    if (typeof from !== "number" || typeof count !== "number") throw new Unknown("windows reach over an edge that is not known");
    return heldBy(from, size, count, strides?.[axis] ?? size);
  });
}

/** `Σ max(0, min(size, from − i·stride))` over `count` windows: whole ones, then those over the edge, each `stride` less than the one before. */
function heldBy(from: number, size: number, count: number, stride: number): Dim {
  const whole = Math.min(count, Math.max(0, Math.floor((from - size) / stride) + 1));
  const cut = Math.max(0, Math.min(count, Math.ceil(from / stride)) - whole);
  const steps = floorDivide(multiply(cut, cut - 1), 2);
  return sum([multiply(whole, size), multiply(cut, subtract(from, multiply(whole, stride))), multiply(steps, -stride)]);
}

/** Elements that all slices of an axis hold: they overlap where the sizes do not divide. */
function slices(from: Dim, count: Dim): Dim {
  if (divideExactly(from, count) !== undefined) return from;
  if (typeof count !== "number") throw new Unknown("an adaptive pooling's size is not known");
  const lengths = Array.from(
    { length: count },
    (_, index) => sum([ceilDivide(multiply(from, index + 1), count), multiply(floorDivide(multiply(from, index), count), -1)]),
  );
  return sum(lengths);
}

function upsample(call: Call): Dim {
  const axes = call.output.length - 2;
  const { mode } = call.details;
  const factor = mode === "nearest" ? 0 : mode === "linear" ? [5, 11, 31][axes - 1] : 259;
  return multiply(outputSize(call), factor ?? 0);
}

/** Projections without biases, both products, 3n − 1 for a row of the softmax. */
function attention({ details: { batch, attention } }: Call): Dim {
  const { queries, keys, heads, features: d } = attention!;
  const perSample = sum([product([2, queries, d!, d!]), product([2, keys, d!, d!]), product([2, queries, keys, d!])]);
  return add(multiply(perSample, batch ?? 1), product([heads, queries, add(multiply(keys, 3), -1)]));
}

/** A rule also holds for subclasses: what a module of another class does with parameters of its own is taken for one. */
function flops({ program }: Network, otherwise: Otherwise): Item[] {
  return program.calls.flatMap((call) => {
    const isSeen = call.isModule || call.inLeaf && call.parameters.length > 0 && !otherwise("subclasses");
    const rule = isSeen && (!call.within.fused || otherwise(FUSED_ASSUMPTION.id)) && !(call.within.attention && !call.isModule)
      ? RULES[call.type]
      : undefined;
    return rule === undefined ? [] : [itemOf(call, rule(call), call.type)];
  });
}

/**
 * Ultralytics' fork of thop: subclasses, attention, group normalisation and transposed convolutions are counted.
 *
 * Source: thop/profile.py and thop/vision of 2026-08-02 (2.1.6).
 */
export const thopUltralytics = defineConvention({
  name: "thop-ultralytics",
  source: "https://github.com/ultralytics/thop",
  version: "fbb5e19 (2.1.6)",
  unit: "one for a multiply-accumulate; other layers' operations each by a rule of their own",
  counts: "calls",
  main: "flops",
  parameterNumber: "params",
  parameterRule: "all that the module holds, shared ones once",
  numbers: { flops: { items: flops }, params: { items: (network) => parameterItems(network) } },
  reasons: {
    Conv: "multiply-accumulates of a convolution, without the bias",
    ConvTranspose: "multiply-accumulates of a transposed convolution, without the bias",
    Linear: "multiply-accumulates of a linear layer, without the bias",
    BatchNorm: "4 for an element of a normalisation with parameters, 2 without",
    InstanceNorm: "4 for an element of a normalisation with parameters, 2 without",
    GroupNorm: "4 for an element of a normalisation with parameters, 2 without",
    LayerNorm: "4 for an element of a normalisation with parameters, 2 without",
    PReLU: "1 for an element",
    Softmax: "3n − 1 for a row of n",
    AvgPool: "an addition for each element of a window, a division for an output element",
    AdaptiveAvgPool: "an addition for each element of a window, a division for an output element",
    Upsample: "0, 5, 11, 259 or 31 for an output element: nearest, linear, bilinear, bicubic, trilinear",
    MultiheadAttention: "projections, both products and the softmax",
    RNN: "gates with both biases and their elementwise products",
    GRU: "gates with both biases and their elementwise products",
    LSTM: "gates with both biases and their elementwise products",
    parameter: "parameters, shared ones once",
  },
  assumptions: [
    FUSED_ASSUMPTION,
    {
      id: "subclasses",
      text: "a module of its own class that does the work of a torch.nn layer with its own parameters is a subclass of that layer",
    },
  ],
});
