import type { Draft } from "../calls/draft.ts";
import { type Formula, literal, plus, times } from "./formula.ts";
import { kernelFactors, type LayerFormulas, type LayerTable, spatialFactors } from "./layer.ts";

/** The elements that one output element is made of: a window, or the whole map. */
function window({ inputs: [x], output, details: { kernel } = {} }: Draft): Formula | undefined {
  if (kernel !== undefined) return times(...kernelFactors(kernel));
  const isGlobal = output.slice(2).every((size) => size === 1);
  return isGlobal ? times(...spatialFactors(x!, "in")) : undefined;
}

/** One less than the window, for each output element. */
function oneLess(layer: Draft): Formula | undefined {
  const size = window(layer);
  return size && plus(size, literal(-1));
}

const largest: LayerFormulas = {
  operations(layer) {
    const compares = oneLess(layer);
    return compares === undefined ? {} : { compares };
  },
};

const mean: LayerFormulas = {
  operations(layer) {
    const adds = oneLess(layer);
    return adds === undefined ? {} : { adds, divs: literal(1) };
  },
};

/** Poolings: the window's elements are compared or added, which is one operation less than there are elements. */
export const poolings: LayerTable = { MaxPool: largest, AdaptiveMaxPool: largest, AvgPool: mean, AdaptiveAvgPool: mean };
