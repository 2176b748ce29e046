/**
 * Bars: which modules cost how much.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import { textBar } from "../bar.ts";
import { comparableLayers } from "../comparable_layers.ts";
import { costColumn } from "../cost_column.ts";
import { networkName } from "../heading.ts";
import { tellingMetric } from "../heaviest_layers.ts";
import { hasModules, type Layer } from "../layer_tree.ts";
import { type Metric, type MetricName, METRICS } from "../metrics.ts";
import { padEnd, padStart, printable, shortenEnd, shortenMiddle, textWidth } from "../printable_text.ts";
import { shareOf, shareText, viewOf } from "../profile_view.ts";
import { type Chart, type ChartOptions, SCHEMA, type VegaLiteSpec } from "./chart.ts";
import { numbered } from "./numbered.ts";

/** So many bars still fit on a screen. */
const BARS = 30;
/** The bar of everything else is grey: it is not a layer. */
const REST_COLOR = "#9d9da1";

interface Bar {
  readonly layer: string;
  readonly type: string;
  /** Missing where it is not known, so that no bar is drawn. */
  readonly value?: number;
  readonly share: string;
  readonly exact: string;
  readonly rest: boolean;
}

interface Bars {
  readonly title: string;
  readonly subtitle: string;
  readonly metric: Metric;
  readonly bars: readonly Bar[];
}

/** What the modules of one level cost, the heaviest first: the deepest level that has at most so many. */
export const costPerModule: Chart = {
  summary: "Which modules cost how much: those of the deepest level with few enough of them, the heaviest first.",
  spec(profile: Profile, options: ChartOptions = {}): VegaLiteSpec {
    const { title, subtitle, metric, bars } = barsOf(profile, options);
    return {
      $schema: SCHEMA,
      title: { text: title, subtitle, anchor: "start" },
      data: { values: bars },
      width: 420,
      height: { step: 18 },
      mark: { type: "bar", cornerRadiusEnd: 2 },
      encoding: {
        y: { field: "layer", type: "nominal", sort: null, axis: { title: null, labelLimit: 260 } },
        x: { field: "value", type: "quantitative", axis: { title: metric.title, format: "~s", tickCount: 6 } },
        color: { condition: { test: "datum.rest", value: REST_COLOR }, value: metric.color },
        tooltip: [
          { field: "layer", type: "nominal", title: "layer" },
          { field: "type", type: "nominal", title: "type" },
          { field: "exact", type: "nominal", title: metric.title },
          { field: "share", type: "nominal", title: "share" },
        ],
      },
    };
  },
  text(profile: Profile, options: ChartOptions = {}): string {
    const { title, subtitle, bars, metric } = barsOf(profile, options);
    const longest = Math.max(...bars.map(({ value }) => value ?? 0), 1);
    const titles = Math.min(50, Math.max(...bars.map(({ layer }) => textWidth(layer))));
    const lines = bars.map(({ layer, value, share }) => {
      const cost = value === undefined ? "?" : metric.short(value);
      return `${padEnd(shortenMiddle(layer, titles), titles)}  ${padStart(cost, 9)}  ${padStart(share, 6)} ${
        textBar((value ?? 0) / longest, 30)
      }`.trimEnd();
    });
    return [title, ...(subtitle === "" ? [] : [subtitle]), ...lines].join("\n");
  },
};

function barsOf(profile: Profile, { metric: chosen, limit = BARS }: ChartOptions): Bars {
  const view = viewOf(profile);
  const name = chosen ?? tellingMetric(view);
  const metric: Metric = METRICS[name];
  const { layers, rest } = comparableLayers(view, limit, name);
  const exact = costColumn(view, name, { width: 80, digits: "exact" });
  const short = costColumn(view, name, { width: 24, digits: "short" });
  const unique = numbered();
  const barOf = (layer: Layer): Bar => {
    const value = view.standIns.valueOf(metric.of(layer));
    const share = shareOf(view, layer, name);
    return {
      layer: unique(shortenMiddle(printable(layer.name || layer.label), 60)),
      type: shortenEnd(printable(layer.type), 40),
      ...(value !== undefined && share !== undefined && { value }),
      share: shareText(view, layer, name),
      exact: exact.text(layer),
      rest: layer === rest,
    };
  };
  const of = `${hasModules(profile) ? "module" : "node"} of ${shortenMiddle(printable(networkName(profile)), 40)}`;
  return {
    title: `${titleOf(name)} per ${of}: ${short.text(view.root)}`,
    subtitle: subtitleOf(view.standIns.text, metric, view.root, layers.length),
    metric,
    bars: [...layers, ...(rest === undefined ? [] : [rest])].map(barOf),
  };
}

function titleOf(name: MetricName): string {
  return { macs: "Macs", flops: "Flops (flopbook)", parameters: "Parameters", memoryAccess: "Memory access" }[name];
}

function subtitleOf(standIns: string, metric: Metric, root: Layer, shown: number): string {
  if (shown === 0) return "no layer has any";
  return standIns === "" || typeof metric.of(root) === "number" ? "" : `at ${shortenEnd(standIns, 100)}`;
}
