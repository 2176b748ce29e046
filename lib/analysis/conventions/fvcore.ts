import { type Dim, multiply } from "../../model/dim.ts";
import type { Call } from "../calls/call.ts";
import { defineConvention, type Item, type Network } from "./convention.ts";
import { einsumSize, numpyEstimate, plainEquation } from "./_einsum_size.ts";
import {
  type CallRules,
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
  Conv: (call) => multiply(weightSize(call), positions(call)),
  ConvTranspose: (call) => multiply(weightSize(call), positions(call)),
  Linear: (call) => multiply(inputSize(call), outFeatures(call)),
  Addmm: productSize,
  MatMul: (call) => call.details.maskSize === undefined ? productSize(call) : 0, // baddbmm has no handler
  Einsum: einsum,
  BatchNorm: (call) => multiply(inputSize(call), call.details.affine ? 2 : 1),
  LayerNorm: norm,
  GroupNorm: norm,
  InstanceNorm: norm,
  Upsample: upsample,
  GridSample: (call) => multiply(outputSize(call), 4),
  AdaptiveAvgPool: (call) => isImage(call) ? inputSize(call) : 0,
};

/** Two equations are counted exactly, any other by half of numpy's estimate. */
function einsum(call: Call): Dim {
  const isKnown = ["abc,abd->acd", "abc,adc->adb"].includes(plainEquation(call));
  return isKnown ? einsumSize(call) : Math.floor(numpyEstimate(call) / 2);
}

function norm(call: Call): Dim {
  return multiply(inputSize(call), call.details.affine ? 5 : 4);
}

/** Only the operators for images have a handler. */
function upsample(call: Call): Dim {
  const { mode } = call.details;
  return isImage(call) && mode !== "cubic" ? multiply(outputSize(call), mode === "nearest" ? 1 : 4) : 0;
}

function isImage({ output }: Call): boolean {
  return output.length === 4;
}

function flops({ program }: Network): Item[] {
  return program.calls.flatMap((call) => {
    const rule = RULES[call.type];
    return rule === undefined ? [] : [itemOf(call, rule(call), call.type)];
  });
}

/**
 * fvcore: one "flop" for a multiply-accumulate, by operator of a trace in eval mode.
 *
 * Source: fvcore/nn/flop_count.py, jit_handles.py and parameter_count.py of 2026-02-25.
 */
export const fvcore = defineConvention({
  name: "fvcore",
  source: "https://github.com/facebookresearch/fvcore",
  version: "3378afe",
  unit: "one for a multiply-accumulate; normalisations and resizing by an estimate",
  counts: "calls",
  main: "flops",
  parameterNumber: "params",
  parameterRule: "all that the module holds, shared ones once",
  numbers: { flops: { items: flops }, params: { items: (network) => parameterItems(network) } },
  reasons: {
    Conv: "multiply-accumulates of a convolution, without the bias",
    ConvTranspose: "multiply-accumulates of a transposed convolution, without the bias",
    Linear: "multiply-accumulates of a linear layer, without the bias",
    Addmm: "multiply-accumulates of a matrix product",
    MatMul: "multiply-accumulates of a matrix product",
    Einsum: "half of the operations that numpy estimates",
    BatchNorm: "2 for an element, 1 without parameters",
    LayerNorm: "5 for an element, 4 without parameters",
    GroupNorm: "5 for an element, 4 without parameters",
    InstanceNorm: "5 for an element, 4 without parameters",
    Upsample: "4 for an output element of a bilinear resizing of images, 1 for nearest",
    GridSample: "4 for an output element",
    AdaptiveAvgPool: "1 for an input element of an adaptive average over images",
    parameter: "parameters, shared ones once",
  },
});
