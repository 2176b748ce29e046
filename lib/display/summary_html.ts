/**
 * The network as a table of layers in HTML.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { htmlBar } from "./bar.ts";
import { checkpointHtml } from "./checkpoint/checkpoint_html.ts";
import type { CostColumn } from "./cost_column.ts";
import { coverageHtml, freeSizesHtml, headingHtml, nameHtml, notesHtml } from "./facts_html.ts";
import { FAINT, PAGE } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import { type LayerColumn, layerColumns, type SummaryColumn, tellingColumns } from "./layer_columns.ts";
import type { Layer } from "./layer_tree.ts";
import { type Html, type HtmlValue, markup, NOTHING } from "./markup.ts";
import { METRICS } from "./metrics.ts";
import { printable, shortenEnd } from "./printable_text.ts";
import { type ProfileView, shareOf, viewOf } from "./profile_view.ts";
import { layerCaption, layerTitle, SUMMARY_METRICS, SUMMARY_ROWS, type SummaryOptions } from "./summary_text.ts";
import { totalsHtml } from "./totals_html.ts";
import { type VisibleLayer, visibleLayers } from "./visible_layers.ts";

/** A shape longer than this is cut. */
export const SHAPE_WIDTH = 44;
/** Columns, unless told. */
const HTML_COLUMNS: readonly SummaryColumn[] = [
  "output",
  "kernel",
  "params",
  "multAdds",
  "share",
  "weightBytes",
  "activationBytes",
  "receptiveField",
];
/** Those that are left out where there is no room for all, in this order. */
const DISPENSABLE: readonly SummaryColumn[] = ["activationBytes", "weightBytes", "receptiveField", "kernel"];
/** So many characters stand side by side on a notebook's page, and so many stand for the space around a cell. */
const ROOM = 112;
const PADDING = 2;
/** Shapes up to this length stand in one line. */
export const UNBROKEN = 22;
const BAR = { width: 48, height: 4 };

/** The summary as HTML. */
export function summaryHtml(profile: Profile, options: SummaryOptions = {}): string {
  if (profile.model.hasGraph === false) return checkpointHtml(profile, options);
  const view = viewOf(profile);
  return String(markup`<div style="${PAGE}">
${headingHtml(view)}${layerTableHtml(view, options)}${totalsHtml(view)}${freeSizesHtml(view)}${coverageHtml(view)}${
    notesHtml(view)
  }</div>`);
}

/** The table of layers alone. */
export function layerTableHtml(view: ProfileView, { rows, limit = rows ?? SUMMARY_ROWS, depth, columns: names }: SummaryOptions): Html {
  const visible = visibleLayers(view, { limit: rows ?? limit, ...(depth !== undefined && { depth }) }, SUMMARY_METRICS);
  const { columns: wanted, macs } = layerColumns(view, names ?? tellingColumns(view, HTML_COLUMNS), SHAPE_WIDTH);
  const columns = names === undefined ? fitting(wanted, visible.root) : wanted;
  const caption = layerCaption(view, visible, macs).map((line) => markup`<br><span style="${FAINT}">${line}</span>`);
  const hasBars = columns.some(({ name }) => name === "share");
  const isBroken = (column: LayerColumn) => visibleLayersOf(visible.root).some((layer) => column.text(layer).length > UNBROKEN);
  const table = htmlTable({
    caption: markup`<strong>Layers</strong>, each with all that is in it${hasBars ? "; the bars compare their shares" : ""}${caption}`,
    columns: [
      { title: "Layer (type: depth-idx)", align: "left" },
      ...columns.map((column) => ({ ...column, wrap: column.wrap === true && isBroken(column) })),
    ],
    rows: layerRows({ view, columns, macs, longest: longestShare(view, visible.root) }, visible.root, "", ""),
  });
  // columns that somebody has chosen may be more than there is room for
  return names === undefined ? table : markup`<div style="overflow:auto">${table}</div>
`;
}

/** The columns for which a notebook's page has room. */
function fitting(columns: readonly LayerColumn[], root: VisibleLayer): readonly LayerColumn[] {
  const layers = visibleLayersOf(root);
  const widest = (text: (layer: Layer) => string, least: number) =>
    layers.reduce((most, layer) => Math.max(most, text(layer).length), least);
  const widths = new Map(columns.map(({ name, title, text }) => [
    name,
    PADDING + Math.min(UNBROKEN, widest(text, Math.max(...title.split(" ").map((word) => word.length)))),
  ]));
  const room = ROOM - widest((layer) => layerTitle(layer) + "  ".repeat(layer.depth), 0);
  const left = new Set(widths.keys());
  const taken = () => [...left].reduce((total, name) => total + widths.get(name)!, 0);
  for (const name of DISPENSABLE) if (taken() > room) left.delete(name);
  return columns.filter(({ name }) => left.has(name));
}

function visibleLayersOf({ layer, children }: VisibleLayer): Layer[] {
  return [layer, ...children.flatMap(visibleLayersOf)];
}

interface LayerTable {
  readonly view: ProfileView;
  readonly columns: readonly LayerColumn[];
  readonly macs: CostColumn;
  /** The largest share among the rows that have a bar. */
  readonly longest: number;
}

function longestShare(view: ProfileView, { layer, children }: VisibleLayer): number {
  return children.length === 0 ? shareOf(view, layer, "macs") ?? 0 : Math.max(...children.map((child) => longestShare(view, child)));
}

/** A layer's rows: its own, then those in it. The lines of the tree are text, so that nesting shows without styles. */
function layerRows(table: LayerTable, { layer, children }: VisibleLayer, prefix: string, below: string): HtmlValue[][] {
  const own = [titleHtml(layer, prefix), ...table.columns.map((column) => cellHtml(table, column, layer, children.length === 0))];
  const inner = children.flatMap((child, position) => {
    const last = position === children.length - 1;
    return layerRows(table, child, `${below}${last ? "└─" : "├─"}`, `${below}${last ? "\u00a0\u00a0" : "│\u00a0"}`);
  });
  return [own, ...inner];
}

/** A cell; the closed form behind macs in the title, and a bar under the share of a layer without layers in it. */
function cellHtml({ view, macs, longest }: LayerTable, { name, text }: LayerColumn, layer: Layer, isLeaf: boolean): HtmlValue {
  if (name === "multAdds") return costHtml(macs, layer);
  const share = name === "share" && isLeaf ? shareOf(view, layer, "macs") : undefined;
  return share ? markup`${text(layer)}<div style="line-height:.5">${htmlBar(share / longest, METRICS.macs.color, BAR)}</div>` : text(layer);
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
