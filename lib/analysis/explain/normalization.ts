import type { Draft } from "../calls/draft.ts";
import { factor, type Formula, literal, times } from "./formula.ts";
import type { LayerFormulas, LayerTable } from "./layer.ts";

/** A scale and a shift for each channel, or for each feature that is normalised: `2 × C`. */
function norm(symbol: string, meaning: string): LayerFormulas {
  return {
    parameters({ parameters = [] }: Draft): Formula | undefined {
      const [first] = parameters;
      if (first === undefined) return undefined;
      const sizes = first.shape.filter((size) => size !== 1 || first.shape.length === 1);
      const factors = sizes.map((size, axis) => factor(sizes.length === 1 ? symbol : `${symbol}${axis + 1}`, size, meaning));
      return times(literal(parameters.length), ...factors);
    },
  };
}

const byChannel = norm("C", "channels");

/** Normalisations. At inference a batch normalisation is one multiplication and one addition an element; the others compute their statistics each time. */
export const normalizations: LayerTable = {
  BatchNorm: byChannel,
  GroupNorm: byChannel,
  InstanceNorm: byChannel,
  LayerNorm: norm("d", "normalised features"),
};
