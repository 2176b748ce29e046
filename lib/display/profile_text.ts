/**
 * A profile in plain text: the table of layers, the heaviest ones, the totals, and what is not known.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { textBar } from "./bar.ts";
import { coverageLines, freeSizeLines, headingLines, joinBlocks, noteLines, totalsLines } from "./facts_text.ts";
import { heaviestLayers } from "./heaviest_layers.ts";
import { type Metric, METRICS } from "./metrics.ts";
import { percent } from "./number_text.ts";
import { padEnd, padStart, printable, shortenMiddle, textWidth } from "./printable_text.ts";
import { type ProfileView, shareOf, shortCost, viewOf } from "./profile_view.ts";
import { layerTableLines, type SummaryOptions, TEXT_WIDTH } from "./summary_text.ts";

/** So many layers are named as the heaviest. */
export const HEAVIEST_ROWS = 10;

/** The profile as plain text. */
export function profileText(profile: Profile, options: SummaryOptions = {}): string {
  const view = viewOf(profile);
  const { width = TEXT_WIDTH } = options;
  return joinBlocks([
    headingLines(view, width),
    layerTableLines(view, options),
    heaviestLines(view, width),
    totalsLines(view, width),
    freeSizeLines(view, width),
    [...coverageLines(view, width), ...noteLines(view, width)],
  ]);
}

/** The heaviest layers with bars, the longest bar for the heaviest. */
function heaviestLines(view: ProfileView, width: number): string[] {
  const { metric: name, layers, rest } = heaviestLayers(view, HEAVIEST_ROWS);
  if (layers.length < 2) return [];
  const metric: Metric = METRICS[name];
  const rows = [...layers, ...(rest === undefined ? [] : [rest])].map((layer) => ({
    title: printable(layer.name || layer.label),
    cost: shortCost(layer, metric, 24),
    share: shareOf(view, layer, name),
  }));
  const longest = shareOf(view, layers[0]!, name) ?? 1;
  const titles = Math.min(Math.max(...rows.map(({ title }) => textWidth(title))), width - 60);
  const costs = Math.max(...rows.map(({ cost }) => textWidth(cost)));
  const lines = rows.map(({ title, cost, share }, index) => {
    const bar = index < layers.length ? textBar((share ?? 0) / longest, 24) : "";
    return `${padEnd(shortenMiddle(title, titles), titles)}  ${padStart(cost, costs)}  ${padStart(percent(share), 6)} ${bar}`.trimEnd();
  });
  const where = view.shares(name).atStandIns ? ` (shares at ${view.standIns.text})` : "";
  return [`Heaviest layers by ${metric.title}${where}`, ...lines];
}
