import { add, type Dim, multiply, product, sum } from "../../model/dim.ts";
import type { Call } from "../calls/call.ts";
import { firstAxis, forOneSample, isSequenceFirst } from "./_batch.ts";
import { defineConvention, type Item, type Network } from "./convention.ts";
import { einsumSize, isContraction } from "./_einsum_size.ts";
import {
  type CallRules,
  hasBias,
  inputSize,
  itemOf,
  outFeatures,
  outputSize,
  parameterItems,
  positions,
  productSize,
  weightSize,
} from "./_sizes.ts";

const RULES: CallRules = {
  Conv: convolution,
  ConvTranspose: convolution,
  Linear: linear,
  Addmm: (call) => add(productSize(call), hasBias(call) ? outputSize(call) : 0),
  MatMul: (call) => call.details.maskSize === undefined ? productSize(call) : 0, // baddbmm has no rule
  Einsum: (call) => isContraction(call) ? einsumSize(call) : 0,
  RNN: recurrent,
  GRU: recurrent,
  LSTM: recurrent,
};

function convolution(call: Call): Dim {
  return add(multiply(weightSize(call), positions(call)), hasBias(call) ? outputSize(call) : 0);
}

/** PyTorch runs a linear layer with bias as one `addmm` where its input is a matrix, or three axes that lie in order in memory; else the bias is an addition of its own. */
function linear(call: Call): Dim {
  const rank = call.inputs[0]!.length;
  const isOne = rank <= 2 || rank === 3 && !call.details.strided;
  return add(multiply(inputSize(call), outFeatures(call)), isOne && hasBias(call) ? outputSize(call) : 0);
}

/** Each step of a recurrent layer is an `addmm` with both biases. */
function recurrent({ parameters, details: { steps, batch } }: Call): Dim {
  return product([sum(parameters.map(({ shape }) => product(shape))), steps!, batch!]);
}

function macs(network: Network): Item[] {
  const items = network.program.calls.flatMap((call) => {
    const rule = RULES[call.type];
    return rule === undefined ? [] : [itemOf(call, rule(call), call.type)];
  });
  return isSequenceFirst(network) ? items : forOneSample(items, firstAxis(network));
}

/**
 * ptflops with its `aten` backend, the default since 0.7.4: matrix products and convolutions of one sample, with biases.
 *
 * Source: ptflops/aten_ops.py and aten_engine.py of 2025-08-20.
 */
export const ptflopsAten = defineConvention({
  name: "ptflops-aten",
  source: "https://github.com/sovrasov/flops-counter.pytorch",
  version: "d612c75",
  unit: "one for a multiply-accumulate or the addition of a bias, for one sample",
  counts: "calls",
  main: "macs",
  parameterNumber: "params",
  parameterRule: "all that are trainable",
  numbers: { macs: { items: macs, isOfOneSample: true }, params: { items: (network) => parameterItems(network) } },
  reasons: {
    Conv: "multiply-accumulates of a convolution, and the bias",
    ConvTranspose: "multiply-accumulates of a transposed convolution, and the bias",
    Linear: "multiply-accumulates of a linear layer, and the bias where PyTorch adds it in the same operation",
    Addmm: "multiply-accumulates of a matrix product, and the bias",
    MatMul: "multiply-accumulates of a matrix product",
    Einsum: "multiply-accumulates of a matrix product",
    RNN: "multiply-accumulates of the gates, and both biases",
    GRU: "multiply-accumulates of the gates, and both biases",
    LSTM: "multiply-accumulates of the gates, and both biases",
    parameter: "parameters, all taken to be trainable",
  },
});
