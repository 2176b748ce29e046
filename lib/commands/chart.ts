import { writeFile } from "../bytes/write_file.ts";
import { type ChartName, type ChartOptions, CHARTS } from "../display/charts/mod.ts";
import { type MetricName, METRICS } from "../display/metrics.ts";
import { profile } from "../profile.ts";
import type { ChartDisplay } from "../chart_display.ts";
import { type Arguments, meantWord } from "./arguments.ts";
import type { Command } from "./command.ts";
import { MODEL_OPTIONS, modelOptions } from "./model_options.ts";
import { checkForms } from "./output.ts";
import { print, withProgress } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

const NAMES = Object.keys(CHARTS);

/** A picture of a profile. */
export const chart: Command = {
  name: "chart",
  operands: "MODEL CHART",
  summary: "Draws a chart, in block characters or as a picture.",
  remarks: ["CHART is one of:", ...Object.entries(CHARTS).map(([name, { summary }]) => `  ${name.padEnd(21)} ${summary}`)],
  options: [
    ...MODEL_OPTIONS,
    { name: "png", value: "FILE", help: ["write a picture"] },
    { name: "json", help: ["print the Vega-Lite specification"] },
    { name: "metric", value: "NAME", help: [`the cost that is drawn: ${Object.keys(METRICS).join(", ")}`] },
    { name: "size", value: "NAME", help: ["the free dimension along the axis of costAgainstSize"] },
    { name: "device", value: "NAME", help: ["the device of a roofline"] },
    { name: "between", value: "FROM,TO", help: ["the two tools' numbers that a waterfall leads between"] },
  ],
  async run(given) {
    const [model, name, ...rest] = given.operands;
    checkForms(given);
    if (model === undefined) throw new UsageError("MODEL is missing");
    if (name === undefined || !Object.hasOwn(CHARTS, name)) throw noSuchChart(name);
    if (rest.length > 0) throw new UsageError(`one CHART is wanted: ${[name, ...rest].join(" ")}`);
    const options = chartOptions(given);
    const drawn = (await withProgress((line) => profile(model, modelOptions(given, line)))).chart(name as ChartName, options);
    const text = textOf(drawn, given); // first: it finds what is wrong with the options
    const png = given.text("png");
    if (png !== undefined) await writeFile(png, await drawn.toPng());
    print(text);
    if (png !== undefined && !given.has("json")) print(`\nA picture of this: ${png}`);
    return 0;
  },
};

function textOf(drawn: ChartDisplay, given: Arguments): string {
  try {
    return given.has("json") ? JSON.stringify(drawn) : String(drawn);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

function noSuchChart(name: string | undefined): UsageError {
  const meant = name === undefined ? undefined : meantWord(name, NAMES);
  return new UsageError(
    name === undefined
      ? `CHART is missing: one of ${NAMES.join(", ")}`
      : `there is no chart ${name}; ${meant === undefined ? `there are: ${NAMES.join(", ")}` : `did you mean ${meant}?`}`,
  );
}

function chartOptions(given: Arguments): ChartOptions {
  const [metric, size, device, between] = [given.text("metric"), given.text("size"), given.text("device"), given.text("between")];
  if (metric !== undefined && !Object.hasOwn(METRICS, metric)) {
    throw new UsageError(`--metric takes one of ${Object.keys(METRICS).join(", ")}: current value is ${metric}`);
  }
  const [from, to, ...rest] = between?.split(",") ?? [];
  if (between !== undefined && (to === undefined || rest.length > 0)) {
    throw new UsageError(`--between takes FROM,TO: current value is ${between}`);
  }
  return {
    ...(metric !== undefined && { metric: metric as MetricName }),
    ...(size !== undefined && { size }),
    ...(device !== undefined && { device }),
    ...(from !== undefined && to !== undefined && { between: [from, to] as const }),
  };
}
