/**
 * Bars from one tool's number to another's.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import { reconcileCounts } from "../../analysis/reconcile/reconcile.ts";
import type { Waterfall } from "../../analysis/reconcile/waterfall.ts";
import { networkName } from "../heading.ts";
import { printable, shortenEnd, shortenMiddle } from "../printable_text.ts";
import { standInsOf } from "../stand_ins.ts";
import { WATERFALL_COLORS, type WaterfallRow, waterfallRows, waterfallTitle } from "../waterfall_rows.ts";
import { rowLines } from "../waterfall_text.ts";
import { AMOUNTS, type Chart, type ChartOptions, SCHEMA, type VegaLiteSpec } from "./chart.ts";
import { numbered } from "./numbered.ts";

interface Bar {
  readonly step: string;
  readonly kind: WaterfallRow["kind"];
  /** Both missing where they are not known, so that no bar is drawn. */
  readonly start?: number;
  readonly end?: number;
  readonly amount: string;
  readonly why: string;
  readonly where: string;
}

/** How one tool's number becomes another's: a bar for each reason, and one for each of both numbers. */
export const waterfall: Chart = {
  summary: "How one tool's number becomes another's: a bar for each reason why they differ.",
  spec(profile: Profile, options: ChartOptions = {}): VegaLiteSpec {
    const { title, subtitle, rows } = rowsOf(profile, options);
    return {
      $schema: SCHEMA,
      title: { text: title, subtitle, anchor: "start" },
      data: { values: barsOf(rows) },
      width: 420,
      height: { step: 22 },
      mark: { type: "bar", strokeWidth: 1.5 }, // the edge of a bar that would be too thin to be seen
      encoding: {
        y: { field: "step", type: "nominal", sort: null, axis: { title: null, labelLimit: 420 } },
        x: { field: "start", type: "quantitative", axis: { title: null, ...AMOUNTS, tickCount: 6 } },
        x2: { field: "end" },
        color: colorOf("kind"),
        stroke: colorOf("kind"),
        tooltip: [
          { field: "step", type: "nominal", title: "step" },
          { field: "amount", type: "nominal", title: "amount" },
          { field: "why", type: "nominal", title: "why" },
          { field: "where", type: "nominal", title: "where" },
        ],
      },
    };
  },
  text(profile: Profile, options: ChartOptions = {}): string {
    const { title, subtitle, rows } = rowsOf(profile, options);
    return [title, ...(subtitle === "" ? [] : [subtitle]), ...rowLines(rows)].join("\n");
  },
};

function colorOf(field: string): Readonly<Record<string, unknown>> {
  const kinds = Object.keys(WATERFALL_COLORS);
  return { field, type: "nominal", scale: { domain: kinds, range: Object.values(WATERFALL_COLORS) }, legend: null };
}

function rowsOf(profile: Profile, { between }: ChartOptions): { title: string; subtitle: string; rows: readonly WaterfallRow[] } {
  const standIns = standInsOf(profile);
  const [from, to] = between ?? firstTwo(profile);
  const found: Waterfall = reconcileCounts(profile.conventions, from, to, standIns.valueOf);
  const rows = waterfallRows(found, standIns);
  return {
    title: `${waterfallTitle(found)}: ${shortenMiddle(printable(networkName(profile)), 40)}`,
    subtitle: rows.some(({ closedForm }) => closedForm !== undefined) ? `at ${shortenEnd(standIns.text, 100)}` : "",
    rows,
  };
}

/** What is compared unless told: our own number and the first other. */
function firstTwo({ conventions }: Profile): readonly [string, string] {
  const [first, second = first] = conventions.all().map(({ convention }) => convention.name);
  return [first!, second!];
}

function barsOf(rows: readonly WaterfallRow[]): Bar[] {
  const name = numbered();
  return rows.map(({ kind, title, short, text, amount, places, span }) => ({
    step: name(`${title}: ${short}`),
    kind,
    ...(span !== undefined && { start: span[0], end: span[1] }),
    amount,
    why: text,
    where: places,
  }));
}
