import { constantOf, type Dim, multiply } from "../../model/dim.ts";
import { defineConvention, type Item, type Network } from "./convention.ts";
import { itemOf } from "./_sizes.ts";
import { DISPATCHED } from "./torch.ts";

function macs({ program }: Network): Item[] {
  return program.calls.flatMap((call) => {
    const rule = DISPATCHED[call.type];
    return rule === undefined ? [] : [itemOf(call, multiply(rule(call), 1), call.type)];
  });
}

/** Thousand millions, to the three decimals of a weight's `_ops` field; the documentation's tables show two of them. */
function gigas(sum: Dim): number | undefined {
  const number = constantOf(sum);
  return number === undefined ? undefined : Math.round(Number(number) / 1e6) / 1e3;
}

/**
 * The "GFLOPS" of torchvision's documentation: multiply-accumulates as PyTorch's own counter sees them.
 *
 * Source: torchvision/models (the `_ops` field of each weight's meta) and docs/source/conf.py, since 0.14.
 */
export const torchvision = defineConvention({
  name: "torchvision",
  source: "https://github.com/pytorch/vision",
  version: "0.14",
  unit: "10⁹ multiply-accumulates, called GFLOPS",
  counts: "calls",
  main: "gflops",
  numbers: { gflops: { items: macs, finish: gigas } },
  reasons: Object.fromEntries(Object.keys(DISPATCHED).map((type) => [type, "multiply-accumulates"])),
});
