/**
 * All tools' numbers of one network in HTML.
 *
 * @module
 */
import type { ConventionCount } from "../analysis/conventions/count.ts";
import type { Profile } from "../analysis/profile.ts";
import { htmlBar } from "./bar.ts";
import { networkName } from "./heading.ts";
import { FAINT, PAGE } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import { type HtmlValue, markup, NOTHING } from "./markup.ts";
import { foldedHtml, formsHtml } from "./named_forms.ts";
import { exactNumber } from "./number_text.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";
import { type ConventionRow, conventionRowsOf } from "./side_by_side_rows.ts";
import { standInsOf } from "./stand_ins.ts";
import { notesHtml } from "./waterfall_html.ts";
import { WATERFALL_COLORS } from "./waterfall_rows.ts";

const BAR = { width: 110, height: 5 };

/** A table with a row a convention, and under it what is assumed. */
export function sideBySideHtml(profile: Profile, counts: readonly ConventionCount[]): string {
  const standIns = standInsOf(profile);
  const rows = conventionRowsOf(profile, counts, standIns);
  const where = rows.some(({ closedForm }) => closedForm !== undefined) ? `; digits and bars at ${shortenEnd(standIns.text, 160)}` : "";
  const table = htmlTable({
    caption: markup`<strong>What each tool would print for ${
      shortenMiddle(printable(networkName(profile)), 80)
    }</strong> <span style="${FAINT}">(it has ${exactNumber(profile.totals.parameters)} parameters${where})</span>`,
    columns: [
      { title: "tool", align: "left" },
      { title: "its number", align: "right" },
      { title: "its parameters", align: "right" },
      { title: "what it counts", align: "left", wrap: true },
    ],
    rows: rows.map(cells),
  });
  const notes = rows.flatMap((row) => row.notes);
  const title = notes.length === 1 ? "1 assumption or gap" : `${notes.length} assumptions and gaps`;
  const forms = rows.map((row) => ({ ...row, name: `${row.name} ${row.number}` }));
  return String(markup`<div style="${PAGE}">
${table}${notes.length === 0 ? NOTHING : foldedHtml(title, notesHtml(notes))}${formsHtml(forms)}</div>`);
}

function cells({ name, version, number, value, share, unit, parameters, parameterRemark, others }: ConventionRow): HtmlValue[] {
  const bar = share === undefined ? NOTHING : markup`<div style="line-height:.6">${htmlBar(share, WATERFALL_COLORS.total, BAR)}</div>`;
  const more = [...(parameterRemark === "" ? [] : [`parameters: ${parameterRemark}`]), ...others];
  return [
    markup`<strong>${name}</strong> <span style="${FAINT}">${version}</span>`,
    markup`${number} ${value}${bar}`,
    parameters,
    markup`${unit}${more.map((words) => markup`<br><span style="${FAINT}">${words}</span>`)}`,
  ];
}
