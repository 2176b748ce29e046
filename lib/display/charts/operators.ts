/**
 * Operators by share: what most of the arithmetic is, beside what most of the memory access is.
 *
 * @module
 */
import { isElementwise } from "../../analysis/operator_class.ts";
import type { Profile } from "../../analysis/profile.ts";
import { textBar } from "../bar.ts";
import { networkName } from "../heading.ts";
import type { Layer } from "../layer_tree.ts";
import { type MetricName, METRICS } from "../metrics.ts";
import { percent } from "../number_text.ts";
import { operatorLayer, operatorLayers } from "../operator_layers.ts";
import { padEnd, padStart, printable, shortenMiddle, textWidth } from "../printable_text.ts";
import { type ProfileView, shareOf, viewOf } from "../profile_view.ts";
import { type Chart, type ChartOptions, SCHEMA, standInsNote, type VegaLiteSpec } from "./chart.ts";

/** So many operators are told apart; the others are one. */
const OPERATORS = 12;
/** The costs whose shares stand beside each other. */
const COMPARED: readonly MetricName[] = ["macs", "flops", "memoryAccess"];

interface Share {
  readonly operator: string;
  readonly cost: string;
  readonly share: number;
  readonly text: string;
}

/** For each operator its share of the macs, of the flops and of the memory access. Element-wise operators stand out by the last. */
export const operators: Chart = {
  summary: "Which operators the macs, the flops and the memory access belong to: element-wise ones take few flops and much memory.",
  spec(profile: Profile, options: ChartOptions = {}): VegaLiteSpec {
    const view = viewOf(profile);
    return {
      $schema: SCHEMA,
      title: { text: titleOf(profile), subtitle: notesOf(view), anchor: "start", limit: 700 },
      data: { values: sharesOf(view, options.limit ?? OPERATORS) },
      params: [{ name: "cost", select: { type: "point", fields: ["cost"] }, bind: "legend" }],
      width: 420,
      height: { step: 9 },
      mark: { type: "bar", cornerRadiusEnd: 2 },
      encoding: {
        y: { field: "operator", type: "nominal", sort: null, axis: { title: null, labelLimit: 260 } },
        yOffset: { field: "cost", sort: null },
        x: { field: "share", type: "quantitative", axis: { title: "share of the network", format: ".0%", tickCount: 6 } },
        color: {
          field: "cost",
          type: "nominal",
          scale: { domain: COMPARED.map((name) => METRICS[name].title), range: COMPARED.map((name) => METRICS[name].color) },
          legend: { title: "cost", orient: "bottom", labelLimit: 240 },
        },
        opacity: { condition: { param: "cost", value: 1 }, value: 0.15 },
        tooltip: ["operator", "cost", "text"].map((field) => ({ field, type: "nominal", title: field === "text" ? "share" : field })),
      },
    };
  },
  text(profile: Profile, options: ChartOptions = {}): string {
    const view = viewOf(profile);
    const shares = sharesOf(view, options.limit ?? OPERATORS);
    const width = Math.min(40, Math.max(8, ...shares.map(({ operator }) => textWidth(operator))));
    const lines = [...Map.groupBy(shares, ({ operator }) => operator)].flatMap(([operator, of]) =>
      of.map(({ cost, share, text }, index) =>
        `${padEnd(index === 0 ? shortenMiddle(operator, width) : "", width)}  ${padEnd(cost, 21)} ${padStart(text, 6)} ${
          textBar(share, 30)
        }`.trimEnd()
      )
    );
    return [titleOf(profile), ...notesOf(view), ...lines].join("\n");
  },
};

/** What all element-wise operators take together, and where the numbers hold. */
function notesOf(view: ProfileView): string[] {
  const nodes = view.profile.nodes.filter((node) => node.macs === 0 && isElementwise(node));
  const all = operatorLayer("element-wise", nodes);
  const shares = (["flops", "memoryAccess"] as const).map((name) => shareOf(view, all, name));
  const words = `element-wise operators: ${percent(shares[0])} of the flops, ${percent(shares[1])} of the memory access`;
  return [...(nodes.length === 0 || shares.includes(undefined) ? [] : [words]), standInsNote(view)].filter((line) => line !== "");
}

function titleOf(profile: Profile): string {
  return `Operators of ${shortenMiddle(printable(networkName(profile)), 40)} by share`;
}

function sharesOf(view: ProfileView, limit: number): Share[] {
  const layers = operatorLayers(view);
  const largest = (layer: Layer) => Math.max(...COMPARED.map((name) => shareOf(view, layer, name) ?? 0));
  const sorted = layers.toSorted((a, b) => largest(b) - largest(a)).filter((layer) => largest(layer) > 0);
  const rest = sorted.slice(limit);
  const shares = sorted.slice(0, limit).flatMap((layer) =>
    COMPARED.map((name) => shareIn(operatorTitle(view, layer), name, shareOf(view, layer, name) ?? 0))
  );
  if (rest.length === 0) return shares;
  const others = (name: MetricName) => rest.reduce((total, layer) => total + (shareOf(view, layer, name) ?? 0), 0);
  return [...shares, ...COMPARED.map((name) => shareIn(`… ${rest.length} more`, name, others(name)))];
}

/** Element-wise operators are marked: they take few flops and much memory. */
function operatorTitle({ profile }: ProfileView, { name }: Layer): string {
  const node = profile.nodes.find(({ op }) => op === name)!;
  return `${shortenMiddle(printable(name), 34)}${isElementwise(node) ? " (element-wise)" : ""}`;
}

function shareIn(operator: string, name: MetricName, share: number): Share {
  return { operator, cost: METRICS[name].title, share, text: percent(share) };
}
