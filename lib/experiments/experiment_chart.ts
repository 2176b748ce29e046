/**
 * An experiment as a picture: bars of relative times side by side.
 *
 * @module
 */
import type { VegaLiteSpec } from "../display/charts/chart.ts";
import type { ExperimentFacts } from "./run_experiment.ts";

/** What a bar is of, in the order of the bars. */
const BARS = [
  ["memoryAccess", "by memory access"],
  ["gpu", "the paper's GPU"],
  ["arm", "the paper's ARM"],
  ["here", "this machine"],
] as const;

/** The picture: for each row of the table what memory access foretells, what the paper measured twice, and what was measured here. */
export function experimentSpec(facts: ExperimentFacts): VegaLiteSpec {
  const values = facts.rows.flatMap(({ label, relative }) => BARS.map(([key, machine]) => ({ row: label, machine, times: relative[key] })));
  const machines = BARS.map(([, machine]) => machine);
  return {
    title: { text: `${facts.title}: time relative to the fastest`, anchor: "start", limit: 700 },
    data: { values },
    width: { step: 22 },
    height: 220,
    mark: "bar",
    encoding: {
      x: { field: "row", type: "nominal", sort: null, axis: { title: null, labelAngle: 0, labelLimit: 110 } },
      xOffset: { field: "machine", type: "nominal", sort: machines },
      y: { field: "times", type: "quantitative", axis: { title: "times the fastest", tickCount: 5 } },
      color: {
        field: "machine",
        type: "nominal",
        sort: machines,
        scale: { domain: machines, range: ["#a0a0a0", "#4c78a8", "#72b7b2", "#e45756"] },
        legend: { title: null, orient: "bottom" },
      },
      tooltip: [
        { field: "row", type: "nominal" },
        { field: "machine", type: "nominal" },
        { field: "times", type: "quantitative", title: "times the fastest", format: ".2f" },
      ],
    },
  };
}

/** What the picture shows, in words. */
export function experimentWords({ title, rows }: ExperimentFacts): string {
  return `${title}: bars of the time relative to the fastest, ${BARS.map(([, machine]) => machine).join(", ")}, for ${
    rows.map(({ label }) => label).join(", ")
  }`;
}
