/**
 * The module hierarchy in HTML, folded.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { checkpointTreeHtml } from "./checkpoint/checkpoint_html.ts";
import { type CostColumn, costColumn } from "./cost_column.ts";
import { numberOf, shortDim } from "./dim_text.ts";
import { nameHtml } from "./facts_html.ts";
import { heaviestKinds } from "./heaviest_layers.ts";
import { FAINT, FOLD_TITLE, PAGE, PARAGRAPH } from "./html_style.ts";
import type { Layer } from "./layer_tree.ts";
import { type Html, type HtmlValue, markup, NOTHING } from "./markup.ts";
import { METRICS } from "./metrics.ts";
import { likenessOf } from "./repeated_layers.ts";
import { printable, shortenEnd } from "./printable_text.ts";
import { HEAVIEST_ROWS } from "./profile_text.ts";
import { type ProfileView, shareOf, shareText, viewOf } from "./profile_view.ts";
import { outputText } from "./layer_columns.ts";
import { layerCaption } from "./summary_text.ts";
import { treeLayers } from "./tree_layers.ts";
import { labelOf, TREE_COLUMN, type TreeOptions } from "./tree_text.ts";
import type { VisibleLayer } from "./visible_layers.ts";

/** Heavy layers' bars are of a colour of their own. */
const HEAVY_COLOR = "#e45756";
/** Levels that are unfolded from the start. */
const OPEN_LEVELS = 2;
const GAUGE_WIDTH = 60;
/** Widths of the columns, in characters of the widest fonts that notebooks use. */
const COLUMN = { parameters: 10.5, macs: 8, closedForm: 12, access: 9.5, share: 3.5 };
/** A line: its name is cut where there is no room beside its counts, and where there is no room for a name they stand below. */
const LINE_BOX = "display:inline-flex;flex-wrap:wrap;width:calc(100% - ";
/** What a fold's triangle takes, and what lines without one leave free, so that columns stand under each other. */
const [FOLD_ROOM, LEAF_ROOM] = ["18px)", "3px)"];
const NAME_BOX = "flex:1 1 190px;overflow:hidden;text-overflow:ellipsis";
const COUNTS_BOX = "margin-left:auto;text-align:right";

interface TreeView {
  readonly view: ProfileView;
  readonly macs: CostColumn;
  readonly access: CostColumn;
  /** True for the layers that are marked as heavy. */
  readonly isHeavy: (layer: Layer) => boolean;
}

/** The tree as HTML: nested blocks that unfold, with parameters, macs, and a bar for the share of macs. */
export function treeHtml(profile: Profile, options: TreeOptions = {}): string {
  if (profile.model.hasGraph === false) return checkpointTreeHtml(profile, options);
  return String(markup`<div style="${PAGE}">\n${layerTreeHtml(viewOf(profile), options, OPEN_LEVELS)}</div>`);
}

/** The tree alone, with so many levels unfolded. */
export function layerTreeHtml(view: ProfileView, options: TreeOptions, openLevels: number): Html {
  const { visible, remarks } = treeLayers(view, options);
  const { layers, metric } = heaviestKinds(view, HEAVIEST_ROWS);
  const likeness = likenessOf(view.profile);
  const kinds = new Set(layers.map((layer) => likeness(layer.each ?? layer)));
  const macs = costColumn(view, "macs", TREE_COLUMN);
  const access = costColumn(view, "memoryAccess", TREE_COLUMN);
  const tree = { view, macs, access, isHeavy: (layer: Layer) => layer.children.length === 0 && kinds.has(likeness(layer.each ?? layer)) };
  const legend = `The heaviest layers by ${METRICS[metric].title} in bold; ` +
    `access is to memory, in bytes${
      access.atStandIns && !macs.atStandIns ? `, at ${shortenEnd(view.standIns.text, 200)}` : ""
    }; the bars are shares of macs.`;
  const captions = [...remarks, ...layerCaption(view, visible, macs, "limit"), ...(layers.length > 0 ? [legend] : [])];
  return markup`<ul style="list-style:none;margin:0;padding-left:0;white-space:nowrap">
${itemHtml(tree, visible.root, options.find === undefined ? openLevels : Infinity)}</ul>
${captions.map((line) => markup`<p style="${PARAGRAPH};${FAINT}">${line}</p>\n`)}`;
}

function itemHtml(tree: TreeView, { layer, children }: VisibleLayer, openLevels: number): Html {
  const line = lineHtml(tree, layer, children.length === 0 ? LEAF_ROOM : FOLD_ROOM);
  if (children.length === 0) return markup`<li>${line}</li>\n`;
  const open = openLevels > 0 ? markup` open` : NOTHING;
  return markup`<li><details${open}><summary style="${FOLD_TITLE}">${line}</summary>
<ul style="list-style:none;margin:0 0 0 5px;padding-left:14px;border-left:1px solid rgba(127,127,127,.25)">
${children.map((child) => itemHtml(tree, child, openLevels - 1))}</ul></details></li>
`;
}

/** One line: name, type and shape on the left; counts on the right, in columns where styles are kept. */
function lineHtml(tree: TreeView, layer: Layer, room = LEAF_ROOM): Html {
  if (layer.kind === "rest") return boxed(markup`<span style="${FAINT}">${layer.label}</span>`, countsHtml(tree, layer), room);
  const what = `${shortenEnd(printable(layer.type), 32)} ${outputText(layer, 36)}`;
  const name = markup`${nameHtml(labelOf(layer), 40)} <span style="${FAINT}"${
    layer.line === undefined ? NOTHING : markup` title="${printable(layer.line)}"`
  }>${what}</span>`;
  return boxed(name, countsHtml(tree, layer), room);
}

function boxed(name: Html, counts: Html, room: string): Html {
  return markup`<span style="${LINE_BOX}${room}"><span style="${NAME_BOX}">${name}</span>${counts}</span>`;
}

function countsHtml({ view, macs, access, isHeavy }: TreeView, layer: Layer): Html {
  const touched = METRICS.memoryAccess.of(layer) === 0 && layer.unknown.memory === 0 ? "" : `${access.text(layer)} access`;
  if (layer.parameters === 0 && macs.text(layer) === "0" && touched === "") return NOTHING;
  const width = macs.atStandIns || numberOf(view.root.macs) !== undefined ? COLUMN.macs : COLUMN.closedForm;
  const share = shareOf(view, layer, "macs");
  const marked = isHeavy(layer);
  const strong = (content: HtmlValue) => marked ? markup`<strong>${content}</strong>` : content;
  const cells = [
    column(`${shortDim(layer.parameters)} parameters`, `${COLUMN.parameters}em`),
    column(strong(`${macs.text(layer)} macs`), `${width}em`),
    column(
      touched,
      `${access.atStandIns || numberOf(METRICS.memoryAccess.of(view.root)) !== undefined ? COLUMN.access : COLUMN.closedForm}em`,
    ),
    column(strong(shareText(view, layer, "macs")), `${COLUMN.share}em`),
    gauge(share ?? 0, marked ? HEAVY_COLOR : METRICS.macs.color),
  ];
  return markup` <span style="${COUNTS_BOX}">${cells.map((cell) => markup` ${cell}`)}</span>`;
}

/** A bar of a border: half the bytes of one on a track, and there is one in every line. */
function gauge(share: number, color: string): Html {
  const length = Math.max(share > 0 ? 1 : 0, Math.round(Math.min(1, share) * GAUGE_WIDTH));
  if (length === 0) return column("", `${GAUGE_WIDTH}px`);
  return markup`<span style="display:inline-block;width:${
    GAUGE_WIDTH - length
  }px;height:8px;border-left:${length}px solid ${color}"></span>`;
}

function column(content: HtmlValue, width: string): Html {
  return markup`<span style="display:inline-block;width:${width}">${content}</span>`;
}
