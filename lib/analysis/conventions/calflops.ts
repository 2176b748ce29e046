import { type Dim, product } from "../../model/dim.ts";
import type { Call } from "../calls/call.ts";
import { defineConvention, type Otherwise } from "./convention.ts";
import { ELEMENTWISE_ASSUMPTION, PRODUCT_ASSUMPTION } from "./_operators_or_functions.ts";
import { extras, PATCHED_REASONS, patchedNumbers, products } from "./_patched_functions.ts";
import { SHARED_ASSUMPTION } from "./_shared_modules.ts";
import { outputSize, parameterItems, productSize } from "./_sizes.ts";

/** Multiply-accumulates of what the tool patches: `torch.matmul`, and neither `@` nor `bmm`. */
function macs(call: Call, otherwise: Otherwise): Dim {
  if (call.type === "MatMul" && !call.within.attention && otherwise(PRODUCT_ASSUMPTION.id)) return productSize(call);
  return products(call);
}

function more(call: Call, otherwise: Otherwise): Dim {
  if (call.type === "Add" || call.type === "Mul") {
    return otherwise(ELEMENTWISE_ASSUMPTION.id) && !call.within.attention ? outputSize(call) : 0;
  }
  if (call.type === "Upsample") return call.details.byFactor ? product(call.inputs[0]!) : product(call.output.slice(2));
  return extras(call);
}

/**
 * calflops: functions put in the place of PyTorch's; two FLOPs for a MAC and more for what else is patched.
 *
 * Source: calflops/pytorch_ops.py and calculate_pipline.py of 2024-03-01.
 */
export const calflops = defineConvention({
  name: "calflops",
  source: "https://github.com/MrYxJ/calculate-flops.pytorch",
  version: "29ca584",
  unit: "FLOPs: two for a multiply-accumulate and one for an element; MACs: multiply-accumulates alone",
  counts: "calls",
  main: "flops",
  parameterNumber: "params",
  parameterRule: "all that are trainable",
  numbers: { ...patchedNumbers({ macs, extras: more }), params: { items: (network) => parameterItems(network) } },
  reasons: PATCHED_REASONS,
  assumptions: [PRODUCT_ASSUMPTION, ELEMENTWISE_ASSUMPTION, SHARED_ASSUMPTION],
});
