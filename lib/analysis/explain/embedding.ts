import type { LayerTable } from "./layer.ts";
import { parameterOf } from "./layer.ts";
import { factor, times } from "./formula.ts";

/** Tables that are looked up: parameters without arithmetic. */
export const embeddings: LayerTable = {
  Embedding: {
    parameters(layer) {
      const [rows, features] = parameterOf(layer, "weight") ?? [];
      if (rows === undefined || features === undefined) return undefined;
      return times(factor("V", rows, "entries of the table"), factor("d", features, "features of an entry"));
    },
  },
};
