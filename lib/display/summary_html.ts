/**
 * The network as a table of layers in HTML.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { htmlBar } from "./bar.ts";
import { coverageHtml, freeSizesHtml, headingHtml, nameHtml, notesHtml } from "./facts_html.ts";
import { FAINT, PAGE } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import type { Layer } from "./layer_tree.ts";
import { type Html, type HtmlValue, markup, NOTHING } from "./markup.ts";
import { METRICS } from "./metrics.ts";
import { percent } from "./number_text.ts";
import { printable, shortenEnd } from "./printable_text.ts";
import { exactCost, type ProfileView, shareOf, viewOf } from "./profile_view.ts";
import { layerCaption, outputText, SUMMARY_METRICS, SUMMARY_ROWS, type SummaryOptions } from "./summary_text.ts";
import { totalsHtml } from "./totals_html.ts";
import { type VisibleLayer, visibleLayers } from "./visible_layers.ts";

/** An expression longer than this is cut. */
const EXPRESSION_WIDTH = 32;

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
  const caption = layerCaption(view, visible).map((line) => markup`<br><span style="${FAINT}">${line}</span>`);
  return htmlTable({
    caption: markup`<strong>Layers</strong>, each with all that is in it${caption}`,
    columns: [
      { title: "Layer (type: depth-idx)", align: "left" },
      { title: "Output shape", align: "left" },
      { title: "Parameters", align: "right" },
      { title: "Macs", align: "right" },
      { title: "Share", align: "right" },
      { title: "", align: "left" },
    ],
    rows: layerRows(view, visible.root, "", ""),
  });
}

/** A layer's rows: its own, then those in it. The lines of the tree are text, so that nesting shows without styles. */
function layerRows(view: ProfileView, { layer, children }: VisibleLayer, prefix: string, below: string): HtmlValue[][] {
  const share = shareOf(view, layer, "macs");
  const macs = exactCost(layer, METRICS.macs);
  const short = shortenEnd(macs, EXPRESSION_WIDTH);
  const own = [
    titleHtml(layer, prefix),
    outputText(layer),
    exactCost(layer, METRICS.parameters),
    short === macs ? macs : markup`<span title="${shortenEnd(macs, 400)}">${short}</span>`,
    percent(share),
    share && children.length === 0 ? htmlBar(share, METRICS.macs.color, { width: 60, height: 8 }) : "",
  ];
  const inner = children.flatMap((child, position) => {
    const last = position === children.length - 1;
    return layerRows(view, child, `${below}${last ? "└─" : "├─"}`, `${below}${last ? "\u00a0\u00a0" : "│\u00a0"}`);
  });
  return [own, ...inner];
}

function titleHtml({ kind, label, type, depth, index }: Layer, prefix: string): Html {
  const lines = prefix === "" ? NOTHING : markup`<code style="opacity:.5">${prefix}</code>`;
  if (kind === "rest") return markup`${lines}<span style="${FAINT}">${label}</span>`;
  return markup`${lines}${nameHtml(label, 40)} <span style="${FAINT}">(${shortenEnd(printable(type), 40)}: ${depth}-${index})</span>`;
}
