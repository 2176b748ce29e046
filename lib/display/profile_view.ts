/**
 * A profile made ready to be shown: its layers, example values for its free sizes, and shares of its totals.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import type { Dim } from "../model/dim.ts";
import type { Ranges } from "./bounds_text.ts";
import { type Layer, layersOf, layerTree } from "./layer_tree.ts";
import { type Metric, type MetricName, METRICS } from "./metrics.ts";
import { percent } from "./number_text.ts";
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
      if (shares === undefined) {
        known.set(
          name,
          shares = sharesOf(METRICS[name].of(root), layersOf(root).map((layer) => METRICS[name].of(layer)), standIns),
        );
      }
      return shares;
    },
  };
}

/** How a layer's cost may be off: by sizes that only the data tell, or by nodes that are not known. */
export function precisionOf(view: ProfileView, layer: Layer, name: MetricName): { ranges: Ranges; partly: boolean } {
  const { unknownWith }: Metric = METRICS[name];
  return { ranges: view.profile.ranges, partly: unknownWith !== undefined && layer.unknown[unknownWith] > 0 };
}

/** A layer's share of the network's total, or `undefined` where it is not known. */
export function shareOf(view: ProfileView, layer: Layer, name: MetricName): number | undefined {
  const dim = METRICS[name].of(layer);
  return dim === 0 && precisionOf(view, layer, name).partly ? undefined : view.shares(name).of(dim);
}

/** A layer's share in words; a dash where the whole is nothing, so that there are no shares of it. */
export function shareText(view: ProfileView, layer: Layer, name: MetricName): string {
  const nothing = METRICS[name].of(view.root) === 0 && !precisionOf(view, layer, name).partly;
  return nothing ? "–" : percent(shareOf(view, layer, name));
}

/** An expression's value at the stand-ins: `≥` where it lacks a part, `?` where nothing of it is known. */
export function evaluatedText({ standIns }: ProfileView, dim: Dim, partly: boolean, write: (dim: Dim) => string): string {
  const value = standIns.valueOf(dim);
  if (value === undefined || (partly && value === 0)) return "?";
  return partly ? `≥ ${write(value)}` : write(value);
}
