/**
 * The formulas of the kinds of layers.
 *
 * To add a kind: a file (or a row of a family) in this folder, a line here, a test in `tests/analysis/explain`.
 *
 * @module
 */
import { activations } from "./activation.ts";
import { attentions } from "./attention.ts";
import { convolutions } from "./convolution.ts";
import { embeddings } from "./embedding.ts";
import type { LayerTable } from "./layer.ts";
import { linears } from "./linear.ts";
import { normalizations } from "./normalization.ts";
import { poolings } from "./pooling.ts";
import { recurrents } from "./recurrent.ts";

/** Every kind of layer that has formulas of its own; any other is explained by the counts of its work. */
export const LAYER_FORMULAS: LayerTable = {
  ...convolutions,
  ...linears,
  ...normalizations,
  ...embeddings,
  ...recurrents,
  ...attentions,
  ...poolings,
  ...activations,
};
