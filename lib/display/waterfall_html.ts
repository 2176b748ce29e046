/**
 * A waterfall between two tools' numbers in HTML.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import type { Waterfall } from "../analysis/reconcile/waterfall.ts";
import { htmlSpan } from "./bar.ts";
import { networkName } from "./heading.ts";
import { FAINT, PAGE } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import { type Html, type HtmlValue, markup, NOTHING } from "./markup.ts";
import { formsHtml } from "./named_forms.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";
import { standInsOf } from "./stand_ins.ts";
import { reachOf, WATERFALL_COLORS, type WaterfallRow, waterfallRows, waterfallTitle } from "./waterfall_rows.ts";
import { sideNotes } from "./waterfall_text.ts";

const BAR = { width: 150, height: 11 };

/** The waterfall as HTML: a table with a bar in each row. */
export function waterfallHtml(profile: Profile, waterfall: Waterfall): string {
  const standIns = standInsOf(profile);
  const rows = waterfallRows(waterfall, standIns);
  const reach = reachOf(rows);
  const isFree = rows.some(({ closedForm }) => closedForm !== undefined);
  const table = htmlTable({
    caption: markup`<strong>${waterfallTitle(waterfall)}</strong> <span style="${FAINT}">${
      shortenMiddle(printable(networkName(profile)), 80)
    }${isFree ? `; digits and bars at ${shortenEnd(standIns.text, 160)}` : ""}</span>`,
    columns: [
      { title: "step", align: "left" },
      { title: "amount", align: "right" },
      { title: "", align: "left" },
      { title: "why", align: "left", wrap: true },
    ],
    rows: rows.map((row) => cells(row, reach)),
  });
  return String(markup`<div style="${PAGE}">
${table}${formsHtml(rows.map((row) => ({ ...row, name: row.title })))}${notesHtml(sideNotes(profile, waterfall))}</div>`);
}

function cells({ kind, title, text, amount, places, span }: WaterfallRow, reach: readonly [number, number]): HtmlValue[] {
  const strong = (value: string) => kind === "total" ? markup`<strong>${value}</strong>` : markup`${value}`;
  const where = places === "" ? NOTHING : markup`<br><span style="${FAINT}">${places}</span>`;
  return [
    strong(title),
    strong(amount),
    span === undefined ? "?" : htmlSpan(span, reach, WATERFALL_COLORS[kind], BAR),
    markup`${text}${where}`,
  ];
}

/** What both sides assume and lack. */
export function notesHtml(notes: readonly string[]): Html {
  if (notes.length === 0) return NOTHING;
  return markup`<ul style="margin:6px 0;padding-left:20px">
${notes.map((note) => markup`<li>${shortenEnd(printable(note), 400)}</li>\n`)}</ul>
`;
}
