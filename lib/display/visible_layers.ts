/**
 * Which layers a display shows when there are more than it has room for.
 *
 * @module
 */
import { type Layer, restOf } from "./layer_tree.ts";
import { type MetricName, METRICS } from "./metrics.ts";
import { type ProfileView, shareOf } from "./profile_view.ts";

/** How many layers to show. */
export interface LayerLimits {
  /** At most about so many rows. */
  readonly limit: number;
  /** Only layers in at most so many others; without it, as deep as `limit` allows. */
  readonly depth?: number;
}

/** A layer that is shown, with those shown in it. */
export interface VisibleLayer {
  /** The layer. */
  readonly layer: Layer;
  /** The layers shown in it: all that it consists of, so that they sum to it; none for one that is shown folded. */
  readonly children: readonly VisibleLayer[];
}

/** What is shown of a network. */
export interface VisibleLayers {
  /** The network itself. */
  readonly root: VisibleLayer;
  /** How deep the shown layers go. */
  readonly depth: number;
  /** How many layers are not shown. */
  readonly hidden: number;
}

/** Deeper nesting than any network that a person wrote; browsers stop at about 500. */
const MAX_DEPTH = 32;

/** With less than this part of the room filled, one level more is shown, with the heaviest of its layers only. */
const SPARSE = 0.25;

/**
 * Chooses the layers: the whole tree where there is room, else down to the deepest level that has room. A parent with too many children shows the
 * heaviest, in their order, and a row "… 412 more" with what the others cost. What a parent does beside its children is a row too, where one of
 * `metrics` is not 0 in it. `from` is the network, or it with equal layers put together or only some kept.
 */
export function visibleLayers(
  view: ProfileView,
  { limit, depth }: LayerLimits,
  metrics: readonly MetricName[],
  from: Layer = view.root,
): VisibleLayers {
  const levels = levelSizes(from);
  const rowsTo = (level: number) => levels.slice(0, level + 1).reduce((total, size) => total + size, 0);
  const last = Math.min(levels.length - 1, depth ?? MAX_DEPTH, MAX_DEPTH);
  let deepest = last;
  while (deepest > 1 && rowsTo(deepest) > limit) deepest--;
  if (deepest < last && rowsTo(deepest) < limit * SPARSE) deepest++;
  const root = show(view, from, { depth: deepest, room: Math.max(1, limit - 1), metrics });
  return { root, depth: deepest, hidden: rowsTo(levels.length - 1) - countShown(root) };
}

/** How many layers there are at each depth. */
function levelSizes(root: Layer): number[] {
  const sizes: number[] = [];
  let level: readonly Layer[] = [root];
  while (level.length > 0) {
    sizes.push(level.length);
    level = level.flatMap((layer) => layer.children.filter(({ kind }) => kind !== "rest"));
  }
  return sizes;
}

interface Room {
  readonly depth: number;
  readonly room: number;
  readonly metrics: readonly MetricName[];
}

/** Shows a layer with at most about `room` rows below it. */
function show(view: ProfileView, layer: Layer, { depth, room, metrics }: Room): VisibleLayer {
  const all = layer.children;
  if (all.length === 0 || layer.depth >= depth) return { layer, children: [] };
  const shown = all.length <= room ? all : heaviest(view, all, Math.max(1, room - 1));
  const sizes = shown.map((child) => countBelow(child, depth));
  const wanted = sizes.reduce((total, size) => total + size, 0);
  const left = Math.max(0, room - shown.length);
  const children = shown.map((child, index): VisibleLayer => {
    const share = wanted <= left ? sizes[index]! : Math.floor(left * sizes[index]! / wanted);
    return share < Math.min(2, sizes[index]!) ? { layer: child, children: [] } : show(view, child, { depth, room: share, metrics });
  });
  const own = restOf(layer.each ?? layer, all, "(own operators)");
  if (metrics.some((name) => METRICS[name].of(own) !== 0) || own.unknown.work > 0) children.push({ layer: own, children: [] });
  if (shown.length < all.length) {
    const count = (all.length - shown.length).toLocaleString("en-US");
    children.push({ layer: restOf(layer.each ?? layer, [...shown, own], `… ${count} more`), children: [] });
  }
  return { layer, children };
}

/** The layers that cost most, in their own order. */
function heaviest(view: ProfileView, layers: readonly Layer[], count: number): Layer[] {
  const weight = (layer: Layer) =>
    (shareOf(view, layer, "macs") ?? 1) + (shareOf(view, layer, "parameters") ?? 0) + (shareOf(view, layer, "memoryAccess") ?? 0);
  const ranked = layers.map((layer, index) => ({ index, weight: weight(layer) })).sort((a, b) => b.weight - a.weight);
  return ranked.slice(0, count).map(({ index }) => index).sort((a, b) => a - b).map((index) => layers[index]!);
}

/** How many layers there are in a layer, those deeper than `depth` left out. */
function countBelow(layer: Layer, depth: number): number {
  if (layer.depth >= depth) return 0;
  return layer.children.reduce((total, child) => total + 1 + countBelow(child, depth), 0);
}

function countShown({ layer, children }: VisibleLayer): number {
  return children.reduce((total, child) => total + countShown(child), layer.kind === "rest" ? 0 : 1);
}
