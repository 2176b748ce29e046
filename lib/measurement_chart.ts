/**
 * Measured times as pictures.
 *
 * @module
 */
import { type ChartOptions, latencySpec, latencyText } from "./display/charts/latency.ts";
import { type TimeByKind, timeByKindSpec, timeByKindText } from "./display/charts/time_by_kind.ts";
import { networkName } from "./display/heading.ts";
import type { TimingView } from "./display/timing_text.ts";
import { DrawnChart } from "./drawn_chart.ts";

/** A chart of measured times. */
export type MeasurementChartName = "latency" | "timeByKind";

/** How measured times are drawn. */
export interface TimingChart {
  /** The Vega-Lite specification. */
  readonly spec: (view: TimingView, options: ChartOptions) => Readonly<Record<string, unknown>>;
  /** The same as text. */
  readonly text: (view: TimingView, options: ChartOptions) => string;
}

/** Every chart of measured times. */
export const MEASUREMENT_CHARTS: Readonly<Record<MeasurementChartName, TimingChart>> = {
  latency: { spec: latencySpec, text: latencyText },
  timeByKind: { spec: (view) => timeByKindSpec([kindsOf(view)]), text: (view) => timeByKindText([kindsOf(view)]) },
};

function kindsOf({ profile, timing, conditions }: TimingView): TimeByKind {
  return { name: networkName(profile), conditions: conditions.slice(0, 2).join(", "), classes: timing?.classes ?? [] };
}

/**
 * A picture of measured times.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { readProfile } from "../mod.ts";
 *
 * const trace = await Deno.readTextFile("tests/data/profiles/shufflenet_v2_x0_5.fold.json");
 * const measurement = await readProfile(trace, "tests/data/zoo/shufflenet_v2_x0_5.fold.onnx");
 * assertStringIncludes(String(measurement.chart()), "stage2");
 * ```
 */
export class MeasurementChart extends DrawnChart {
  readonly #view: TimingView;
  readonly #name: MeasurementChartName;
  readonly #options: ChartOptions;

  /** Draws these times as the chart of that name. */
  constructor(view: TimingView, name: MeasurementChartName, options: ChartOptions = {}) {
    super(view.profile);
    this.#view = view;
    this.#name = name;
    this.#options = options;
  }

  /** The Vega-Lite specification. */
  toJSON(): Readonly<Record<string, unknown>> {
    return MEASUREMENT_CHARTS[this.#name].spec(this.#view, this.#options);
  }

  /** The chart as text. */
  override toString(): string {
    return MEASUREMENT_CHARTS[this.#name].text(this.#view, this.#options);
  }
}
