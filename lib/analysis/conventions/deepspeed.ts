import { type Dim, product, sum } from "../../model/dim.ts";
import type { Call } from "../calls/call.ts";
import { defineConvention, type Otherwise } from "./convention.ts";
import { ELEMENTWISE_ASSUMPTION } from "./_operators_or_functions.ts";
import { extras, PATCHED_REASONS, patchedNumbers, products } from "./_patched_functions.ts";
import { SHARED_ASSUMPTION } from "./_shared_modules.ts";
import { outputSize, parameterItems, productSize } from "./_sizes.ts";

/** Every way to write a matrix product is patched. */
function macs(call: Call): Dim {
  if (call.type === "MatMul") return productSize(call);
  if (call.type !== "ScaledDotProductAttention") return products(call);
  const { queries, keys, heads, queryFeatures, valueFeatures } = call.details.attention!;
  return product([heads, queries, keys, sum([queryFeatures, valueFeatures])]);
}

function more(call: Call, otherwise: Otherwise): Dim {
  if (call.type === "Add" || call.type === "Mul") {
    return otherwise(ELEMENTWISE_ASSUMPTION.id) && !call.within.attention ? outputSize(call) : 0;
  }
  if (call.type === "Upsample") return call.details.byFactor ? outputSize(call) : product(call.output.slice(2));
  return extras(call);
}

/**
 * DeepSpeed's FLOPs profiler, one forward pass.
 *
 * Source: deepspeed/profiling/flops_profiler/profiler.py before pull request 8320.
 */
export const deepspeed = defineConvention({
  name: "deepspeed",
  source: "https://github.com/deepspeedai/DeepSpeed",
  version: "edaa722",
  unit: "FLOPs: two for a multiply-accumulate and one for an element; MACs: multiply-accumulates alone",
  counts: "calls",
  main: "flops",
  parameterNumber: "params",
  parameterRule: "all that the module holds",
  numbers: { ...patchedNumbers({ macs, extras: more }), params: { items: (network) => parameterItems(network) } },
  reasons: PATCHED_REASONS,
  assumptions: [ELEMENTWISE_ASSUMPTION, SHARED_ASSUMPTION],
});
