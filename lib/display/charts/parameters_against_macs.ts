/**
 * Bubbles: parameters against macs, by module.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import { comparableLayers } from "../comparable_layers.ts";
import { networkName } from "../heading.ts";
import type { Layer } from "../layer_tree.ts";
import { METRICS } from "../metrics.ts";
import { padEnd, padStart, printable, shortenEnd, shortenMiddle, textWidth } from "../printable_text.ts";
import { type ProfileView, viewOf } from "../profile_view.ts";
import { AMOUNTS, type Chart, type ChartOptions, SCHEMA, standInsNote, type VegaLiteSpec } from "./chart.ts";

/** So many bubbles can still be told apart. */
const BUBBLES = 60;
/** So many of the largest have their names beside them. */
const NAMED = 3;
/** Room behind the largest, so that no bubble is cut. */
const MARGIN = 2.5;

interface Bubble {
  readonly layer: string;
  /** Its name beside the bubble; empty for most. */
  readonly label: string;
  readonly type: string;
  readonly parameters: number;
  readonly macs: number;
  readonly bytes: number;
  readonly exactParameters: string;
  readonly exactMacs: string;
  readonly exactBytes: string;
}

/** Which modules hold the parameters, and which do the arithmetic: seldom the same. The size is the memory access. */
export const parametersAgainstMacs: Chart = {
  summary: "Which modules hold the parameters and which do the arithmetic; the size of a bubble is its memory access.",
  spec(profile: Profile, options: ChartOptions = {}): VegaLiteSpec {
    const view = viewOf(profile);
    const bubbles = named(bubblesOf(view, options.limit ?? BUBBLES));
    const position = { x: axisOf(bubbles, "parameters"), y: axisOf(bubbles, "macs") };
    return {
      $schema: SCHEMA,
      title: { text: titleOf(profile), subtitle: standInsNote(view), anchor: "start" },
      data: { values: bubbles },
      width: 420,
      height: 300,
      layer: [bubbleLayer(position), {
        transform: [{ filter: "datum.label !== ''" }],
        mark: { type: "text", align: "center", dy: -16, fontSize: 10, limit: 200, color: "#7f7f7f" },
        encoding: { ...position, text: { field: "label", type: "nominal" } },
      }],
    };
  },
  text(profile: Profile, options: ChartOptions = {}): string {
    const view = viewOf(profile);
    const bubbles = bubblesOf(view, options.limit ?? BUBBLES);
    const width = Math.min(50, Math.max(6, ...bubbles.map(({ layer }) => textWidth(layer))));
    const rows = bubbles.map(({ layer, exactParameters, exactMacs, exactBytes }) =>
      [padEnd(shortenMiddle(layer, width), width), ...[exactParameters, exactMacs, exactBytes].map((cell) => padStart(cell, 14))].join("  ")
    );
    const head = [padEnd("module", width), ...["parameters", "macs", "bytes"].map((cell) => padStart(cell, 14))].join("  ");
    const note = standInsNote(view);
    return [titleOf(profile), ...(note === "" ? [] : [note]), head, ...rows].join("\n");
  },
};

function titleOf(profile: Profile): string {
  return `Parameters against macs in ${shortenMiddle(printable(networkName(profile)), 40)}`;
}

/**
 * An axis on which each power of ten takes as much room, down to the smallest bubble, and 0 stands at its beginning: a few layers have a thousand times what
 * most have, and many have none of one of the two.
 */
function axisOf(bubbles: readonly Bubble[], field: "parameters" | "macs") {
  const values = bubbles.map((bubble) => bubble[field]).filter((value) => value > 0);
  const [least, most] = [values.length === 0 ? 1 : Math.min(...values), Math.max(...values, 1)];
  const powers = Array.from({ length: 16 }, (_, power) => 10 ** power).filter((power) => power >= least / 2 && power <= MARGIN * most);
  return {
    field,
    type: "quantitative",
    scale: { type: "symlog", constant: least / 4, domain: [0, MARGIN * most], nice: false },
    axis: { title: field, ...AMOUNTS, values: [0, ...powers] },
  };
}

/** Bubbles that a legend filters: what a type is, its colour and its shape say. */
function bubbleLayer(position: Readonly<Record<"x" | "y", unknown>>) {
  const legend = { title: "type", labelLimit: 120, symbolSize: 80 };
  const words = { title: METRICS.memoryAccess.title, titleLimit: 240, ...AMOUNTS, symbolType: "circle", tickCount: 3 };
  const tooltips = [["layer", "module"], ["type", "type"], ["exactParameters", "parameters"], ["exactMacs", "macs"], [
    "exactBytes",
    "memory access",
  ]];
  return {
    params: [{ name: "kind", select: { type: "point", fields: ["type"] }, bind: "legend" }],
    mark: { type: "point", filled: true, stroke: "#7f7f7f", strokeWidth: 0.5 },
    encoding: {
      ...position,
      size: { field: "bytes", type: "quantitative", scale: { range: [30, 600] }, legend: words },
      color: { field: "type", type: "nominal", legend },
      shape: { field: "type", type: "nominal", legend },
      opacity: { condition: { param: "kind", value: 0.7 }, value: 0.08 },
      tooltip: tooltips.map(([field, title]) => ({ field, type: "nominal", title })),
    },
  };
}

/** Names those with most macs and most parameters, one at a place. */
function named(bubbles: readonly Bubble[]): Bubble[] {
  const most = (field: "parameters" | "macs") => bubbles.toSorted((a, b) => b[field] - a[field]).slice(0, NAMED);
  const places = new Set<string>();
  const chosen = new Set([...most("macs").slice(0, 1), ...most("parameters")].filter(({ parameters, macs }) => {
    // names of bubbles that nearly touch would stand on each other
    const place = [parameters, macs].map((value) => Math.round(4 * Math.log10(value + 1))).join();
    return !places.has(place) && places.add(place);
  }));
  return bubbles.map((bubble) => chosen.has(bubble) ? { ...bubble, label: shortenMiddle(bubble.layer, 32) } : bubble);
}

/** Modules that are equal stand at one place: they are one bubble. */
function bubblesOf(view: ProfileView, limit: number): Bubble[] {
  const { layers } = comparableLayers(view, limit, "macs");
  const within = (a: string, b: string) => a === b || a.startsWith(`${b}.`);
  const isNew = ({ name }: Layer) => !layers.some((layer) => within(name, layer.name) || within(layer.name, name));
  const holders = comparableLayers(view, limit, "parameters").layers.filter(isNew);
  const known = [...layers, ...holders].filter((layer) => !isUnknown(layer));
  const alike = ({ type, parameters, macs, memoryAccess }: Layer) =>
    [type, parameters, macs, memoryAccess.readBytes, memoryAccess.writeBytes].map(String).join("\n");
  return [...Map.groupBy(known, alike).values()].flatMap((group) => bubbleOf(view, group));
}

function bubbleOf(view: ProfileView, group: readonly Layer[]): Bubble[] {
  const [layer] = group as [Layer];
  const [parameters, macs, bytes] = (["parameters", "macs", "memoryAccess"] as const).map((name) =>
    view.standIns.valueOf(METRICS[name].of(layer))
  );
  if (parameters === undefined || macs === undefined || bytes === undefined) return [];
  const name = shortenMiddle(printable(layer.name || layer.label), 60);
  const each = group.length > 1 ? " each" : "";
  return [{
    layer: group.length > 1 ? `${name} and ${group.length - 1} like it` : name,
    label: "",
    type: shortenEnd(printable(layer.type || "…"), 40),
    parameters,
    macs,
    bytes,
    exactParameters: METRICS.parameters.short(parameters) + each,
    exactMacs: METRICS.macs.short(macs) + each,
    exactBytes: METRICS.memoryAccess.short(bytes) + each,
  }];
}

function isUnknown({ unknown, macs }: Layer): boolean {
  return unknown.work > 0 && macs === 0;
}
