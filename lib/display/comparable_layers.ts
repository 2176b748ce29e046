/**
 * Layers of one level that make up the whole network, so that a picture can compare them.
 *
 * @module
 */
import { type Layer, restOf } from "./layer_tree.ts";
import { type MetricName, METRICS } from "./metrics.ts";
import { type ProfileView, shareOf } from "./profile_view.ts";

/** Layers that sum to the network. */
export interface ComparableLayers {
  /** The layers that cost something, or of which that is not known; heaviest first. */
  readonly layers: readonly Layer[];
  /** What was left out, as one row; missing where nothing was. */
  readonly rest?: Layer;
}

/**
 * Takes the network apart at the deepest level at which at most `count` layers cost something. Where even the outermost has more, the heaviest of it are
 * taken, and the others together are the rest.
 */
export function comparableLayers(view: ProfileView, count: number, metric: MetricName): ComparableLayers {
  let best = levelOf(view, 1, metric);
  for (let depth = 2; best.length <= count; depth++) {
    const next = levelOf(view, depth, metric);
    if (next.length > count || next.every((layer) => layer.depth < depth)) break;
    best = next;
  }
  const sorted = best.map((layer) => ({ layer, share: shareOf(view, layer, metric) ?? -1 })).sort((a, b) => b.share - a.share);
  const layers = sorted.slice(0, count).map(({ layer }) => layer);
  if (sorted.length <= count) return { layers };
  return { layers, rest: restOf(view.root, layers, `… ${(sorted.length - count).toLocaleString("en-US")} more`) };
}

/** The layers of a level, those that end above it, and what their parents do beside them: as far as they cost something. */
function levelOf(view: ProfileView, depth: number, metric: MetricName): Layer[] {
  const found: Layer[] = [];
  const pending = [view.root];
  for (let layer = pending.pop(); layer !== undefined; layer = pending.pop()) {
    if (layer.depth >= depth || layer.children.length === 0) {
      if (costsSomething(layer, metric)) found.push(layer);
      continue;
    }
    const own = restOf(layer, layer.children, "(own operators)");
    if (costsSomething(own, metric)) found.push({ ...own, name: `${layer.name} (own operators)`.trim() });
    for (let index = layer.children.length - 1; index >= 0; index--) pending.push(layer.children[index]!);
  }
  return found;
}

function costsSomething(layer: Layer, name: MetricName): boolean {
  const metric = METRICS[name];
  return metric.of(layer) !== 0 || ("unknownWith" in metric && layer.unknown[metric.unknownWith] > 0);
}
