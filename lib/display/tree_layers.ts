/**
 * Which layers a tree shows: all, with equal neighbours put together, or those that a pattern finds.
 *
 * @module
 */
import { findLayers } from "./found_layers.ts";
import { type Layer, layersOf } from "./layer_tree.ts";
import { exactNumber } from "./number_text.ts";
import { printable, shortenEnd } from "./printable_text.ts";
import type { ProfileView } from "./profile_view.ts";
import { collapseRepeats, likenessOf } from "./repeated_layers.ts";
import { TREE_METRICS, TREE_ROWS, type TreeOptions } from "./tree_text.ts";
import { type VisibleLayers, visibleLayers } from "./visible_layers.ts";

/** The layers of a tree, and what a reader should know of their choice. */
export interface TreeLayers {
  /** The layers. */
  readonly visible: VisibleLayers;
  /** What was searched for, and how lines of several layers are to be read. */
  readonly remarks: readonly string[];
}

/** Chooses the layers of a tree. */
export function treeLayers(view: ProfileView, { limit = TREE_ROWS, depth, find, collapse = true }: TreeOptions): TreeLayers {
  const limits = { limit, ...(depth !== undefined && { depth }) };
  if (find !== undefined) {
    const { root, count, of } = findLayers(view.root, find);
    const which = count === 0 ? "No layer" : `${exactNumber(count)} of ${exactNumber(of)} layers`;
    const remark = `${which} with "${shortenEnd(printable(find), 60)}" in ${count > 1 ? "their paths or types" : "its path or type"}.`;
    return { visible: visibleLayers(view, limits, TREE_METRICS, root), remarks: [remark] };
  }
  const root = collapse ? collapseRepeats(view.root, likenessOf(view.profile)) : view.root;
  const visible = visibleLayers(view, limits, TREE_METRICS, root);
  const groups = collapse && layersOf(root).some((layer: Layer) => layer.each !== undefined);
  const remark =
    "n × stands for so many equal layers: its numbers are of all together, the lines in it are of one of them (option collapse).";
  return { visible, remarks: groups ? [remark] : [] };
}
