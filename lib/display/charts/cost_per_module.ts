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
import { hasModules, type Layer, restOf } from "../layer_tree.ts";
import { type Metric, type MetricName, METRICS } from "../metrics.ts";
import { padEnd, padStart, printable, shortenEnd, shortenMiddle, textWidth } from "../printable_text.ts";
import { type ProfileView, shareOf, shareText, viewOf } from "../profile_view.ts";
import { AMOUNTS, type Chart, type ChartOptions, SCHEMA, type VegaLiteSpec } from "./chart.ts";
import { numbered } from "./numbered.ts";

/** So many bars still fit on a screen. */
const BARS = 30;
/** The bar of everything else is grey: it is not a layer. */
const REST_COLOR = "#9d9da1";

/** A layer's costs: numbers where they are known, and texts. */
interface Bar extends Readonly<Partial<Record<MetricName, number>>> {
  readonly layer: string;
  readonly type: string;
  readonly words: Readonly<Record<MetricName, string>>;
  readonly shares: Readonly<Record<MetricName, string>>;
  readonly rest: boolean;
}

interface Bars {
  readonly titles: Readonly<Record<MetricName, string>>;
  readonly subtitle: string;
  readonly name: MetricName;
  readonly bars: readonly Bar[];
}

const NAMES = Object.keys(METRICS) as MetricName[];
/** The cost that is drawn, as a reader picks it. */
const PICKER = { input: "select", options: NAMES, labels: NAMES.map((name) => METRICS[name].title), name: "cost " };
const COLORS = Object.fromEntries(NAMES.map((name) => [name, METRICS[name].color]));

/** What the modules of one level cost, the heaviest first: the deepest level that has at most so many. */
export const costPerModule: Chart = {
  summary: "Which modules cost how much, those of the deepest level that has room; a picker changes the cost.",
  spec(profile: Profile, options: ChartOptions = {}): VegaLiteSpec {
    const { titles, subtitle, name, bars } = barsOf(profile, options);
    const sort = { field: "order", op: "max", order: "descending" };
    return {
      $schema: SCHEMA,
      title: { text: { expr: "titles[cost]" }, subtitle, anchor: "start", limit: 700 },
      params: [{ name: "titles", value: titles }, { name: "colors", value: COLORS }, { name: "cost", value: name, bind: PICKER }],
      data: { values: bars.map(datumOf) },
      transform: [
        { calculate: "datum[cost]", as: "value" },
        { filter: "!datum.rest || datum.value > 0" },
        { calculate: "datum.rest ? -1 : isValid(datum.value) ? datum.value : 0", as: "order" },
      ],
      width: 420,
      height: { step: 18 },
      mark: { type: "bar", cornerRadiusEnd: 2 },
      encoding: {
        y: { field: "layer", type: "nominal", sort, axis: { title: null, labelLimit: 260 } },
        x: { field: "value", type: "quantitative", axis: { title: null, ...AMOUNTS, tickCount: 6 } },
        color: { condition: { test: "datum.rest", value: REST_COLOR }, value: { expr: "colors[cost]" } },
        tooltip: [
          { field: "layer", type: "nominal", title: "layer" },
          { field: "type", type: "nominal", title: "type" },
          ...NAMES.map((each) => ({ field: `${each}Text`, type: "nominal", title: METRICS[each].title })),
        ],
      },
    };
  },
  text(profile: Profile, options: ChartOptions = {}): string {
    const { titles, subtitle, bars, name } = barsOf(profile, options);
    const shown = bars.filter((bar) => !bar.rest || (bar[name] ?? 0) > 0);
    const longest = Math.max(...shown.map((bar) => bar[name] ?? 0), 1);
    const width = Math.min(50, Math.max(...shown.map(({ layer }) => textWidth(layer))));
    const lines = shown.map((bar) => {
      const cost = bar[name] === undefined ? "?" : METRICS[name].short(bar[name]);
      return `${padEnd(shortenMiddle(bar.layer, width), width)}  ${padStart(cost, 9)}  ${padStart(bar.shares[name], 6)} ${
        textBar((bar[name] ?? 0) / longest, 30)
      }`.trimEnd();
    });
    return [titles[name], ...(subtitle === "" ? [] : [subtitle]), ...lines].join("\n");
  },
};

/** A bar as the picture has it: plain fields, since a tooltip names one. */
function datumOf({ words, shares, ...bar }: Bar): Readonly<Record<string, unknown>> {
  return { ...bar, ...Object.fromEntries(NAMES.map((name) => [`${name}Text`, `${words[name]} (${shares[name]})`])) };
}

function barsOf(profile: Profile, { metric: chosen, limit = BARS }: ChartOptions): Bars {
  const view = viewOf(profile);
  const name = chosen ?? tellingMetric(view);
  const { layers, rest } = comparableLayers(view, limit, name);
  const others = rest ?? restOf(view.root, layers, "all else");
  const unique = numbered();
  const of = `${hasModules(profile) ? "module" : "node"} of ${shortenMiddle(printable(networkName(profile)), 40)}`;
  const columns = perMetric((each) => costColumn(view, each, { width: 24, digits: "short" }));
  return {
    titles: perMetric((each) => `${titleOf(each)} per ${of}: ${columns[each].text(view.root)}`),
    subtitle: subtitleOf(view.standIns.text, METRICS[name], view.root, layers.length),
    name,
    bars: [...layers, others].map((layer): Bar => ({
      layer: unique(shortenMiddle(printable(layer.name || layer.label), 60)),
      type: shortenEnd(printable(layer.type), 40),
      ...knownCosts(view, layer),
      words: perMetric((each) => columns[each].text(layer)),
      shares: perMetric((each) => shareText(view, layer, each)),
      rest: layer === others,
    })),
  };
}

/** A cost that is not known is left out, so that no bar is drawn. */
function knownCosts(view: ProfileView, layer: Layer): Partial<Record<MetricName, number>> {
  return Object.fromEntries(NAMES.flatMap((name) => {
    const value = view.standIns.valueOf(METRICS[name].of(layer));
    return value === undefined || shareOf(view, layer, name) === undefined ? [] : [[name, value]];
  }));
}

function perMetric<T>(of: (name: MetricName) => T): Record<MetricName, T> {
  return { macs: of("macs"), flops: of("flops"), parameters: of("parameters"), memoryAccess: of("memoryAccess") };
}

function titleOf(name: MetricName): string {
  return { macs: "Macs", flops: "Flops (flopbook)", parameters: "Parameters", memoryAccess: "Memory access (bytes)" }[name];
}

function subtitleOf(standIns: string, metric: Metric, root: Layer, shown: number): string {
  if (shown === 0) return "no layer has any";
  return standIns === "" || typeof metric.of(root) === "number" ? "" : `at ${shortenEnd(standIns, 100)}`;
}
