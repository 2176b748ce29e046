/**
 * Stacked bars: how much of each network's time is convolution, element-wise work, data movement and the rest. The ShuffleNet V2 paper's figure 2.
 *
 * @module
 */
import type { OperatorClass } from "../../analysis/operator_class.ts";
import type { ClassTime } from "../../analysis/timing/timing.ts";
import { textBar } from "../bar.ts";
import { percent } from "../number_text.ts";
import { padEnd, padStart, printable, shortenMiddle, textWidth } from "../printable_text.ts";
import { KINDS, millis } from "../timing_text.ts";
import { SCHEMA, type VegaLiteSpec } from "./chart.ts";

/** A network's time by kind of work. */
export interface TimeByKind {
  /** What the network is called. */
  readonly name: string;
  /** What ran it and how, in words. */
  readonly conditions: string;
  /** The time of each kind in a run, the longest first. */
  readonly classes: readonly ClassTime[];
}

/** The kinds in the order of the bars, with a colour each that reads on white and on black. */
const COLORS: readonly (readonly [kind: OperatorClass, color: string])[] = [
  ["conv", "#4c78a8"],
  ["depthwise", "#72b7b2"],
  ["product", "#b279a2"],
  ["elementwise", "#f58518"],
  ["movement", "#e45756"],
  ["reduction", "#9d9da1"],
  ["nothing", "#bab0ac"],
];
const NAME = 40;

/** The picture: a bar a network, its parts as shares of the time in kernels. */
export function timeByKindSpec(networks: readonly TimeByKind[]): VegaLiteSpec {
  const order = COLORS.map(([kind]) => kind);
  const values = networks.flatMap(({ name, classes }) =>
    classes.map(({ kind, share, microseconds }) => ({
      network: shortenMiddle(printable(name), NAME),
      kind: KINDS[kind],
      order: order.indexOf(kind),
      share,
      shareText: percent(share),
      time: millis(microseconds / 1000),
    }))
  );
  const found = COLORS.filter(([kind]) => values.some((value) => value.kind === KINDS[kind]));
  return {
    $schema: SCHEMA,
    title: { text: "Where the time goes", subtitle: printable(networks[0]?.conditions ?? ""), anchor: "start" },
    data: { values },
    width: 420,
    height: { step: 34 },
    mark: { type: "bar" },
    encoding: {
      y: { field: "network", type: "nominal", sort: null, axis: { title: null, labelLimit: 260 } },
      x: {
        field: "share",
        type: "quantitative",
        scale: { domain: [0, 1] },
        axis: { title: "share of the time in kernels", format: ".0%", tickCount: 6 },
      },
      color: {
        field: "kind",
        type: "nominal",
        scale: { domain: found.map(([kind]) => KINDS[kind]), range: found.map(([, color]) => color) },
        legend: { title: "kind of work", orient: "bottom", columns: 3, labelLimit: 240 },
      },
      order: { field: "order", type: "quantitative" },
      tooltip: [
        { field: "network", type: "nominal", title: "network" },
        { field: "kind", type: "nominal", title: "kind of work" },
        { field: "shareText", type: "nominal", title: "share" },
        { field: "time", type: "nominal", title: "time" },
      ],
    },
  };
}

/** The same in block characters. */
export function timeByKindText(networks: readonly TimeByKind[]): string {
  const width = Math.max(0, ...networks.flatMap(({ classes }) => classes.map(({ kind }) => textWidth(KINDS[kind]))));
  const blocks = networks.map(({ name, classes }) => [
    shortenMiddle(printable(name), NAME),
    ...classes.map(({ kind, share, microseconds }) =>
      `  ${padEnd(KINDS[kind], width)}  ${padStart(millis(microseconds / 1000), 8)}  ${padStart(percent(share), 6)} ${textBar(share, 40)}`
        .trimEnd()
    ),
  ]);
  return [`Where the time goes (${printable(networks[0]?.conditions ?? "")})`, ...blocks.flat()].join("\n");
}
