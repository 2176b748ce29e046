/**
 * The blocks of a network: the parts between the points that everything passes through one value.
 *
 * @module
 */
import type { AuditedNetwork, AuditedNode } from "./network.ts";

/** Nodes between two such points, in order of execution. */
export interface Block {
  /** All of them. */
  readonly nodes: readonly AuditedNode[];
  /** Those with multiply-accumulates. */
  readonly heavy: readonly AuditedNode[];
  /** The most of these that lie on one way through the block. */
  readonly chain: number;
  /** The most of these that are branches of one map: that stand at one depth, and make as many positions. */
  readonly branches: number;
}

/** Cuts a network into its blocks. */
export function blocksOf(network: AuditedNetwork): Block[] {
  const blocks: Block[] = [];
  const left = new Map<string, number>();
  const live = new Set<string>();
  let nodes: AuditedNode[] = [];
  for (const node of network.nodes) {
    nodes.push(node);
    for (const value of node.takes) {
      const users = (left.get(value) ?? network.usersOf(value).length) - 1;
      left.set(value, users);
      if (users > 0) live.add(value);
      else live.delete(value);
    }
    for (const value of node.makes) if (network.usersOf(value).length > 0) live.add(value);
    if (live.size > 1) continue;
    blocks.push(blockOf(nodes, network));
    nodes = [];
  }
  if (nodes.length > 0) blocks.push(blockOf(nodes, network));
  return blocks;
}

/** True for a node with multiply-accumulates. */
export function isHeavy({ kind }: AuditedNode): boolean {
  return kind === "conv" || kind === "product" || kind === "depthwise";
}

function blockOf(nodes: readonly AuditedNode[], network: AuditedNetwork): Block {
  const depths = new Map<string, number>();
  const atDepth = new Map<string, Set<string>>();
  let chain = 0;
  for (const node of nodes) {
    const before = Math.max(0, ...node.takes.map((value) => depths.get(value) ?? 0));
    const depth = before + (isHeavy(node) ? 1 : 0);
    for (const value of node.makes) depths.set(value, depth);
    if (!isHeavy(node)) continue;
    chain = Math.max(chain, depth);
    const place = `${depth} ${positionsOf(node, network)}`; // maps of several sizes at once are a pyramid, which is no fragmentation
    atDepth.set(place, (atDepth.get(place) ?? new Set()).add(mergeKey(node)));
  }
  return {
    nodes,
    heavy: nodes.filter(isHeavy),
    chain,
    branches: Math.max(0, ...[...atDepth.values()].map(({ size }) => size)),
  };
}

/** The axes along which a layer makes the same again and again. */
export function positionsOf({ kind, makes }: AuditedNode, network: AuditedNetwork): string {
  const shape = network.shapeOf(makes[0]!);
  return String(kind === "product" ? shape?.slice(0, -1) : shape?.slice(2));
}

/** Layers that read the same value in the same way can be one layer with the channels of all: they bear one key. */
export function mergeKey(node: AuditedNode): string {
  const attributes: Readonly<Record<string, unknown>> = node.typed.binding?.attributes ?? {};
  const isMergeable = (node.kind === "conv" && attributes["group"] === 1) || ["MatMul", "Gemm"].includes(node.cost.op);
  if (!isMergeable || node.takes.length !== 1) return `node ${node.index}`;
  const window = ["strides", "pads", "dilations", "auto_pad", "transA", "transB", "alpha", "beta"];
  const weight = node.typed.binding?.inputs["W"];
  const kernel = weight?.type?.kind === "tensor" ? weight.type.shape?.slice(2) : undefined;
  return JSON.stringify([node.cost.op, node.takes[0], String(kernel), window.map((name) => spelled(name, attributes[name]))]);
}

/** An attribute as text, `""` for what it is by default. */
function spelled(name: string, value: unknown): string {
  const isDefault = Array.isArray(value) && value.every((item) => item === (name === "pads" ? 0 : 1));
  return value === undefined || isDefault || value === "NOTSET" ? "" : String(value);
}

/** The longest way through the network by a weight of the nodes. */
export function longestWay(nodes: readonly AuditedNode[], weight: (node: AuditedNode) => number): number {
  const ways = new Map<string, number>();
  let longest = 0;
  for (const node of nodes) {
    const way = Math.max(0, ...node.takes.map((value) => ways.get(value) ?? 0)) + weight(node);
    for (const value of node.makes) ways.set(value, way);
    longest = Math.max(longest, way);
  }
  return longest;
}
