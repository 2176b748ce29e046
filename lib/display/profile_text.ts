/**
 * A profile in plain text: the table of layers, the heaviest ones, the totals, and what is not known.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { textBar } from "./bar.ts";
import { checkpointText } from "./checkpoint/checkpoint_text.ts";
import { costColumn } from "./cost_column.ts";
import { coverageLines, decodingLines, freeSizeLines, headingLines, joinBlocks, noteLines, totalsLines } from "./facts_text.ts";
import { heaviestKinds } from "./heaviest_layers.ts";
import { METRICS } from "./metrics.ts";
import { percent } from "./number_text.ts";
import { padEnd, padStart, printable, shortenMiddle, textWidth } from "./printable_text.ts";
import { type ProfileView, shareOf, viewOf } from "./profile_view.ts";
import { layerTableLines, type SummaryOptions, TEXT_WIDTH } from "./summary_text.ts";

/** So many layers are named as the heaviest. */
export const HEAVIEST_ROWS = 10;

/** Closed forms that are longer than this are shown as numbers at the stand-ins. */
export const HEAVIEST_COLUMN = { width: 18, digits: "short" } as const;

/** The profile as plain text. */
export function profileText(profile: Profile, options: SummaryOptions = {}): string {
  if (profile.model.hasGraph === false) return checkpointText(profile, options);
  const view = viewOf(profile);
  const { width = TEXT_WIDTH } = options;
  return joinBlocks([
    headingLines(view, width),
    layerTableLines(view, options),
    heaviestLines(view, width),
    totalsLines(view, width),
    freeSizeLines(view, width),
    decodingLines(view, width),
    [...coverageLines(view, width), ...noteLines(view, width)],
  ]);
}

/** The heaviest layers with bars, the longest bar for the heaviest. */
function heaviestLines(view: ProfileView, width: number): string[] {
  const { metric: name, layers, rest } = heaviestKinds(view, HEAVIEST_ROWS);
  if (layers.length < 2) return [];
  const column = costColumn(view, name, HEAVIEST_COLUMN);
  const rows = [...layers, ...(rest === undefined ? [] : [rest])].map((layer) => ({
    title: printable(`${layer.members === undefined ? "" : `${layer.members} × `}${layer.name || layer.label}`),
    cost: column.text(layer),
    share: shareOf(view, layer, name),
  }));
  const longest = shareOf(view, layers[0]!, name) ?? 1;
  const titles = Math.min(Math.max(...rows.map(({ title }) => textWidth(title))), width - 60);
  const costs = Math.max(...rows.map(({ cost }) => textWidth(cost)));
  const lines = rows.map(({ title, cost, share }, index) => {
    const bar = index < layers.length ? textBar((share ?? 0) / longest, 24) : "";
    return `${padEnd(shortenMiddle(title, titles), titles)}  ${padStart(cost, costs)}  ${padStart(percent(share), 6)} ${bar}`.trimEnd();
  });
  const where = [
    ...(view.shares(name).atStandIns || column.atStandIns ? [`at ${view.standIns.text}`] : []),
    ...(layers.some(({ members }) => members !== undefined) ? ["equal layers together"] : []),
  ].join("; ");
  return [`Heaviest layers by ${METRICS[name].title}${where === "" ? "" : ` (${where})`}`, ...lines];
}
