/**
 * Points: each module's measured time against what it counts.
 *
 * @module
 */
import type { ModuleTime } from "../../analysis/timing/timing.ts";
import { networkName } from "../heading.ts";
import { shortNumber } from "../number_text.ts";
import { padEnd, padStart, printable, shortenMiddle, textWidth } from "../printable_text.ts";
import { millis, rateText, type TimingView } from "../timing_text.ts";
import { AMOUNTS, type ChartOptions, SCHEMA, type VegaLiteSpec } from "./chart.ts";

export type { ChartOptions };

/** So many points can still be told from each other. */
const POINTS = 200;
const SHOWN = 20;

/** What a point is of: a time against one of two counts. */
interface Point {
  readonly module: string;
  readonly microseconds: number;
  readonly value: number;
  readonly count: "flops" | "bytes touched";
  readonly rate: string;
}

/** The picture: time against flops and against memory access, on logarithmic axes, so that one speed is one slanted line. */
export function latencySpec(view: TimingView, { limit = POINTS }: ChartOptions = {}): VegaLiteSpec {
  const values = innermost(view, limit).flatMap(({ module, microseconds, flops, bytes }): Point[] => {
    const name = shortenMiddle(printable(module), 60);
    return [
      { module: name, microseconds, value: flops, count: "flops" as const, rate: rateText(flops, microseconds) },
      { module: name, microseconds, value: bytes, count: "bytes touched" as const, rate: rateText(bytes, microseconds) },
    ].filter(({ value }) => value > 0);
  });
  return {
    $schema: SCHEMA,
    description: "The time of each innermost module against what it costs.",
    title: {
      text: `Time of each module of ${shortenMiddle(printable(networkName(view.profile)), 40)} against its counts`,
      anchor: "start",
    },
    data: { values },
    facet: { column: { field: "count", type: "nominal", sort: ["flops", "bytes touched"], title: null } },
    spec: {
      width: 260,
      height: 240,
      mark: { type: "point", filled: true, size: 40, opacity: 0.7 },
      encoding: {
        x: { field: "value", type: "quantitative", scale: { type: "log" }, axis: { title: null, ...AMOUNTS, tickCount: 5 } },
        y: { field: "microseconds", type: "quantitative", scale: { type: "log" }, axis: { title: "µs a run", ...AMOUNTS, tickCount: 5 } },
        color: { value: "#4c78a8" },
        tooltip: [
          { field: "module", type: "nominal", title: "module" },
          { field: "microseconds", type: "quantitative", title: "µs", format: ".4~r" },
          { field: "value", type: "quantitative", title: "count", format: ".3~s" },
          { field: "rate", type: "nominal", title: "rate" },
        ],
      },
    },
    resolve: { scale: { x: "independent" } },
  };
}

/** The same as lines of text, the slowest modules first. */
export function latencyText(view: TimingView, { limit = SHOWN }: ChartOptions = {}): string {
  const rows = innermost(view, limit).map(({ module, microseconds, flops, bytes }) => [
    shortenMiddle(printable(module), 48),
    millis(microseconds / 1000),
    `${shortNumber(flops)} flops`,
    rateText(flops, microseconds),
    `${shortNumber(bytes)} bytes`,
    rateText(bytes, microseconds),
  ]);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => textWidth(row[column]!))));
  const lines = rows.map((row) => row.map((cell, column) => (column === 0 ? padEnd : padStart)(cell, widths[column]!)).join("  "));
  return [`Time of each module of ${shortenMiddle(printable(networkName(view.profile)), 40)}`, ...lines].join("\n");
}

/** Modules that hold no other module with a time, the slowest first. */
function innermost({ timing }: TimingView, limit: number): ModuleTime[] {
  const modules = timing?.modules ?? [];
  const outer = new Set(
    modules.filter(({ microseconds }) => microseconds > 0).map(({ module }) => module.slice(0, Math.max(0, module.lastIndexOf(".")))),
  );
  return modules.filter(({ module, microseconds }) => microseconds > 0 && !outer.has(module)).sort((a, b) =>
    b.microseconds - a.microseconds
  ).slice(0, limit);
}
