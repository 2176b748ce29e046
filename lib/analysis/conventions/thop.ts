import { add, type Dim, divideExactly, floorDivide, multiply, product, sum } from "../../model/dim.ts";
import { Unknown } from "../../operators/operand.ts";
import type { Call, RecurrentLayer } from "../calls/call.ts";
import { defineConvention, type Item, type Network, type Otherwise } from "./convention.ts";
import { FUSED_ASSUMPTION } from "./_fused_layers.ts";
import { holders, SHARED_ASSUMPTION } from "./_shared_modules.ts";
import { type CallRules, inputSize, itemOf, kernelSize, outputSize } from "./_sizes.ts";
import { mayBeSubclassed, SUBCLASS_ASSUMPTION } from "./_subclassed_convolutions.ts";

/** Modules that have a rule that counts nothing, but by which their parameters are seen. */
const FREE = new Set(["ReLU", "ReLU6", "LeakyReLU", "MaxPool", "AdaptiveMaxPool"]);

/** Rules by module. */
export const THOP_RULES: CallRules = {
  Conv: convolution,
  ConvTranspose: convolution,
  Linear: (call) => multiply(call.inputs[0]!.at(-1)!, outputSize(call)),
  BatchNorm: norm,
  InstanceNorm: norm,
  LayerNorm: norm,
  PReLU: inputSize,
  Softmax: softmax,
  AvgPool: outputSize,
  AdaptiveAvgPool: adaptivePool,
  Upsample: upsample,
  RNN: (call) => recurrent(call, rnnCell),
  GRU: (call) => recurrent(call, gruCell),
  LSTM: (call) => recurrent(call, lstmCell),
};

/** By the output's size, also where the convolution is transposed; without the bias. */
function convolution(call: Call): Dim {
  return product([outputSize(call), floorDivide(call.inputs[0]![1]!, call.details.groups ?? 1), kernelSize(call)]);
}

function norm(call: Call): Dim {
  return multiply(inputSize(call), call.details.affine ? 4 : 2);
}

/** n exponentials, n − 1 additions, n divisions a row. */
function softmax(call: Call): Dim {
  const n = call.inputs[0]![call.details.axis!]!;
  return multiply(floorDivide(inputSize(call), n), add(multiply(n, 3), -1));
}

/** The window's mean size as a real number, and one division, times the output; cut to a whole number in the end. */
function adaptivePool(call: Call): Dim {
  const [x, y] = [call.inputs[0]!.slice(2), call.output.slice(2)];
  const size = outputSize(call);
  const windows = x.map((dim, axis) => divideExactly(dim, y[axis]!));
  if (windows.every((window) => window !== undefined)) return multiply(add(product(windows), 1), size);
  const numbers = [...x, ...y, size];
  if (!numbers.every((dim) => typeof dim === "number")) throw new Unknown("it divides sizes of an adaptive pooling that are not known");
  const kernel = x.reduce((total: number, dim, axis) => total * (dim as number / (y[axis] as number)), 1);
  return Math.trunc((kernel + 1) * (size as number));
}

function upsample(call: Call): Dim {
  const axes = call.output.length - 2;
  const { mode } = call.details;
  const factor = mode === "nearest" ? 1 : mode === "linear" ? [5, 11][axes - 1] : axes === 2 ? 224 + 35 : undefined;
  return multiply(outputSize(call), factor ?? 0);
}

type Cell = (input: Dim, hidden: number, biased: boolean) => Dim;

const gate = (input: Dim, hidden: number, biased: boolean) => add(multiply(hidden, add(input, hidden)), hidden + (biased ? 2 * hidden : 0));
const rnnCell: Cell = gate;
const gruCell: Cell = (input, hidden, biased) => add(multiply(gate(input, hidden, biased), 3), hidden + 3 * hidden);
const lstmCell: Cell = (input, hidden, biased) => add(multiply(gate(input, hidden, biased), 4), 3 * hidden + hidden);

function recurrent({ details: { layers, steps, batch } }: Call, cell: Cell): Dim {
  const perStep = layers!.map(({ input, hidden, biased, directions }: RecurrentLayer) => multiply(cell(input, hidden, biased), directions));
  return product([sum(perStep), steps!, batch!]);
}

/** Hooks are found by the exact class, and see modules only. */
function seen({ program }: Network, otherwise: Otherwise): Call[] {
  const subclassed = otherwise(SUBCLASS_ASSUMPTION.id) ? mayBeSubclassed(program.calls) : undefined;
  return program.calls.filter((call) => call.isModule && (!call.within.fused || otherwise(FUSED_ASSUMPTION.id)) && !subclassed?.has(call));
}

function flops(network: Network, otherwise: Otherwise): Item[] {
  const areTied = otherwise(SHARED_ASSUMPTION.id);
  return seen(network, otherwise).flatMap((call) => {
    const rule = THOP_RULES[call.type];
    const paths = holders(call, areTied); // as many hooks fire, and as many visits sum
    return rule === undefined ? [] : [itemOf(call, multiply(rule(call), paths ** 2), call.type)];
  });
}

/** Once for each path: a module at several is visited at each. */
function params(network: Network, otherwise: Otherwise): Item[] {
  const calls = seen(network, otherwise);
  const first = new Map(calls.toReversed().map((call) => [call.module, call]));
  return [...first.values()].toReversed().filter(({ type }) => type in THOP_RULES || FREE.has(type)).flatMap((call) =>
    call.parameters.map(({ shape }): Item => ({
      nodes: call.nodes,
      module: call.module,
      amount: product(shape),
      reason: "parameter",
    }))
  );
}

/**
 * thop: MACs of modules that have a rule, found by exact class.
 *
 * Source: thop/vision/basic_hooks.py, calc_func.py, rnn_hooks.py and profile.py of 2022-09-07.
 */
export const thop = defineConvention({
  name: "thop",
  source: "https://github.com/Lyken17/pytorch-OpCounter",
  version: "43c064a",
  unit: "one for a multiply-accumulate; other layers' operations each by a rule of their own",
  counts: "calls",
  main: "flops",
  parameterNumber: "params",
  parameterRule: "only modules that run and have a rule are seen",
  numbers: { flops: { items: flops }, params: { items: params } },
  reasons: {
    Conv: "multiply-accumulates of a convolution, without the bias",
    ConvTranspose: "a transposed convolution taken as if it went over its output",
    Linear: "multiply-accumulates of a linear layer, without the bias",
    BatchNorm: "4 for an element of a normalisation with parameters, 2 without",
    InstanceNorm: "4 for an element of a normalisation with parameters, 2 without",
    LayerNorm: "4 for an element of a normalisation with parameters, 2 without",
    PReLU: "1 for an element",
    Softmax: "3n − 1 for a row of n",
    AvgPool: "1 for an output element",
    AdaptiveAvgPool: "the window's size and 1 for an output element",
    Upsample: "1, 5, 11 or 259 for an output element: nearest, linear, bilinear, bicubic",
    RNN: "gates with both biases and their elementwise products",
    GRU: "gates with both biases and their elementwise products",
    LSTM: "gates with both biases and their elementwise products",
    parameter: "parameters of a module that ran and has a rule",
  },
  assumptions: [FUSED_ASSUMPTION, SHARED_ASSUMPTION, SUBCLASS_ASSUMPTION],
});
