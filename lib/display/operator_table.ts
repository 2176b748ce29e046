/**
 * Which operators a network is made of, and what they cost together.
 *
 * @module
 */
import type { NodeCost } from "../analysis/profile.ts";
import { sum } from "../model/dim.ts";
import { htmlTable } from "./html_table.ts";
import { type Layer, sumUnknowns, unknownsOf } from "./layer_tree.ts";
import type { Html, HtmlValue } from "./markup.ts";
import { type MetricName, METRICS } from "./metrics.ts";
import { exactNumber } from "./number_text.ts";
import { printable, shortenMiddle } from "./printable_text.ts";
import { type ProfileView, shareOf } from "./profile_view.ts";

/** So many operators are shown. */
const MOST = 40;
const COLUMNS: readonly MetricName[] = ["macs", "flops", "memoryAccess"];

/** The operators, those with most macs first. `cellOf` gives what writes the cells of a cost. */
export function operatorTable(view: ProfileView, cellOf: (metric: MetricName) => (layer: Layer) => HtmlValue): Html {
  const cells = COLUMNS.map(cellOf);
  const groups = [...Map.groupBy(view.profile.nodes, ({ op }) => op)].map(([op, nodes]) => operatorLayer(op, nodes));
  const weight = (layer: Layer) => (shareOf(view, layer, "macs") ?? 0) + 1e-6 * (shareOf(view, layer, "flops") ?? 0);
  groups.sort((a, b) => weight(b) - weight(a) || b.nodeCount - a.nodeCount);
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

/** All nodes of an operator as one layer. */
function operatorLayer(op: string, nodes: readonly NodeCost[]): Layer {
  return {
    kind: "node",
    name: op,
    label: op,
    type: op,
    depth: 1,
    index: 0,
    parameters: nodes.reduce((total, node) => total + node.parameters, 0),
    macs: sum(nodes.map((node) => node.macs)),
    flops: sum(nodes.map((node) => node.flops)),
    memoryAccess: {
      elements: sum(nodes.map((node) => node.memoryAccess.elements)),
      readBytes: sum(nodes.map((node) => node.memoryAccess.readBytes)),
      writeBytes: sum(nodes.map((node) => node.memoryAccess.writeBytes)),
    },
    outputShapes: [],
    nodeCount: nodes.length,
    unknown: sumUnknowns(nodes.map(unknownsOf)),
    children: [],
  };
}
