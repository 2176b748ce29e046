/**
 * The paper's figure 2: what the time of whole networks is spent on.
 *
 * @module
 */
import { inferShapes } from "../analysis/infer_shapes.ts";
import { measure } from "../analysis/measure.ts";
import { readTrace } from "../analysis/timing/read_trace.ts";
import { timingOf } from "../analysis/timing/timing.ts";
import { type TimeByKind, timeByKindSpec, timeByKindText } from "../display/charts/time_by_kind.ts";
import { DrawnChart } from "../drawn_chart.ts";
import type { Model } from "../model/model.ts";
import * as zoo from "../nn/zoo/mod.ts";
import { withRandomWeights } from "../runner/model_file.ts";
import { randomFeeds } from "../runner/random_feeds.ts";
import { PROFILED_RUNS, runModel, type RunOptions } from "../runner/run_model.ts";
import { wholeProgress } from "../runner/whole_progress.ts";

/** Networks' time by kind of work. In a notebook cell it shows itself as a chart. */
export class TimeByKindChart extends DrawnChart<readonly TimeByKind[]> {
  /** The Vega-Lite specification. */
  toJSON(): Readonly<Record<string, unknown>> {
    return timeByKindSpec(this.facts);
  }

  /** The chart in block characters. */
  override toString(): string {
    return timeByKindText(this.facts);
  }
}

/** Times ShuffleNet V1 (three groups) and MobileNet V2 with random weights, and tells what each kind of work takes. */
export async function whereTimeGoes(given: RunOptions = {}): Promise<TimeByKindChart> {
  const models = [zoo.shufflenet_v1({ groups: 3 }), zoo.mobilenet_v2()].map((network) => network.toModel());
  const progress = wholeProgress(models.length * PROFILED_RUNS, given);
  const options = { threads: 1, ...given, ...progress, runtime: "native" as const, runs: 0, warmup: 0 }; // the runs under the profiler are all that it takes
  const networks: TimeByKind[] = [];
  for (const model of models) networks.push(await timeByKind(model, options));
  return new TimeByKindChart(networks);
}

async function timeByKind(model: Model, options: RunOptions): Promise<TimeByKind> {
  const typed = inferShapes(model, {});
  const { trace, runtime, provider } = await runModel(withRandomWeights(model), randomFeeds(typed.inputs), {
    ...options,
    name: model.name,
  });
  const { classes } = timingOf(readTrace(trace), typed, measure(typed));
  return { name: model.name, conditions: `${runtime}, ${provider}, ${options.threads} thread${options.threads === 1 ? "" : "s"}`, classes };
}
