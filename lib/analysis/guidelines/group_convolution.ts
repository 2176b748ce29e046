import { type ChannelProduct, channelProductOf, memoryAccessCost, sameLayers } from "./channel_products.ts";
import { type Candidate, type Guideline, type GuidelineReport, worthwhile } from "./guideline.ts";
import { type AuditedNetwork, placeOf } from "./network.ts";

/** A grouped convolution against the one without groups that has as many multiply-accumulates. */
export interface GroupCost extends ChannelProduct {
  /** Elements that it touches by the paper's formula. */
  readonly access: number;
  /** What one with `g = 1` and widths `c1/√g`, `c2/√g` touches: as many multiply-accumulates. */
  readonly ungrouped: number;
}

/**
 * Compares a grouped convolution with an ungrouped one of as many multiply-accumulates.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { access, ungrouped } = groupCost({ positions: 3136, inputPositions: 3136, c1: 256, c2: 256, groups: 4, window: 1 });
 * assertEquals([access, ungrouped], [1_622_016, 819_200]);
 * ```
 */
export function groupCost<T extends Omit<ChannelProduct, "node">>(layer: T): T & Pick<GroupCost, "access" | "ungrouped"> {
  const narrower = Math.sqrt(layer.groups);
  const same = { ...layer, c1: layer.c1 / narrower, c2: layer.c2 / narrower, groups: 1 };
  return { ...layer, access: memoryAccessCost(layer), ungrouped: memoryAccessCost(same) };
}

/** G2. */
export const g2: Guideline = {
  name: "G2",
  claim: "Group convolution touches more memory for the same multiply-accumulates.",
  audit(network: AuditedNetwork): GuidelineReport {
    const layers = grouped(network).map(groupCost).sort((a, b) => added(b) - added(a));
    const access = layers.reduce((sum, layer) => sum + layer.access, 0);
    const extra = layers.reduce((sum, layer) => sum + added(layer), 0);
    return {
      guideline: "G2",
      measures: layers.length === 0 ? [] : [
        { name: "group convolutions (not depthwise)", value: layers.length, unit: "count" },
        { name: "their memory access", value: access, unit: "elements" },
        { name: "added by the groups", value: Math.round(extra), unit: "elements" },
        { name: "share of the network's memory access", value: extra / network.access, unit: "share" },
      ],
      layers: layers.map((layer) => ({
        node: layer.node.cost.name,
        module: layer.node.cost.module,
        measures: [
          { name: "groups", value: layer.groups, unit: "count" },
          { name: "c1", value: layer.c1, unit: "count" },
          { name: "c2", value: layer.c2, unit: "count" },
          { name: "memory access", value: layer.access, unit: "elements" },
          { name: "at g = 1, same macs", value: Math.round(layer.ungrouped), unit: "elements" },
          { name: "factor", value: layer.access / layer.ungrouped, unit: "ratio" },
        ],
      })),
      findings: worthwhile(adviceOf(network, layers)),
    };
  },
};

function grouped(network: AuditedNetwork): ChannelProduct[] {
  return network.nodes.flatMap((node) => {
    const layer = channelProductOf(network, node);
    return layer !== undefined && layer.groups > 1 ? [layer] : [];
  });
}

function added({ access, ungrouped }: GroupCost): number {
  return access - ungrouped;
}

/** Half as many groups are a step that a network can be trained with; no groups at all say what the groups cost. */
function adviceOf(network: AuditedNetwork, layers: readonly GroupCost[]): Candidate[] {
  if (layers.length === 0) return [];
  const sum = (value: (layer: GroupCost) => number) => layers.reduce((total, layer) => total + value(layer), 0);
  const [access, ungrouped, halved] = [sum((layer) => layer.access), sum((layer) => layer.ungrouped), sum((layer) => halfOf(layer).access)];
  const [first] = sameLayers(layers)[0]!;
  const { c1, c2, groups } = first!;
  const isEven = layers.every((layer) => layer.groups % 2 === 0);
  const half = isEven ? `half the groups touch ${percentLess(access, halved)} less, ` : "";
  const narrowed = (by: number) => `${Math.round(c1 / Math.sqrt(by))} → ${Math.round(c2 / Math.sqrt(by))}`;
  const narrower = isEven && groups > 2 ? `${narrowed(2)} in ${groups / 2}, or ` : "";
  return [{
    guideline: "G2",
    effort: "training",
    text:
      `${layers.length} group convolution${layers.length === 1 ? " touches" : "s touch"} ${
        (access / ungrouped).toFixed(2)
      } × the memory of ungrouped ` +
      `ones with the same macs`,
    places: layers.map(({ node }) => placeOf(node)),
    evidence: [
      { name: "their memory access", value: access, unit: "elements" },
      { name: "at g = 1, same macs", value: Math.round(ungrouped), unit: "elements" },
      { name: "added by the groups", value: Math.round(access - ungrouped), unit: "elements" },
    ],
    fix: `at the same macs, ${half}no groups touch ${percentLess(access, ungrouped)} less (${c1} → ${c2} in ${groups} groups: ${narrower}` +
      `${narrowed(groups)} in one); what that does to the accuracy, only training tells`,
    share: (access - ungrouped) / network.access,
    shareOf: "memory access",
  }];
}

function halfOf(layer: GroupCost): GroupCost {
  return groupCost({ ...layer, c1: layer.c1 / Math.SQRT2, c2: layer.c2 / Math.SQRT2, groups: layer.groups / 2 });
}

function percentLess(from: number, to: number): string {
  return `${Math.round(100 * (1 - to / from))}%`;
}
