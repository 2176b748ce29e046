import { type Dim, multiply, product, sum } from "../../model/dim.ts";
import type { Call } from "../calls/call.ts";
import { defineConvention, type Item, type Network, type Otherwise } from "./convention.ts";
import { einsumSize } from "./_einsum_size.ts";
import { type CallRules, inputSize, itemOf, outFeatures, positions, productSize, weightSize } from "./_sizes.ts";

/** Multiply-accumulates that PyTorch's own dispatcher sees as matrix products and convolutions. */
export const DISPATCHED: CallRules = {
  Conv: (call) => multiply(weightSize(call), positions(call)),
  ConvTranspose: (call) => multiply(weightSize(call), positions(call)),
  Linear: (call) => multiply(inputSize(call), outFeatures(call)),
  Addmm: productSize,
  MatMul: productSize,
  Einsum: einsumSize,
  ScaledDotProductAttention: attention,
  RNN: recurrent,
  GRU: recurrent,
  LSTM: recurrent,
};

function attention({ details: { attention } }: Call): Dim {
  const { queries, keys, heads, queryFeatures, valueFeatures } = attention!;
  return product([heads, queries, keys, sum([queryFeatures, valueFeatures])]);
}

function recurrent({ parameters, details: { steps, batch } }: Call): Dim {
  const weights = parameters.filter(({ role }) => role.startsWith("weight")).map(({ shape }) => product(shape));
  return product([sum(weights), steps!, batch!]);
}

function flops({ program }: Network, otherwise: Otherwise): Item[] {
  return program.calls.flatMap((call) => {
    const rule = call.type === "ScaledDotProductAttention" && otherwise("unregistered-attention") ? undefined : DISPATCHED[call.type];
    return rule === undefined ? [] : [itemOf(call, multiply(rule(call), 2), call.type)];
  });
}

/**
 * PyTorch's own counter, `FlopCounterMode`: two for a multiply-accumulate of a matrix product or convolution, nothing else.
 *
 * Source: torch/utils/flop_counter.py (2.9); every release since 2.0 gives the same but for fused attention.
 */
export const torch = defineConvention({
  name: "torch",
  source: "https://github.com/pytorch/pytorch",
  version: "0140b62 (2.9)",
  unit: "two for a multiply-accumulate",
  counts: "calls",
  main: "flops",
  numbers: { flops: { items: flops, perMac: 2 } },
  reasons: {
    Conv: "2 for a multiply-accumulate of a convolution, without the bias",
    ConvTranspose: "2 for a multiply-accumulate of a transposed convolution, without the bias",
    Linear: "2 for a multiply-accumulate of a linear layer, without the bias",
    Addmm: "2 for a multiply-accumulate of a matrix product, without the addition",
    MatMul: "2 for a multiply-accumulate of a matrix product",
    Einsum: "2 for a multiply-accumulate of a matrix product",
    ScaledDotProductAttention: "2 for a multiply-accumulate of both products; no softmax, no causal halving",
    RNN: "2 for a multiply-accumulate of the gates, without biases",
    GRU: "2 for a multiply-accumulate of the gates, without biases",
    LSTM: "2 for a multiply-accumulate of the gates, without biases",
  },
  assumptions: [{
    id: "unregistered-attention",
    text:
      "scaled_dot_product_attention is counted as two matrix products; releases that had no rule for the kernel that runs (2.0, or on a CPU) count 0",
  }],
});
