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
import { type Chart, type ChartOptions, SCHEMA, standInsNote, type VegaLiteSpec } from "./chart.ts";

/** So many bubbles can still be told apart. */
const BUBBLES = 60;

interface Bubble {
  readonly layer: string;
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
    return {
      $schema: SCHEMA,
      title: { text: titleOf(profile), subtitle: standInsNote(view), anchor: "start" },
      data: { values: bubblesOf(view, options.limit ?? BUBBLES) },
      params: [{ name: "kind", select: { type: "point", fields: ["type"] }, bind: "legend" }],
      width: 420,
      height: 300,
      mark: { type: "circle", stroke: "#7f7f7f", strokeWidth: 0.5 },
      encoding: {
        x: {
          field: "parameters",
          type: "quantitative",
          scale: { type: "symlog", constant: 1000 },
          axis: { title: "parameters", format: "~s", tickCount: 6 },
        },
        y: {
          field: "macs",
          type: "quantitative",
          scale: { type: "symlog", constant: 1e6 },
          axis: { title: "macs", format: "~s", tickCount: 6 },
        },
        size: {
          field: "bytes",
          type: "quantitative",
          scale: { range: [20, 600] },
          legend: { title: METRICS.memoryAccess.title, titleLimit: 240, format: "~s", symbolType: "circle" },
        },
        color: { field: "type", type: "nominal", legend: { title: "type", labelLimit: 120 } },
        opacity: { condition: { param: "kind", value: 0.8 }, value: 0.08 },
        tooltip: [
          { field: "layer", type: "nominal", title: "module" },
          { field: "type", type: "nominal", title: "type" },
          { field: "exactParameters", type: "nominal", title: "parameters" },
          { field: "exactMacs", type: "nominal", title: "macs" },
          { field: "exactBytes", type: "nominal", title: "memory access" },
        ],
      },
    };
  },
  text(profile: Profile, options: ChartOptions = {}): string {
    const view = viewOf(profile);
    const bubbles = bubblesOf(view, options.limit ?? BUBBLES);
    const width = Math.min(50, Math.max(6, ...bubbles.map(({ layer }) => textWidth(layer))));
    const rows = bubbles.map(({ layer, exactParameters, exactMacs, exactBytes }) =>
      [padEnd(shortenMiddle(layer, width), width), ...[exactParameters, exactMacs, exactBytes].map((cell) => padStart(cell, 12))].join("  ")
    );
    const head = [padEnd("module", width), ...["parameters", "macs", "bytes"].map((cell) => padStart(cell, 12))].join("  ");
    const note = standInsNote(view);
    return [titleOf(profile), ...(note === "" ? [] : [note]), head, ...rows].join("\n");
  },
};

function titleOf(profile: Profile): string {
  return `Parameters against macs in ${shortenMiddle(printable(networkName(profile)), 40)}`;
}

function bubblesOf(view: ProfileView, limit: number): Bubble[] {
  const { layers } = comparableLayers(view, limit, "macs");
  const within = (a: string, b: string) => a === b || a.startsWith(`${b}.`);
  const isNew = ({ name }: Layer) => !layers.some((layer) => within(name, layer.name) || within(layer.name, name));
  const holders = comparableLayers(view, limit, "parameters").layers.filter(isNew);
  return [...layers, ...holders].flatMap((layer): Bubble[] => {
    const [parameters, macs, bytes] = (["parameters", "macs", "memoryAccess"] as const).map((name) =>
      view.standIns.valueOf(METRICS[name].of(layer))
    );
    if (parameters === undefined || macs === undefined || bytes === undefined || isUnknown(layer)) return [];
    return [{
      layer: shortenMiddle(printable(layer.name || layer.label), 60),
      type: shortenEnd(printable(layer.type || "…"), 40),
      parameters,
      macs,
      bytes,
      exactParameters: METRICS.parameters.short(parameters),
      exactMacs: METRICS.macs.short(macs),
      exactBytes: METRICS.memoryAccess.short(bytes),
    }];
  });
}

function isUnknown({ unknown, macs }: Layer): boolean {
  return unknown.work > 0 && macs === 0;
}
