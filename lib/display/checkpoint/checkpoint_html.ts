/**
 * A file of weights alone in HTML.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import { htmlBar } from "../bar.ts";
import { headingHtml, nameHtml, notesHtml } from "../facts_html.ts";
import { FAINT, FOLD, FOLD_TITLE, PAGE, PARAGRAPH } from "../html_style.ts";
import { htmlTable } from "../html_table.ts";
import { type Html, type HtmlValue, markup, NOTHING } from "../markup.ts";
import { METRICS } from "../metrics.ts";
import { exactNumber } from "../number_text.ts";
import { viewOf } from "../profile_view.ts";
import type { SummaryOptions } from "../summary_text.ts";
import { cardsHtml } from "../totals_html.ts";
import { treeLayers } from "../tree_layers.ts";
import type { TreeOptions } from "../tree_text.ts";
import { visibleLayers } from "../visible_layers.ts";
import { hiddenLines, longestBar, WEIGHT_COLUMNS, type WeightRow, weightRows, weightTitle } from "./weight_rows.ts";

/** Rows, unless told, and those that are not folded. */
const [ROWS, UNFOLDED] = [150, 24];
/** Lists of weights are cut at this length. */
const WEIGHTS_WIDTH = 60;
const BAR = { width: 48, height: 4 };

/** What is stored, layer by layer, with the totals and what a reader should know: in the place of a profile and of a summary. */
export function checkpointHtml(profile: Profile, options: SummaryOptions = {}): string {
  const view = viewOf(profile);
  const { rows: most, limit = most ?? ROWS, depth } = options;
  const limits = { limit: most ?? limit, ...(depth !== undefined && { depth }) };
  const { root, hidden } = visibleLayers(view, limits, ["parameters"]);
  const rows = weightRows(view, root, WEIGHTS_WIDTH);
  const isLong = rows.length > UNFOLDED && most === undefined && depth === undefined;
  const short = isLong ? visibleLayers(view, { limit: UNFOLDED }, ["parameters"]) : undefined;
  const top = short === undefined ? tableHtml(rows, hidden) : tableHtml(weightRows(view, short.root, WEIGHTS_WIDTH), short.hidden);
  const all = short === undefined
    ? NOTHING
    : markup`<details style="${FOLD}"><summary style="${FOLD_TITLE}">All ${exactNumber(profile.modules.length - 1)} modules</summary>
${tableHtml(rows, hidden)}</details>
`;
  return String(markup`<div style="${PAGE}">
${headingHtml(view)}${cardsHtml(view)}${notesHtml(view)}${top}${all}</div>`);
}

/** The table of layers alone, all of them up to a limit. */
export function weightTableHtml(profile: Profile, { limit }: { readonly limit: number }): Html {
  const view = viewOf(profile);
  const { root, hidden } = visibleLayers(view, { limit }, ["parameters"]);
  return tableHtml(weightRows(view, root, WEIGHTS_WIDTH), hidden);
}

/** The module hierarchy with what is stored where. */
export function checkpointTreeHtml(profile: Profile, options: TreeOptions = {}): string {
  const view = viewOf(profile);
  const { visible, remarks } = treeLayers(view, options);
  return String(markup`<div style="${PAGE}">
${tableHtml(weightRows(view, visible.root, WEIGHTS_WIDTH), visible.hidden)}${
    remarks.map((line) => markup`<p style="${PARAGRAPH};${FAINT}">${line}</p>\n`)
  }</div>`);
}

function tableHtml(rows: readonly WeightRow[], hidden: number): Html {
  const longest = longestBar(rows);
  const caption = hiddenLines(hidden).map((line) => markup`<br><span style="${FAINT}">${line}</span>`);
  return htmlTable({
    caption: markup`<strong>Weights</strong>, each layer with all that is in it; the bars compare their shares of the parameters${caption}`,
    columns: [
      { title: "Layer", align: "left" },
      ...WEIGHT_COLUMNS.map((column) => ({ ...column, wrap: column.title === "Weights" })),
    ],
    rows: rows.map((row) => [titleHtml(row), row.weights, row.parameters, shareHtml(row, longest), row.bytes, row.dtypes]),
  });
}

function titleHtml({ lines, layer }: WeightRow): Html {
  const before = lines === "" ? NOTHING : markup`<code style="opacity:.5">${lines}</code>`;
  return markup`${before}${
    layer.kind === "module" && layer.members === undefined
      ? nameHtml(layer.label, 40)
      : markup`<span style="${FAINT}">${weightTitle(layer)}</span>`
  }`;
}

function shareHtml({ share, bar }: WeightRow, longest: number): HtmlValue {
  if (!bar || longest === 0) return share;
  return markup`${share}<div style="line-height:.5">${htmlBar(bar / longest, METRICS.parameters.color, BAR)}</div>`;
}
