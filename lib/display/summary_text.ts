/**
 * The network as a table of layers in plain text, in the words that torchinfo's users know.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { type CostColumn, costColumn } from "./cost_column.ts";
import { exactDim, shapeText } from "./dim_text.ts";
import { coverageLines, freeSizeLines, headingLines, joinBlocks, noteLines, totalsLines } from "./facts_text.ts";
import type { Layer } from "./layer_tree.ts";
import { printable, shortenEnd } from "./printable_text.ts";
import { type ProfileView, shareText, viewOf } from "./profile_view.ts";
import { textTable } from "./text_table.ts";
import { type VisibleLayer, type VisibleLayers, visibleLayers } from "./visible_layers.ts";

/** What a summary shows. */
export interface SummaryOptions {
  /** At most about so many rows; 60 by default. */
  readonly limit?: number;
  /** Only modules in at most so many others; by default as deep as `limit` allows. */
  readonly depth?: number;
  /** Columns of a terminal that the plain text may take; 110 by default. */
  readonly width?: number;
}

/** Rows of a summary, unless told. */
export const SUMMARY_ROWS = 60;
/** Closed forms of macs that are longer than this are shown as numbers at the stand-ins. */
export const SUMMARY_COLUMN = { width: 30, digits: "exact" } as const;
/** Columns of plain text, unless told. */
export const TEXT_WIDTH = 110;
/** The costs that a summary has columns for. */
export const SUMMARY_METRICS = ["parameters", "macs"] as const;

/** The summary as plain text. */
export function summaryText(profile: Profile, options: SummaryOptions = {}): string {
  const view = viewOf(profile);
  const { width = TEXT_WIDTH } = options;
  return joinBlocks([
    headingLines(view, width),
    layerTableLines(view, options),
    totalsLines(view, width),
    freeSizeLines(view, width),
    [...coverageLines(view, width), ...noteLines(view, width)],
  ]);
}

/** The table of layers alone. */
export function layerTableLines(view: ProfileView, { limit = SUMMARY_ROWS, depth, width = TEXT_WIDTH }: SummaryOptions): string[] {
  const visible = visibleLayers(view, { limit, ...(depth !== undefined && { depth }) }, SUMMARY_METRICS);
  const macs = costColumn(view, "macs", SUMMARY_COLUMN);
  const table = textTable(
    [
      { title: "Layer (type: depth-idx)", align: "left", flexible: true },
      { title: "Output shape", align: "left" },
      { title: "Parameters", align: "right" },
      { title: "Macs", align: "right" },
      { title: "Share", align: "right" },
    ],
    layerRows({ view, macs }, visible.root, "", ""),
    width,
  );
  return [...table, ...layerCaption(view, visible, macs)];
}

interface LayerTable {
  readonly view: ProfileView;
  readonly macs: CostColumn;
}

/** A layer's rows: its own, then those in it. */
function layerRows(table: LayerTable, { layer, children }: VisibleLayer, prefix: string, below: string): string[][] {
  const { view, macs } = table;
  const own = [
    prefix + printable(layerTitle(layer)),
    outputText(layer),
    exactDim(layer.parameters),
    macs.text(layer),
    shareText(view, layer, "macs"),
  ];
  const inner = children.flatMap((child, index) => {
    const last = index === children.length - 1;
    return layerRows(table, child, `${below}${last ? "└─" : "├─"}`, `${below}${last ? "  " : "│ "}`);
  });
  return [own, ...inner];
}

/** What torchinfo calls a layer, with its name: `conv1 (Conv2d: 1-1)`. */
export function layerTitle({ kind, label, type, depth, index }: Layer): string {
  return kind === "rest" ? label : `${label} (${type}: ${depth}-${index})`;
}

/** The shape of a layer's output, cut at `width`; `?` where it is not known, a dash for a module that hands on nothing. */
export function outputText({ kind, outputShapes, unknown }: Layer, width = 30): string {
  if (kind === "rest") return "";
  const [first, ...others] = outputShapes;
  if (first === undefined) return unknown.memory + unknown.work > 0 || kind === "node" ? "?" : "–";
  const more = others.length === 0 ? "" : ` +${others.length}`;
  return shortenEnd(shapeText(first), width - more.length) + more;
}

/** What the table does not show, and for which sizes its shares hold. */
export function layerCaption(view: ProfileView, { depth, hidden }: VisibleLayers, macs: CostColumn): string[] {
  const lines: string[] = [];
  if (hidden > 0) {
    lines.push(
      `Not shown: ${
        hidden.toLocaleString("en-US")
      } layers, which are in the numbers of those above (depth ${depth} here; options limit and depth).`,
    );
  }
  if (view.root.unknown.work > 0) lines.push("Shares are of what is known.");
  if (macs.atStandIns || view.shares("macs").atStandIns) {
    lines.push(`${macs.atStandIns ? "Macs and shares" : "Shares"} at ${shortenEnd(view.standIns.text, 200)}.`);
  }
  return lines;
}
