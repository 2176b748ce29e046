/**
 * Which operators a network is made of, and what they cost together.
 *
 * @module
 */
import { htmlTable } from "./html_table.ts";
import type { Layer } from "./layer_tree.ts";
import type { Html, HtmlValue } from "./markup.ts";
import { type MetricName, METRICS } from "./metrics.ts";
import { exactNumber } from "./number_text.ts";
import { operatorLayers } from "./operator_layers.ts";
import { printable, shortenMiddle } from "./printable_text.ts";
import type { ProfileView } from "./profile_view.ts";

/** So many operators are shown. */
const MOST = 40;
const COLUMNS: readonly MetricName[] = ["macs", "flops", "memoryAccess"];

/** The operators, those with most macs first. `cellOf` gives what writes the cells of a cost. */
export function operatorTable(view: ProfileView, cellOf: (metric: MetricName) => (layer: Layer) => HtmlValue): Html {
  const cells = COLUMNS.map(cellOf);
  const groups = operatorLayers(view);
  return htmlTable({
    columns: [
      { title: "operator", align: "left" },
      { title: "nodes", align: "right" },
      ...COLUMNS.map((name) => ({ title: METRICS[name].title, align: "right" as const })),
    ],
    rows: groups.slice(0, MOST).map((layer) => [
      shortenMiddle(printable(layer.name), 60),
      exactNumber(layer.nodeCount),
      ...cells.map((cell) => cell(layer)),
    ]),
    ...(groups.length > MOST && { last: [`… ${groups.length - MOST} more`, "", "", "", ""] }),
  });
}
