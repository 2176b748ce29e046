import { type ChannelProduct, channelProductOf, layerMacs, memoryAccessCost, sameLayers } from "./channel_products.ts";
import { type Candidate, type Guideline, type GuidelineReport, type LayerMeasures, worthwhile } from "./guideline.ts";
import { type AuditedNetwork, placeOf } from "./network.ts";
import { isSmall } from "./small_operators.ts";

/** A layer nearer to its bound than this has nothing to gain. */
const NOTABLE = 1.1;
/** So many designs are named in the advice. */
const NAMED = 3;

/** A 1×1 convolution or linear layer against the least memory that its multiply-accumulates need. */
export interface EqualWidth extends ChannelProduct {
  /** Elements that it touches by the paper's formula. */
  readonly access: number;
  /** The least that a layer of as many multiply-accumulates can touch, `2·√(hw·B) + B/hw`: reached where `c1 = c2`. */
  readonly bound: number;
  /** The channels in and out of that layer, `√(c1·c2)`. */
  readonly width: number;
  /** How far it is from the bound: 1 on it. */
  readonly distance: number;
}

/**
 * Compares a layer with the one of equal widths that has as many multiply-accumulates.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { access, bound } = equalWidth({ positions: 3136, inputPositions: 3136, c1: 52, c2: 312, groups: 1, window: 1 });
 * assertEquals([access, Math.round(bound)], [1_157_728, 815_110]);
 * ```
 */
export function equalWidth<T extends Omit<ChannelProduct, "node">>(
  layer: T,
): T & Pick<EqualWidth, "access" | "bound" | "width" | "distance"> {
  const access = memoryAccessCost(layer);
  const macs = layerMacs(layer);
  const bound = 2 * Math.sqrt(layer.positions * macs) + macs / layer.positions;
  return { ...layer, access, bound, width: Math.sqrt(layer.c1 * layer.c2), distance: access / bound };
}

/** G1. */
export const g1: Guideline = {
  name: "G1",
  claim: "Equal channel widths touch the least memory for their multiply-accumulates.",
  audit(network: AuditedNetwork): GuidelineReport {
    const layers = pointwise(network).map(equalWidth).sort((a, b) => excess(b) - excess(a));
    const [access, bound] = [layers.map((layer) => layer.access), layers.map((layer) => layer.bound)].map(total);
    return {
      guideline: "G1",
      measures: layers.length === 0 ? [] : [
        { name: "1×1 convolutions and linear layers", value: layers.length, unit: "count" },
        { name: "their memory access", value: access!, unit: "elements" },
        { name: "its lower bound", value: bound!, unit: "elements" },
        { name: "distance from the bound", value: access! / bound!, unit: "ratio" },
      ],
      layers: layers.map(measuresOf),
      findings: worthwhile(
        adviceOf(network, layers.filter((layer) => layer.distance >= NOTABLE && isFree(network, layer) && !isSmall(layer.node))),
      ),
    };
  },
};

/** The layers that the guideline is about: windows of one position, moved by one, all channels in one group. */
function pointwise(network: AuditedNetwork): ChannelProduct[] {
  return network.nodes.flatMap((node) => {
    const layer = channelProductOf(network, node);
    return layer?.window === 1 && layer.groups === 1 && layer.positions === layer.inputPositions ? [layer] : [];
  });
}

function excess({ access, bound }: EqualWidth): number {
  return access - bound;
}

/** Widths that the task sets cannot be changed: the network's own inputs and outputs. */
function isFree(network: AuditedNetwork, { node }: ChannelProduct): boolean {
  return !node.takes.some(network.isInput) && !node.makes.some((value) => leadsOut(network, value));
}

/** True where a value is handed on with nothing but element-wise operators or reductions over it. */
function leadsOut(network: AuditedNetwork, value: string): boolean {
  if (network.isOutput(value)) return true;
  const users = network.usersOf(value);
  return users.length === 1 && ["elementwise", "reduction"].includes(users[0]!.kind) && users[0]!.takes.length === 1 &&
    users[0]!.makes.some((made) => network.isOutput(made) && network.sizeOf(made) === network.sizeOf(value));
}

function measuresOf(layer: EqualWidth): LayerMeasures {
  const { node, c1, c2, positions, access, bound, distance, width } = layer;
  return {
    node: node.cost.name,
    module: node.cost.module,
    measures: [
      { name: "positions", value: positions, unit: "count" },
      { name: "c1", value: c1, unit: "count" },
      { name: "c2", value: c2, unit: "count" },
      { name: "memory access", value: access, unit: "elements" },
      { name: "lower bound", value: Math.round(bound), unit: "elements" },
      { name: "distance", value: distance, unit: "ratio" },
      { name: "equal width", value: Math.round(width), unit: "count" },
    ],
  };
}

/** What to say of the layers that could be nearer to the bound. */
function adviceOf(network: AuditedNetwork, layers: readonly EqualWidth[]): Candidate[] {
  if (layers.length === 0) return [];
  const [access, bound] = [layers.map((layer) => layer.access), layers.map((layer) => layer.bound)].map(total) as [number, number];
  const groups = sameLayers(layers).map((group) => ({ group, saved: total(group.map(excess)) })).sort((a, b) => b.saved - a.saved);
  const widest = layers.reduce((a, b) => ratioOf(b) > ratioOf(a) ? b : a);
  const designs = groups.slice(0, NAMED).map(({ group, saved }) => designText(group, saved / network.access));
  return [{
    guideline: "G1",
    effort: "training",
    text:
      `${layers.length} layers map unequal channels (up to 1:${ratioText(widest)}) and touch ${
        (access / bound).toFixed(2)
      } × the least memory ` +
      `for their macs`,
    places: groups.flatMap(({ group }) => group.map(({ node }) => placeOf(node))),
    evidence: [
      { name: "their memory access", value: access, unit: "elements" },
      { name: "its lower bound", value: Math.round(bound), unit: "elements" },
      { name: "distance from the bound", value: access / bound, unit: "ratio" },
    ],
    fix: `smaller steps between widths; the same macs with equal widths: ${
      designs.join("; ")
    }. The layers around change with them, so compare whole networks`,
    share: (access - bound) / network.access,
    shareOf: "memory access",
  }];
}

/** The design of equal widths: `24 → 144 at 3,136 positions (2 layers): 59 → 59, 1.1% of the network's memory access less`. */
function designText(group: readonly EqualWidth[], share: number): string {
  const { c1, c2, width, positions } = group[0]!;
  const equal = Math.round(width);
  return `${c1} → ${c2} at ${positions.toLocaleString("en-US")} positions${
    group.length === 1 ? "" : ` (${group.length} layers)`
  }: ${equal} → ${equal}, ` +
    `${(100 * share).toFixed(1)}% of the network's memory access less`;
}

function ratioOf({ c1, c2 }: EqualWidth): number {
  return Math.max(c1, c2) / Math.min(c1, c2);
}

function ratioText(layer: EqualWidth): string {
  const ratio = ratioOf(layer);
  return Number.isInteger(ratio) ? String(ratio) : ratio.toFixed(1);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
