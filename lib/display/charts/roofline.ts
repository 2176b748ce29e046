/**
 * A roofline (Williams, Waterman and Patterson, "Roofline: An Insightful Visual Performance Model", 2009): which modules a device's arithmetic limits, and
 * which its memory.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import { comparableLayers } from "../comparable_layers.ts";
import { networkName } from "../heading.ts";
import type { Layer } from "../layer_tree.ts";
import { METRICS } from "../metrics.ts";
import { percent, shortNumber } from "../number_text.ts";
import { padEnd, padStart, printable, shortenEnd, shortenMiddle, textWidth } from "../printable_text.ts";
import { type ProfileView, viewOf } from "../profile_view.ts";
import { AMOUNTS, type Chart, type ChartOptions, SCHEMA, standInsNote, type VegaLiteSpec } from "./chart.ts";
import { type DeviceFigures, DEVICES } from "./devices.ts";

/** So many modules are points. */
const POINTS = 60;

interface Point {
  readonly layer: string;
  readonly type: string;
  readonly intensity: number;
  readonly attainable: number;
  readonly flops: number;
  readonly seconds: number;
  readonly limit: "arithmetic" | "memory";
  readonly intensityText: string;
  readonly attainableText: string;
}

/** Flops for each byte of memory access, against the speed that the device can reach at that rate. */
export const roofline: Chart = {
  summary: "Which modules a device's arithmetic limits and which its memory: flops for each byte against attainable speed.",
  spec(profile: Profile, options: ChartOptions = {}): VegaLiteSpec {
    const view = viewOf(profile);
    const device = deviceOf(options);
    const points = pointsOf(view, device, options.limit ?? POINTS);
    const roof = roofOf(device, points);
    const subtitle = [
      `${device.name}: ${shortNumber(device.flopsPerSecond)}flops/s, ${shortNumber(device.bytesPerSecond)}bytes/s`,
      standInsNote(view),
    ];
    return {
      $schema: SCHEMA,
      title: { text: titleOf(profile, device, points), subtitle: subtitle.filter((line) => line !== ""), anchor: "start", limit: 700 },
      width: 420,
      height: 300,
      encoding: {
        x: axisOf(roof, "intensity", "flops for each byte of memory access"),
        y: axisOf(roof, "attainable", "attainable flops per second"),
      },
      layer: [
        { data: { values: roof }, mark: { type: "line", color: "#7f7f7f", strokeWidth: 1.5 } },
        pointLayer(points),
      ],
    };
  },
  text(profile: Profile, options: ChartOptions = {}): string {
    const view = viewOf(profile);
    const device = deviceOf(options);
    const points = pointsOf(view, device, options.limit ?? 30);
    const width = Math.min(50, Math.max(6, ...points.map(({ layer }) => textWidth(layer))));
    const rows = points.map(({ layer, intensityText, attainableText, limit }) =>
      `${padEnd(shortenMiddle(layer, width), width)}  ${padStart(intensityText, 10)}  ${padStart(attainableText, 16)}  ${limit}`
    );
    const head = `${padEnd("module", width)}  ${padStart("flops/byte", 10)}  ${padStart("attainable", 16)}  limited by`;
    const note = standInsNote(view);
    return [titleOf(profile, device, points), ...(note === "" ? [] : [note]), head, ...rows].join("\n");
  },
};

/** A logarithmic axis with a line at each power of ten. */
function axisOf(roof: readonly Readonly<Record<"intensity" | "attainable", number>>[], field: "intensity" | "attainable", title: string) {
  const powers = roof.map((corner) => Math.log10(corner[field]));
  const [least, most] = [Math.floor(Math.min(...powers)), Math.ceil(Math.max(...powers))];
  const values = Array.from({ length: most - least + 1 }, (_, index) => 10 ** (least + index));
  return { field, type: "quantitative", scale: { type: "log" }, axis: { title, ...AMOUNTS, values } };
}

/** Modules under the roof: what limits each, its colour and its shape say, and a legend filters. */
function pointLayer(points: readonly Point[]) {
  const domain = ["arithmetic", "memory"];
  const legend = { title: "limited by" };
  const tooltips = [["layer", "module"], ["type", "type"], ["intensityText", "flops for each byte"], ["attainableText", "attainable"], [
    "limit",
    "limited by",
  ]];
  return {
    data: { values: points },
    params: [{ name: "limited", select: { type: "point", fields: ["limit"] }, bind: "legend" }],
    mark: { type: "point", filled: true, stroke: "#7f7f7f", strokeWidth: 0.5 },
    encoding: {
      size: {
        field: "seconds",
        type: "quantitative",
        scale: { range: [30, 500] },
        legend: { title: "seconds at best", ...AMOUNTS, tickCount: 3, symbolType: "circle" },
      },
      color: {
        field: "limit",
        type: "nominal",
        scale: { domain, range: [METRICS.flops.color, METRICS.memoryAccess.color] },
        legend,
      },
      shape: { field: "limit", type: "nominal", scale: { domain, range: ["square", "circle"] }, legend },
      opacity: { condition: { param: "limited", value: 0.8 }, value: 0.1 },
      tooltip: tooltips.map(([field, title]) => ({ field, type: "nominal", title })),
    },
  };
}

function deviceOf({ device = "T4" }: ChartOptions): DeviceFigures {
  if (typeof device !== "string") return device;
  const found = DEVICES.find(({ name }) => name === device);
  if (found !== undefined) return found;
  throw new RangeError(
    `Cannot draw a roofline of ${JSON.stringify(device)} as it must be one of: ${DEVICES.map(({ name }) => name).join(", ")}`,
  );
}

function titleOf(profile: Profile, device: DeviceFigures, points: readonly Point[]): string {
  const total = points.reduce((sum, { seconds }) => sum + seconds, 0);
  const memory = points.filter(({ limit }) => limit === "memory").reduce((sum, { seconds }) => sum + seconds, 0);
  const share = total === 0 ? "" : `: memory limits ${percent(memory / total)} of the time at best`;
  return `${shortenMiddle(printable(networkName(profile)), 40)} on ${device.name}${share}`;
}

function pointsOf(view: ProfileView, device: DeviceFigures, limit: number): Point[] {
  const { layers } = comparableLayers(view, limit, "memoryAccess");
  return layers.flatMap((layer) => pointOf(view, layer, device)).sort((a, b) => b.seconds - a.seconds);
}

function pointOf(view: ProfileView, layer: Layer, { flopsPerSecond, bytesPerSecond }: DeviceFigures): Point[] {
  const flops = view.standIns.valueOf(layer.flops);
  const bytes = view.standIns.valueOf(METRICS.memoryAccess.of(layer));
  if (!flops || !bytes || layer.unknown.work > 0 || layer.unknown.memory > 0) return []; // a logarithm has no place for nothing
  const intensity = flops / bytes;
  const attainable = Math.min(flopsPerSecond, intensity * bytesPerSecond);
  return [{
    layer: shortenMiddle(printable(layer.name || layer.label), 60),
    type: shortenEnd(printable(layer.type), 40),
    intensity,
    attainable,
    flops,
    seconds: flops / attainable,
    limit: attainable < flopsPerSecond ? "memory" : "arithmetic",
    intensityText: intensity.toPrecision(3),
    attainableText: `${shortNumber(Number(attainable.toPrecision(3)))}flops/s`,
  }];
}

/** The roof: a slope of the memory's speed up to the speed of the arithmetic. */
function roofOf({ flopsPerSecond, bytesPerSecond }: DeviceFigures, points: readonly Point[]): { intensity: number; attainable: number }[] {
  const ridge = flopsPerSecond / bytesPerSecond;
  const intensities = [...points.map(({ intensity }) => intensity), ridge];
  const [least, most] = [Math.min(...intensities) / 2, Math.max(...intensities) * 2];
  return [least, ridge, most].map((intensity) => ({ intensity, attainable: Math.min(flopsPerSecond, intensity * bytesPerSecond) }));
}
