/**
 * The layers to blame: those without layers in them, by what they cost.
 *
 * @module
 */
import { type Layer, restOf } from "./layer_tree.ts";
import type { MetricName } from "./metrics.ts";
import { type ProfileView, shareOf } from "./profile_view.ts";
import { groupOf, likenessOf } from "./repeated_layers.ts";

/** The heaviest layers of a network, and all else. */
export interface HeaviestLayers {
  /** The cost that they are ordered by. */
  readonly metric: MetricName;
  /** The heaviest layers without layers in them, heaviest first. */
  readonly layers: readonly Layer[];
  /** Everything else as one row, so that the rows sum to the network; missing where nothing is left. */
  readonly rest?: Layer;
}

/** Finds the `count` layers that cost most. Without a metric: by the one that {@linkcode tellingMetric} names. */
export function heaviestLayers(view: ProfileView, count: number, metric: MetricName = tellingMetric(view)): HeaviestLayers {
  return heaviestOf(view, leavesOf(view.root), count, metric);
}

function heaviestOf(view: ProfileView, all: readonly Layer[], count: number, metric: MetricName): HeaviestLayers {
  const weighed = all.map((layer) => ({ layer, share: shareOf(view, layer, metric) ?? 0 }));
  const layers = weighed.filter(({ share }) => share > 0).sort((a, b) => b.share - a.share).slice(0, count).map(({ layer }) => layer);
  const shown = new Set(layers);
  const left = all.filter((layer) => !shown.has(layer)).reduce((total, { members = 1 }) => total + members, 0);
  const rest = restOf(view.root, layers, left > 0 ? `… ${left.toLocaleString("en-US")} more` : "(own operators)");
  return { metric, layers, ...(rest.nodeCount > 0 && { rest }) };
}

/** The same with equal layers as one (`5 × Conv2d`), in the place that they have together. */
export function heaviestKinds(view: ProfileView, count: number, metric: MetricName = tellingMetric(view)): HeaviestLayers {
  const groups = [...Map.groupBy(leavesOf(view.root), likenessOf(view.profile)).values()].map((members) => groupOf(members));
  return heaviestOf(view, groups, count, metric);
}

/** Macs, or where there are none at all the next cost that there is. */
export function tellingMetric(view: ProfileView): MetricName {
  const order: MetricName[] = ["macs", "flops", "memoryAccess"];
  return order.find((name) => shareOf(view, view.root, name)) ?? "parameters";
}

/** The layers that have no layers in them, in order of execution. */
export function leavesOf(root: Layer): Layer[] {
  const leaves: Layer[] = [];
  const pending = [root];
  for (let layer = pending.pop(); layer !== undefined; layer = pending.pop()) {
    if (layer.children.length === 0 && layer !== root) leaves.push(layer);
    for (let index = layer.children.length - 1; index >= 0; index--) pending.push(layer.children[index]!);
  }
  return leaves;
}
