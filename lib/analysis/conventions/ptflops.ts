import { add, type Dim, multiply, product, sum } from "../../model/dim.ts";
import { Unknown } from "../../operators/operand.ts";
import type { Call } from "../calls/call.ts";
import { divided, firstAxis, forOneSample, isHeldFunction, isSequenceFirst } from "./_batch.ts";
import { type AssumptionRule, defineConvention, type Item, type Network, type Otherwise } from "./convention.ts";
import { ELEMENTWISE_ASSUMPTION, PRODUCT_ASSUMPTION } from "./_operators_or_functions.ts";
import { holders, SHARED_ASSUMPTION } from "./_shared_modules.ts";
import {
  type CallRules,
  hasBias,
  inputSize,
  itemOf,
  outFeatures,
  outputSize,
  parameter,
  parameterItems,
  positions,
  productSize,
  weightSize,
} from "./_sizes.ts";
import { mayBeSubclassed, SUBCLASS_ASSUMPTION } from "./_subclassed_convolutions.ts";

/** Hooks on modules, found by the exact class. */
const MODULES: CallRules = {
  Conv: convolution,
  ConvTranspose: convolution,
  Linear: (call) => multiply(product(call.inputs[0]!.slice(0, -1)), linearRow(call)),
  BatchNorm: norm,
  InstanceNorm: norm,
  GroupNorm: norm,
  LayerNorm: inputSize,
  ReLU: outputSize,
  ReLU6: outputSize,
  PReLU: outputSize,
  ELU: outputSize,
  LeakyReLU: outputSize,
  GELU: outputSize,
  MaxPool: inputSize,
  AvgPool: inputSize,
  AdaptiveAvgPool: inputSize,
  AdaptiveMaxPool: inputSize,
  Upsample: outputSize,
  RNN: (call) => recurrent(call, 1),
  GRU: (call) => recurrent(call, 7),
  LSTM: (call) => recurrent(call, 10),
  MultiheadAttention: attention,
};

/** Functions put in the place of `torch.nn.functional`'s: modules call them too. A ReLU6 module does not, it calls `hardtanh`. */
const FUNCTIONS: CallRules = {
  ReLU: inputSize,
  ReLU6: (call) => call.isModule ? 0 : inputSize(call),
  PReLU: inputSize,
  ELU: inputSize,
  GELU: inputSize,
  SiLU: inputSize,
  MaxPool: inputSize,
  AvgPool: inputSize,
  AdaptiveAvgPool: inputSize,
  AdaptiveMaxPool: inputSize,
  Softmax: inputSize,
  Upsample: outputSize,
  Addmm: (call) => add(productSize(call), product(parameter(call, "bias")?.shape ?? [0])),
};

function convolution(call: Call): Dim {
  return add(multiply(weightSize(call), positions(call)), hasBias(call) ? outputSize(call) : 0);
}

function linearRow(call: Call): Dim {
  const out = outFeatures(call);
  return add(multiply(call.inputs[0]!.at(-1)!, out), hasBias(call) ? out : 0);
}

function norm(call: Call): Dim {
  return multiply(inputSize(call), call.details.affine ? 2 : 1);
}

/** Weights, biases and some elementwise products of each layer, forward direction; twice for both. */
function recurrent({ parameters, details: { layers, steps, batch } }: Call, products: number): Dim {
  const forward = parameters.filter(({ role }) => !role.endsWith("_reverse")).map(({ shape }) => product(shape));
  const states = layers!.map(({ hidden }) => hidden * products);
  return product([sum([...forward, ...states]), steps!, batch!, layers![0]!.directions]);
}

function attention({ details: { batch, attention } }: Call): Dim {
  const { queries: q, keys: k, heads: all, queryFeatures, valueFeatures, features: d, biased } = attention!;
  const lengths = sum([q, k, k]);
  const perHead = add(product([q, k, sum([queryFeatures, valueFeatures])]), multiply(q, k));
  const perSample = sum([
    multiply(q, d!),
    product([lengths, d!, d!]),
    biased ? multiply(lengths, d!) : 0,
    product([q, d!, add(d!, 1)]),
  ]);
  return add(multiply(perSample, batch ?? 1), multiply(perHead, all));
}

/** `bmm` in an attention is seen, in its rule and again; a product elsewhere only if it is a function's. */
function functional(call: Call, otherwise: Otherwise): Dim {
  if (isHeldFunction(call)) return 0;
  if (call.type === "MatMul") return call.within.attention || otherwise(PRODUCT_ASSUMPTION.id) ? productSize(call) : 0;
  if (call.type === "Add" || call.type === "Mul") {
    return otherwise(ELEMENTWISE_ASSUMPTION.id) && !call.within.attention ? outputSize(call) : 0;
  }
  return FUNCTIONS[call.type]?.(call) ?? 0;
}

/** The hook on an attention takes three tensors in order, and ends the run where they come by name. */
const KEYWORD_ASSUMPTION: AssumptionRule = {
  id: "positional-attention",
  text:
    "attentions are called with query, key and value in order; called by name, as in torchvision's vision transformers, the tool fails and has no number",
};

function macs(network: Network, otherwise: Otherwise): Item[] {
  const { calls } = network.program;
  const fails = otherwise(KEYWORD_ASSUMPTION.id) && calls.some(({ type }) => type === "MultiheadAttention");
  if (fails) throw new Unknown("the tool fails on an attention that is called by name");
  const subclassed = otherwise(SUBCLASS_ASSUMPTION.id) ? mayBeSubclassed(calls) : undefined;
  const areTied = otherwise(SHARED_ASSUMPTION.id);
  const hooked = calls.filter((call) => call.isModule && MODULES[call.type] !== undefined && !subclassed?.has(call)).map((call) =>
    itemOf(call, multiply(MODULES[call.type]!(call), holders(call, areTied)), call.type)
  );
  const patched = calls.map((call) => itemOf(call, functional(call, otherwise), `${call.isModule ? "again" : "function"} ${call.type}`));
  const functions = patched.filter(({ amount }) => amount !== 0);
  const masks = calls.flatMap((call) => call.details.maskSize === undefined ? [] : [itemOf(call, call.details.maskSize, "mask")]);
  const batch = firstAxis(network);
  if (isSequenceFirst(network)) return [...divided(hooked, batch), ...functions, ...masks];
  return [...forOneSample([...hooked, ...functions], batch), ...masks];
}

/**
 * ptflops with its `pytorch` backend: hooks on modules and functions put in the place of PyTorch's, for one sample.
 *
 * Source: ptflops/pytorch_ops.py and pytorch_engine.py of 2025-08-20.
 */
export const ptflops = defineConvention({
  name: "ptflops",
  source: "https://github.com/sovrasov/flops-counter.pytorch",
  version: "d612c75",
  unit: "one for a multiply-accumulate, an addition of a bias or an element, for one sample",
  counts: "calls",
  main: "macs",
  parameterNumber: "params",
  parameterRule: "all that are trainable",
  numbers: { macs: { items: macs, isOfOneSample: true }, params: { items: (network) => parameterItems(network) } },
  reasons: {
    Conv: "multiply-accumulates of a convolution, and the bias",
    ConvTranspose: "multiply-accumulates of a transposed convolution, and the bias",
    Linear: "multiply-accumulates of a linear layer, and the bias",
    BatchNorm: "2 for an element of a normalisation with parameters, 1 without",
    InstanceNorm: "2 for an element of a normalisation with parameters, 1 without",
    GroupNorm: "2 for an element of a normalisation with parameters, 1 without",
    LayerNorm: "1 for an element",
    ...Object.fromEntries(
      ["ReLU", "ReLU6", "PReLU", "ELU", "LeakyReLU", "GELU"].map((type) => [type, "1 for an element of an activation"]),
    ),
    ...Object.fromEntries(
      ["MaxPool", "AvgPool", "AdaptiveAvgPool", "AdaptiveMaxPool"].map((type) => [type, "1 for an input element of a pooling"]),
    ),
    Upsample: "1 for an output element",
    RNN: "gates with both biases and their elementwise products",
    GRU: "gates with both biases and their elementwise products",
    LSTM: "gates with both biases and their elementwise products",
    MultiheadAttention: "projections, both products, softmax and biases",
    ...Object.fromEntries(
      Object.keys({ ...FUNCTIONS, MatMul: 0, Add: 0, Mul: 0 }).flatMap((type) => [
        [`again ${type}`, "the function that the module calls, counted once more"],
        [`function ${type}`, "a function that is called without a module"],
      ]),
    ),
    mask: "the mask that an attention adds to a product in the same operation",
    rest: "what dividing by the first axis leaves over",
    parameter: "parameters, all taken to be trainable",
  },
  assumptions: [PRODUCT_ASSUMPTION, ELEMENTWISE_ASSUMPTION, SHARED_ASSUMPTION, SUBCLASS_ASSUMPTION, KEYWORD_ASSUMPTION],
});
