/**
 * The network as a table of layers in HTML.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { htmlBar } from "./bar.ts";
import { type CostColumn, costColumn } from "./cost_column.ts";
import { exactDim } from "./dim_text.ts";
import { coverageHtml, freeSizesHtml, headingHtml, nameHtml, notesHtml } from "./facts_html.ts";
import { FAINT, PAGE } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import type { Layer } from "./layer_tree.ts";
import { type Html, type HtmlValue, markup, NOTHING } from "./markup.ts";
import { METRICS } from "./metrics.ts";
import { printable, shortenEnd } from "./printable_text.ts";
import { type ProfileView, shareOf, shareText, viewOf } from "./profile_view.ts";
import { layerCaption, outputText, SUMMARY_COLUMN, SUMMARY_METRICS, SUMMARY_ROWS, type SummaryOptions } from "./summary_text.ts";
import { totalsHtml } from "./totals_html.ts";
import { type VisibleLayer, visibleLayers } from "./visible_layers.ts";

/** A shape longer than this is cut. */
export const SHAPE_WIDTH = 44;

/** The summary as HTML. */
export function summaryHtml(profile: Profile, options: SummaryOptions = {}): string {
  const view = viewOf(profile);
  return String(markup`<div style="${PAGE}">
${headingHtml(view)}${layerTableHtml(view, options)}${totalsHtml(view)}${freeSizesHtml(view)}${coverageHtml(view)}${
    notesHtml(view)
  }</div>`);
}

/** The table of layers alone. */
export function layerTableHtml(view: ProfileView, { limit = SUMMARY_ROWS, depth }: SummaryOptions): Html {
  const visible = visibleLayers(view, { limit, ...(depth !== undefined && { depth }) }, SUMMARY_METRICS);
  const macs = costColumn(view, "macs", SUMMARY_COLUMN);
  const caption = layerCaption(view, visible, macs).map((line) => markup`<br><span style="${FAINT}">${line}</span>`);
  return htmlTable({
    caption: markup`<strong>Layers</strong>, each with all that is in it; the bars compare their shares${caption}`,
    columns: [
      { title: "Layer (type: depth-idx)", align: "left" },
      { title: "Output shape", align: "left", wrap: true },
      { title: "Parameters", align: "right" },
      { title: "Macs", align: "right" },
      { title: "Share", align: "right" },
      { title: "", align: "left" },
    ],
    rows: layerRows({ view, macs, longest: longestShare(view, visible.root) }, visible.root, "", ""),
  });
}

interface LayerTable {
  readonly view: ProfileView;
  readonly macs: CostColumn;
  /** The largest share among the rows that have a bar. */
  readonly longest: number;
}

function longestShare(view: ProfileView, { layer, children }: VisibleLayer): number {
  return children.length === 0 ? shareOf(view, layer, "macs") ?? 0 : Math.max(...children.map((child) => longestShare(view, child)));
}

/** A layer's rows: its own, then those in it. The lines of the tree are text, so that nesting shows without styles. */
function layerRows(table: LayerTable, { layer, children }: VisibleLayer, prefix: string, below: string): HtmlValue[][] {
  const { view, macs, longest } = table;
  const share = shareOf(view, layer, "macs");
  const own = [
    titleHtml(layer, prefix),
    outputText(layer, SHAPE_WIDTH),
    exactDim(layer.parameters),
    costHtml(macs, layer),
    shareText(view, layer, "macs"),
    share && children.length === 0 ? htmlBar(share / longest, METRICS.macs.color, { width: 60, height: 8 }) : "",
  ];
  const inner = children.flatMap((child, position) => {
    const last = position === children.length - 1;
    return layerRows(table, child, `${below}${last ? "└─" : "├─"}`, `${below}${last ? "\u00a0\u00a0" : "│\u00a0"}`);
  });
  return [own, ...inner];
}

/** A cost; the closed form behind it, where there is one, in the title. */
export function costHtml(column: CostColumn, layer: Layer): HtmlValue {
  const closedForm = column.closedForm(layer);
  return closedForm === undefined ? column.text(layer) : markup`<span title="${closedForm}">${column.text(layer)}</span>`;
}

function titleHtml({ kind, label, type, depth, index }: Layer, prefix: string): Html {
  const lines = prefix === "" ? NOTHING : markup`<code style="opacity:.5">${prefix}</code>`;
  if (kind === "rest") return markup`${lines}<span style="${FAINT}">${label}</span>`;
  return markup`${lines}${nameHtml(label, 40)} <span style="${FAINT}">(${shortenEnd(printable(type), 40)}: ${depth}-${index})</span>`;
}
