/**
 * A profile made ready to be shown: its layers, example values for its free sizes, and shares of its totals.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import type { Dim } from "../model/dim.ts";
import { type Layer, layerTree } from "./layer_tree.ts";
import { type Metric, type MetricName, METRICS } from "./metrics.ts";
import { type Shares, sharesOf } from "./shares.ts";
import { type StandIns, standInsOf } from "./stand_ins.ts";

/** What every display of a profile starts from. */
export interface ProfileView {
  /** The facts. */
  readonly profile: Profile;
  /** The network as a tree of layers. */
  readonly root: Layer;
  /** The free sizes and their stand-ins. */
  readonly standIns: StandIns;
  /** A cost's shares of the network's total. */
  shares(metric: MetricName): Shares;
}

/** Prepares a profile for being shown. */
export function viewOf(profile: Profile): ProfileView {
  const root = layerTree(profile);
  const standIns = standInsOf(profile);
  const known = new Map<MetricName, Shares>();
  return {
    profile,
    root,
    standIns,
    shares(name: MetricName): Shares {
      let shares = known.get(name);
      if (shares === undefined) known.set(name, shares = sharesOf(METRICS[name].of(root), costsIn(root, METRICS[name]), standIns));
      return shares;
    },
  };
}

function costsIn(root: Layer, metric: Metric): Dim[] {
  const layers = [root];
  for (const layer of layers) layers.push(...layer.children); // grows while it is walked
  return layers.map((layer) => metric.of(layer));
}

/** A layer's cost in a few characters: `118 M`; `≥ 118 M` where a part of it is not known, `?` where nothing is. */
export function shortCost(layer: Layer, metric: Metric, width?: number): string {
  return hedged(layer, metric, (dim) => metric.short(dim, width));
}

/** A layer's cost with every digit, hedged as {@linkcode shortCost} does. */
export function exactCost(layer: Layer, metric: Metric): string {
  return hedged(layer, metric, metric.exact);
}

function hedged(layer: Layer, metric: Metric, write: (dim: Dim) => string): string {
  const dim = metric.of(layer);
  const unknown = metric.unknownWith !== undefined && layer.unknown[metric.unknownWith] > 0;
  if (!unknown) return write(dim);
  return dim === 0 ? "?" : `≥ ${write(dim)}`;
}

/** A layer's share of the network's total, or `undefined` where it is not known. */
export function shareOf(view: ProfileView, layer: Layer, name: MetricName): number | undefined {
  const metric: Metric = METRICS[name];
  const dim = metric.of(layer);
  const unknown = metric.unknownWith !== undefined && layer.unknown[metric.unknownWith] > 0;
  return unknown && dim === 0 ? undefined : view.shares(name).of(dim);
}
