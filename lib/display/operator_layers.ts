import type { NodeCost } from "../analysis/profile.ts";
import { sum } from "../model/dim.ts";
import { type Layer, sumUnknowns, unknownsOf } from "./layer_tree.ts";
import { type ProfileView, shareOf } from "./profile_view.ts";

/** The operators of a network, all nodes of each as one layer; those with most macs first. */
export function operatorLayers(view: ProfileView): Layer[] {
  const groups = [...Map.groupBy(view.profile.nodes, ({ op }) => op)].map(([op, nodes]) => operatorLayer(op, nodes));
  const weight = (layer: Layer) => (shareOf(view, layer, "macs") ?? 0) + 1e-6 * (shareOf(view, layer, "flops") ?? 0);
  return groups.sort((a, b) => weight(b) - weight(a) || b.nodeCount - a.nodeCount);
}

/** Nodes as one layer of that name. */
export function operatorLayer(op: string, nodes: readonly NodeCost[]): Layer {
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
