/**
 * A treemap: the network's modules as areas within areas.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import { networkName } from "../heading.ts";
import { tellingMetric } from "../heaviest_layers.ts";
import { type Layer, restOf } from "../layer_tree.ts";
import { type Metric, type MetricName, METRICS } from "../metrics.ts";
import { exactNumber, percent } from "../number_text.ts";
import { padEnd, padStart, printable, shortenEnd, shortenMiddle, textWidth } from "../printable_text.ts";
import { type ProfileView, shareOf, viewOf } from "../profile_view.ts";
import { type Chart, type ChartOptions, SCHEMA, standInsNote, type VegaLiteSpec } from "./chart.ts";

/** Smaller areas than this share of the whole are not divided, and have no name. */
const SMALLEST = 0.004;
/** Smaller parts than this share of the whole are one area, but for the first of the network's own. */
const TINY = 0.002;
const FIRST_PARTS = 60;
const [WIDTH, HEIGHT] = [420, 300];
/** Names stand in areas at least this wide and high. */
const [LABEL_WIDTH, LABEL_HEIGHT] = [44, 14];
/** One character of a name takes about this much. */
const CHARACTER = 6.2;
const BOLD_CHARACTER = 7;

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Tile {
  readonly layer: string;
  readonly label: string;
  /** The name of the outermost module, in its first area; empty in others. */
  readonly head: string;
  readonly part: string;
  readonly type: string;
  readonly cost: string;
  readonly share: string;
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
}

function across(field: string, extent: number) {
  return { field, type: "quantitative", scale: { domain: field === "y" ? [extent, 0] : [0, extent], nice: false }, axis: null };
}

const EXTENT = { x: across("x", WIDTH), y: across("y", HEIGHT), x2: { field: "x2" }, y2: { field: "y2" } };

/** The areas, coloured by the outermost module; a frame and a name say that too. */
function tileLayer(metric: Metric) {
  return {
    params: [{ name: "module", select: { type: "point", fields: ["part"] }, bind: "legend" }],
    mark: { type: "rect", stroke: "#7f7f7f", strokeWidth: 0.5 },
    encoding: {
      ...EXTENT,
      color: { field: "part", type: "nominal", sort: null, legend: { title: "in", orient: "bottom", columns: 6, labelLimit: 80 } },
      fillOpacity: { condition: { param: "module", value: 0.85 }, value: 0.15 },
      tooltip: [
        { field: "layer", type: "nominal", title: "module" },
        { field: "type", type: "nominal", title: "type" },
        { field: "cost", type: "nominal", title: metric.title },
        { field: "share", type: "nominal", title: "share" },
      ],
    },
  };
}

/** Areas as large as the modules' shares: the innermost ones, coloured by the outermost module that they are in. */
export const treemap: Chart = {
  summary: "The network's modules as areas within areas, as large as their share of a cost.",
  spec(profile: Profile, options: ChartOptions = {}): VegaLiteSpec {
    const view = viewOf(profile);
    const { title, metric, tiles, parts } = tilesOf(view, options.metric);
    const named = (field: string, dy: number, weight: string) => ({
      mark: { type: "text", align: "left", baseline: "top", dx: 4, dy, fontSize: 10, fontWeight: weight, limit: 400 },
      encoding: { x: across("x", WIDTH), y: across("y", HEIGHT), text: { field, type: "nominal" } },
    });
    return {
      $schema: SCHEMA,
      title: { text: title, subtitle: standInsNote(view), anchor: "start" },
      data: { values: tiles },
      width: WIDTH,
      height: HEIGHT,
      layer: [
        tileLayer(metric),
        {
          data: { values: parts },
          mark: { type: "rect", fillOpacity: 0, stroke: "#7f7f7f", strokeWidth: 2 },
          encoding: { ...EXTENT, tooltip: { value: null } },
        },
        named("head", 3, "bold"),
        { transform: [{ filter: "datum.head === ''" }], ...named("label", 3, "normal") },
        { transform: [{ filter: "datum.head !== ''" }], ...named("label", 15, "normal") },
      ],
    };
  },
  text(profile: Profile, options: ChartOptions = {}): string {
    const view = viewOf(profile);
    const { title, name } = tilesOf(view, options.metric);
    const lines: string[] = [];
    const walk = (layer: Layer, indent: number) => {
      const share = shareOf(view, layer, name) ?? 0;
      if (share < 10 * SMALLEST && indent > 0) return;
      const words = `${"  ".repeat(indent)}${printable(layer.label)}`;
      lines.push(
        `${padStart(percent(share), 6)}  ${padStart(METRICS[name].short(METRICS[name].of(layer), 24), 10)}  ${
          padEnd(shortenMiddle(words, 60), 1)
        }`,
      );
      for (const child of layer.children) walk(child, indent + 1);
    };
    walk(view.root, 0);
    const note = standInsNote(view);
    return [title, ...(note === "" ? [] : [note]), ...lines].join("\n");
  },
};

interface Tiles {
  readonly title: string;
  readonly name: MetricName;
  readonly metric: Metric;
  readonly tiles: readonly Tile[];
  /** The areas of the outermost modules that are divided. */
  readonly parts: readonly Pick<Tile, "x" | "x2" | "y" | "y2">[];
}

function tilesOf(view: ProfileView, chosen: MetricName | undefined): Tiles {
  const name = chosen ?? tellingMetric(view);
  const metric: Metric = METRICS[name];
  const tiles: Tile[] = [];
  const frames: Pick<Tile, "x" | "x2" | "y" | "y2">[] = [];
  const place = (layer: Layer, area: Area, part: string) => {
    const parts = partsOf(view, layer, name);
    if (parts.length < 2 || (shareOf(view, layer, name) ?? 0) < SMALLEST) {
      tiles.push(tileOf(view, layer, area, part, name));
      return;
    }
    for (const [index, inner] of squarify(parts.map(({ share }) => share), area).entries()) {
      const child = parts[index]!.layer;
      if (part !== "") {
        place(child, inner, part);
        continue;
      }
      const first = tiles.length;
      place(child, inner, shortenEnd(printable(child.label), 24));
      if (tiles.length === first + 1) continue; // it says its own name
      frames.push(edgesOf(inner));
      tiles[first] = withHead(tiles[first]!, inner);
    }
  };
  place(view.root, { left: 0, top: 0, width: WIDTH, height: HEIGHT }, "");
  const network = shortenMiddle(printable(networkName(view.profile)), 40);
  return { title: `${metric.title} in ${network}: ${metric.short(metric.of(view.root), 40)}`, name, metric, tiles, parts: frames };
}

/** The first area of a module with the module's name in it, above its own where there is room for both. */
function withHead(tile: Tile, { width, height }: Area): Tile {
  const room = Math.floor((width - 6) / BOLD_CHARACTER);
  if (height < LABEL_HEIGHT || room < 3) return tile;
  const fits = tile.y2 - tile.y >= 2 * LABEL_HEIGHT;
  return { ...tile, head: shortenEnd(tile.part, room), label: fits ? tile.label : "" };
}

function edgesOf({ left, top, width, height }: Area): Pick<Tile, "x" | "x2" | "y" | "y2"> {
  const round = (value: number) => Math.round(value * 100) / 100;
  return { x: round(left), x2: round(left + width), y: round(top), y2: round(top + height) };
}

/** What a module consists of, the largest part first; one that holds nothing but another is that other. */
function partsOf(view: ProfileView, layer: Layer, name: MetricName): { layer: Layer; share: number }[] {
  if (layer.children.length === 0) return [];
  const own = restOf(layer, layer.children, "(own operators)");
  const parts = [...layer.children, { ...own, name: `${layer.name} (own operators)`.trim() }].map((part) => ({
    layer: part,
    share: shareOf(view, part, name) ?? 0,
  })).filter(({ share }) => share > 0).sort((a, b) => b.share - a.share);
  if (parts.length === 1 && parts[0]!.layer.children.length > 0) return partsOf(view, parts[0]!.layer, name);
  const kept = parts.filter(({ share }, index) => share >= TINY || (layer === view.root && index < FIRST_PARTS));
  const others = parts.length - kept.length;
  if (others < 2) return parts;
  const share = parts.reduce((total, part) => total + part.share, 0) - kept.reduce((total, part) => total + part.share, 0);
  const rest = restOf(layer, kept.map((part) => part.layer), `… ${exactNumber(others)} more`);
  return [...kept, { layer: { ...rest, name: `${layer.name} ${rest.label}`.trim() }, share }];
}

function tileOf(view: ProfileView, layer: Layer, area: Area, part: string, name: MetricName): Tile {
  const full = printable(layer.name || layer.label);
  const fits = area.width >= LABEL_WIDTH && area.height >= LABEL_HEIGHT;
  return {
    layer: shortenMiddle(full, 80),
    label: fits ? labelOf(full, Math.floor((area.width - 6) / CHARACTER)) : "",
    head: "",
    part: part || full,
    type: shortenEnd(printable(layer.type), 40),
    cost: METRICS[name].short(METRICS[name].of(layer), 60),
    share: percent(shareOf(view, layer, name)),
    ...edgesOf(area),
  };
}

/** As much of the end of a path as there is room for; nothing where its last part does not fit. */
function labelOf(path: string, width: number): string {
  const parts = path.split(".");
  for (let from = 0; from < parts.length; from++) {
    const label = parts.slice(from).join(".");
    if (textWidth(label) <= width) return label;
  }
  return "";
}

/** Divides an area in proportion, into rows whose parts are as square as they can be (Bruls, Huizing and van Wijk, "Squarified Treemaps", 2000). */
export function squarify(shares: readonly number[], area: Area): Area[] {
  const total = shares.reduce((a, b) => a + b, 0);
  const scale = area.width * area.height / total;
  const sizes = shares.map((share) => share * scale);
  const placed: Area[] = [];
  let rest = area;
  for (let start = 0; start < sizes.length;) {
    const side = Math.min(rest.width, rest.height);
    let end = start + 1;
    while (end < sizes.length && worst(sizes.slice(start, end + 1), side) <= worst(sizes.slice(start, end), side)) end++;
    const row = sizes.slice(start, end);
    const thickness = row.reduce((a, b) => a + b, 0) / side;
    let along = 0;
    for (const size of row) {
      const length = size / thickness;
      placed.push(
        rest.width >= rest.height
          ? { left: rest.left, top: rest.top + along, width: thickness, height: length }
          : { left: rest.left + along, top: rest.top, width: length, height: thickness },
      );
      along += length;
    }
    rest = rest.width >= rest.height
      ? { ...rest, left: rest.left + thickness, width: rest.width - thickness }
      : { ...rest, top: rest.top + thickness, height: rest.height - thickness };
    start = end;
  }
  return placed;
}

/** The worst ratio of sides in a row along a side. */
function worst(row: readonly number[], side: number): number {
  const sum = row.reduce((a, b) => a + b, 0);
  return Math.max(side ** 2 * Math.max(...row) / sum ** 2, sum ** 2 / (side ** 2 * Math.min(...row)));
}
