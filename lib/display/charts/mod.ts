/**
 * The charts, by name. A new one is a file beside this and a line in the table.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import type { MimeBundle } from "../mime_bundle.ts";
import type { Chart, ChartOptions, VegaLiteSpec } from "./chart.ts";
import { costAgainstSize } from "./cost_against_size.ts";
import { costPerModule } from "./cost_per_module.ts";
import { memory } from "./memory.ts";
import { operators } from "./operators.ts";
import { parametersAgainstMacs } from "./parameters_against_macs.ts";
import { roofline } from "./roofline.ts";
import { treemap } from "./treemap.ts";
import { waterfall } from "./waterfall.ts";

export type { Chart, ChartOptions, VegaLiteSpec } from "./chart.ts";

/** A chart's name. */
export type ChartName =
  | "costAgainstSize"
  | "costPerModule"
  | "memory"
  | "operators"
  | "parametersAgainstMacs"
  | "roofline"
  | "treemap"
  | "waterfall";

/** Every chart. */
export const CHARTS: Readonly<Record<ChartName, Chart>> = {
  costAgainstSize,
  costPerModule,
  memory,
  operators,
  parametersAgainstMacs,
  roofline,
  treemap,
  waterfall,
};

/** A chart's specification, with a description for those who do not see it. */
export function chartSpec(profile: Profile, name: ChartName, options: ChartOptions = {}): VegaLiteSpec {
  const chart: Chart = CHARTS[name];
  return { description: chart.summary, ...chart.spec(profile, options) };
}

/**
 * A chart for a notebook cell. Without `text/html`, which JupyterLab would show in its place.
 *
 * @param png The picture in base64, where somebody has drawn it: it is what front ends without Vega show.
 */
export function chartBundle(profile: Profile, name: ChartName, options: ChartOptions = {}, png?: string): MimeBundle {
  const chart: Chart = CHARTS[name];
  return {
    "application/vnd.vegalite.v5+json": chartSpec(profile, name, options),
    ...(png !== undefined && { "image/png": png }),
    "text/plain": chart.text(profile, options),
  };
}
