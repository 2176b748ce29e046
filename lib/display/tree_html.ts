/**
 * The module hierarchy in HTML, folded.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { htmlBar } from "./bar.ts";
import { nameHtml } from "./facts_html.ts";
import { FAINT, FOLD_TITLE, PAGE, PARAGRAPH } from "./html_style.ts";
import type { Layer } from "./layer_tree.ts";
import { type Html, type HtmlValue, markup, NOTHING } from "./markup.ts";
import { METRICS } from "./metrics.ts";
import { percent } from "./number_text.ts";
import { printable, shortenEnd } from "./printable_text.ts";
import { type ProfileView, shareOf, shortCost, viewOf } from "./profile_view.ts";
import { layerCaption, outputText } from "./summary_text.ts";
import { TREE_METRICS, TREE_ROWS, type TreeOptions } from "./tree_text.ts";
import { type VisibleLayer, visibleLayers } from "./visible_layers.ts";

/** A layer without layers in it is heavy from this share of the macs on. */
const HEAVY = 0.05;
/** Heavy layers' bars are of a colour of their own. */
const HEAVY_COLOR = "#e45756";
/** Levels that are unfolded from the start. */
const OPEN_LEVELS = 2;
const GAUGE = { width: 60, height: 8 };

/** The tree as HTML: nested blocks that unfold, with parameters, macs, and a bar for the share of macs. */
export function treeHtml(profile: Profile, options: TreeOptions = {}): string {
  return String(markup`<div style="${PAGE}">\n${layerTreeHtml(viewOf(profile), options, OPEN_LEVELS)}</div>`);
}

/** The tree alone, with so many levels unfolded. */
export function layerTreeHtml(view: ProfileView, { limit = TREE_ROWS, depth }: TreeOptions, openLevels: number): Html {
  const visible = visibleLayers(view, { limit, ...(depth !== undefined && { depth }) }, TREE_METRICS);
  const heavy = `In bold: layers with ${percent(HEAVY)} of the macs or more. A layer without numbers has no parameters and no macs.`;
  const captions = [...layerCaption(view, visible), heavy].map((line) => markup`<p style="${PARAGRAPH};${FAINT}">${line}</p>\n`);
  return markup`<ul style="list-style:none;margin:0;padding-left:0">
${itemHtml(view, visible.root, openLevels)}</ul>
${captions}`;
}

function itemHtml(view: ProfileView, { layer, children }: VisibleLayer, openLevels: number): Html {
  const line = lineHtml(view, layer, children.length === 0);
  if (children.length === 0) return markup`<li>${line}</li>\n`;
  const open = openLevels > 0 ? markup` open` : NOTHING;
  return markup`<li><details${open}><summary style="${FOLD_TITLE}">${line}</summary>
<ul style="list-style:none;margin:0 0 0 5px;padding-left:14px;border-left:1px solid rgba(127,127,127,.25)">
${children.map((child) => itemHtml(view, child, openLevels - 1))}</ul></details></li>
`;
}

/** One line: name, type and shape on the left; counts on the right, in columns where styles are kept. */
function lineHtml(view: ProfileView, layer: Layer, leaf: boolean): Html {
  const name = layer.kind === "rest" ? markup`<span style="${FAINT}">${layer.label}</span>` : nameHtml(layer.label, 40);
  const what = layer.kind === "rest"
    ? NOTHING
    : markup` <span style="${FAINT}">${shortenEnd(printable(layer.type), 32)} ${outputText(layer)}</span>`;
  return markup`${name}${what}${countsHtml(view, layer, leaf)}`;
}

function countsHtml(view: ProfileView, layer: Layer, leaf: boolean): Html {
  const macs = shortCost(layer, METRICS.macs, 20);
  if (layer.parameters === 0 && macs === "0") return NOTHING;
  const share = shareOf(view, layer, "macs");
  const heavy = leaf && layer.kind !== "rest" && (share ?? 0) >= HEAVY;
  const strong = (text: string) => heavy ? markup`<strong>${text}</strong>` : text;
  const bar = share ? htmlBar(share, heavy ? HEAVY_COLOR : METRICS.macs.color, GAUGE) : column("", GAUGE.width);
  return markup` <span style="float:right;text-align:right">${column(`${shortCost(layer, METRICS.parameters)} parameters`, 124)} ${
    column(strong(`${macs} macs`), 112)
  } ${column(strong(percent(share)), 52)} ${bar}</span>`;
}

function column(content: HtmlValue, width: number): Html {
  return markup`<span style="display:inline-block;width:${width}px">${content}</span>`;
}
