/**
 * The network as a table of layers in plain text, in the words that torchinfo's users know.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { checkpointText } from "./checkpoint/checkpoint_text.ts";
import type { CostColumn } from "./cost_column.ts";
import { coverageLines, freeSizeLines, headingLines, joinBlocks, noteLines, totalsLines } from "./facts_text.ts";
import { type LayerColumn, layerColumns, type SummaryColumn, tellingColumns } from "./layer_columns.ts";
import type { Layer } from "./layer_tree.ts";
import { printable, shortenEnd } from "./printable_text.ts";
import { type ProfileView, viewOf } from "./profile_view.ts";
import { textTable } from "./text_table.ts";
import { type VisibleLayer, type VisibleLayers, visibleLayers } from "./visible_layers.ts";

/** What a summary shows. */
export interface SummaryOptions {
  /** At most about so many rows; 60 by default. */
  readonly rows?: number;
  /** The same. */
  readonly limit?: number;
  /**
   * The columns behind the layer's name, in this order: `input`, `output`, `kernel`, `params`, `multAdds`, `share`, `trainable`, `weightBytes`,
   * `activationBytes`, `receptiveField`. Without it those about which there is something to say and for which there is room.
   */
  readonly columns?: readonly SummaryColumn[];
  /** Only modules in at most so many others; by default as deep as `limit` allows. */
  readonly depth?: number;
  /** Columns of a terminal that the plain text may take; 110 by default. */
  readonly width?: number;
}

/** Rows of a summary, unless told. */
export const SUMMARY_ROWS = 60;
/** Columns of plain text, unless told: what has room in a terminal. */
const TEXT_COLUMNS: readonly SummaryColumn[] = ["output", "kernel", "params", "multAdds", "share", "receptiveField"];
/** Columns of plain text, unless told. */
export const TEXT_WIDTH = 110;
/** A shape longer than this is cut. */
const SHAPE_WIDTH = 30;
/** The costs that a summary has columns for. */
export const SUMMARY_METRICS = ["parameters", "macs"] as const;

/** The summary as plain text. */
export function summaryText(profile: Profile, options: SummaryOptions = {}): string {
  if (profile.model.hasGraph === false) return checkpointText(profile, options);
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
export function layerTableLines(view: ProfileView, options: SummaryOptions): string[] {
  const { rows: most, limit = most ?? SUMMARY_ROWS, depth, width = TEXT_WIDTH, columns: names = tellingColumns(view, TEXT_COLUMNS) } =
    options;
  const visible = visibleLayers(view, { limit: most ?? limit, ...(depth !== undefined && { depth }) }, SUMMARY_METRICS);
  const { columns, macs } = layerColumns(view, names, SHAPE_WIDTH);
  const table = textTable(
    [{ title: "Layer (type: depth-idx)", align: "left", flexible: true }, ...columns],
    layerRows(columns, visible.root, "", ""),
    width,
  );
  return [...table, ...layerCaption(view, visible, macs)];
}

/** A layer's rows: its own, then those in it. */
function layerRows(columns: readonly LayerColumn[], { layer, children }: VisibleLayer, prefix: string, below: string): string[][] {
  const own = [prefix + printable(layerTitle(layer)), ...columns.map(({ text }) => text(layer))];
  const inner = children.flatMap((child, index) => {
    const last = index === children.length - 1;
    return layerRows(columns, child, `${below}${last ? "└─" : "├─"}`, `${below}${last ? "  " : "│ "}`);
  });
  return [own, ...inner];
}

/** What torchinfo calls a layer, with its name: `conv1 (Conv2d: 1-1)`. */
export function layerTitle({ kind, label, type, depth, index }: Layer): string {
  return kind === "rest" ? label : `${label} (${type}: ${depth}-${index})`;
}

/** What the table does not show, by which options it would, and for which sizes its shares hold. */
export function layerCaption(view: ProfileView, { depth, hidden }: VisibleLayers, macs: CostColumn, most = "rows"): string[] {
  const lines: string[] = [];
  if (hidden > 0) {
    lines.push(
      `Not shown: ${
        hidden.toLocaleString("en-US")
      } layers, which are in the numbers of those above (depth ${depth} here; options ${most} and depth).`,
    );
  }
  if (view.root.unknown.work > 0) lines.push("Shares are of what is known.");
  if (macs.atStandIns || view.shares("macs").atStandIns) {
    lines.push(`${macs.atStandIns ? "Macs and shares" : "Shares"} at ${shortenEnd(view.standIns.text, 200)}.`);
  }
  return lines;
}
