import { type Dim, multiply, sum } from "../../model/dim.ts";
import { PRIMITIVES, type Work } from "../../operators/work.ts";
import { defineConvention, type Item, type Network } from "./convention.ts";

/**
 * flopbook's own convention: each primitive arithmetic operation is one FLOP, so a multiply-accumulate is two; operations on bits and truth values are none.
 *
 * Source: Hunger, "Floating Point Operations in Matrix-Vector Calculus", TU München 2007, counts likewise.
 */
export function flopbookFlops({ bits: _, macs = 0, ...others }: Work): Dim {
  return sum([multiply(macs, 2), ...Object.values(others)]);
}

function flops({ nodes }: Network): Item[] {
  return nodes.flatMap(({ work: { bits: _, macs = 0, ...others }, module }, index) =>
    [["macs", multiply(macs, 2)] as const, ...Object.entries(others)].filter(([, amount]) => amount !== 0).map(([reason, amount]) => ({
      nodes: [index],
      module,
      amount,
      reason,
    }))
  );
}

function macs({ nodes }: Network): Item[] {
  return nodes.flatMap(({ macs, module }, index) => macs === 0 ? [] : [{ nodes: [index], module, amount: macs, reason: "macs" }]);
}

/** The same as what other tools' conventions are. */
export const flopbook = defineConvention({
  name: "flopbook",
  source: "Hunger, Floating Point Operations in Matrix-Vector Calculus, TU München 2007",
  version: "1",
  unit: "one for each primitive arithmetic operation, two for a multiply-accumulate",
  counts: "nodes",
  main: "flops",
  numbers: { flops: { items: flops, perMac: 2 }, macs: { items: macs } },
  reasons: { ...PRIMITIVES, macs: "multiply-accumulates" },
});
