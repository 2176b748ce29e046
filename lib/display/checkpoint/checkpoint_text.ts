/**
 * A file of weights alone in plain text.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import { headingLines, joinBlocks, noteLines, totalsLines } from "../facts_text.ts";
import { viewOf } from "../profile_view.ts";
import type { SummaryOptions } from "../summary_text.ts";
import { textTable } from "../text_table.ts";
import { treeLayers } from "../tree_layers.ts";
import type { TreeOptions } from "../tree_text.ts";
import { visibleLayers } from "../visible_layers.ts";
import { hiddenLines, WEIGHT_COLUMNS, type WeightRow, weightRows, weightTitle } from "./weight_rows.ts";

/** Rows and columns, unless told. */
const [ROWS, WIDTH] = [60, 110];
/** Lists of weights are cut at this length. */
const WEIGHTS_WIDTH = 46;

/** What is stored, layer by layer, with the totals and what a reader should know: in the place of a profile and of a summary. */
export function checkpointText(profile: Profile, options: SummaryOptions = {}): string {
  const view = viewOf(profile);
  const { rows: most, limit = most ?? ROWS, depth, width = WIDTH } = options;
  const { root, hidden } = visibleLayers(view, { limit: most ?? limit, ...(depth !== undefined && { depth }) }, ["parameters"]);
  const table = [...tableLines(weightRows(view, root, WEIGHTS_WIDTH), width), ...hiddenLines(hidden)];
  return joinBlocks([headingLines(view, width), table, totalsLines(view, width), noteLines(view, width)]);
}

/** The module hierarchy with what is stored where. */
export function checkpointTreeText(profile: Profile, options: TreeOptions = {}): string {
  const view = viewOf(profile);
  const { visible, remarks } = treeLayers(view, options);
  const lines = tableLines(weightRows(view, visible.root, WEIGHTS_WIDTH), options.width ?? WIDTH);
  return joinBlocks([lines, [...remarks, ...hiddenLines(visible.hidden)]]);
}

function tableLines(rows: readonly WeightRow[], width: number): string[] {
  return textTable(
    [{ title: "Layer", align: "left", flexible: true }, ...WEIGHT_COLUMNS],
    rows.map(({ lines, layer, weights, parameters, share, bytes, dtypes }) => [
      lines.replaceAll("\u00a0", " ") + weightTitle(layer),
      weights,
      parameters,
      share,
      bytes,
      dtypes,
    ]),
    width,
  );
}
