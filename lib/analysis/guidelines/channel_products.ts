/**
 * Convolutions and linear layers as the paper's formulas see them: positions, channels in and out, groups.
 *
 * @module
 */
import type { AuditedNetwork, AuditedNode } from "./network.ts";

/** A layer that mixes channels by weights. */
export interface ChannelProduct {
  /** The node. */
  readonly node: AuditedNode;
  /** Output positions `hw`, the batch included: rows of a linear layer. */
  readonly positions: number;
  /** Input positions. */
  readonly inputPositions: number;
  /** Channels in, `c1`. */
  readonly c1: number;
  /** Channels out, `c2`. */
  readonly c2: number;
  /** Groups; 1 for a linear layer. */
  readonly groups: number;
  /** Positions of the window: 1 for a 1×1 convolution and a linear layer. */
  readonly window: number;
}

/** The layer that a node is; `undefined` for one whose second operand is no stored weight, or of another kind. */
export function channelProductOf(network: AuditedNetwork, node: AuditedNode): ChannelProduct | undefined {
  const { op, inputs, outputs } = node.cost;
  const [x, w, y] = [inputs[0], inputs[1], outputs[0]].map((value) => value === undefined ? undefined : network.shapeOf(value));
  if (x === undefined || w === undefined || y === undefined || node.takes.length !== 1) return undefined;
  if (op === "Conv" && node.kind === "conv" && w.length === x.length && x.length >= 3) return convolution(node, x, w, y);
  const transposed = op === "Gemm" && node.typed.binding?.attributes.transB === 1;
  if ((op !== "MatMul" && op !== "Gemm") || w.length !== 2 || (op === "Gemm" && node.typed.binding?.attributes.transA === 1)) {
    return undefined;
  }
  const [c1, c2] = transposed ? [w[1]!, w[0]!] : [w[0]!, w[1]!];
  const positions = count(y) / c2;
  return { node, positions, inputPositions: positions, c1, c2, groups: 1, window: 1 };
}

function convolution(node: AuditedNode, x: readonly number[], w: readonly number[], y: readonly number[]): ChannelProduct | undefined {
  const [c1, c2] = [x[1]!, y[1]!];
  const groups = c1 / w[1]!;
  if (!Number.isInteger(groups)) return undefined;
  return { node, positions: count(y) / c2, inputPositions: count(x) / c1, c1, c2, groups, window: count(w.slice(2)) };
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** The paper's memory access cost of a layer: its input and output once, and its weights, `hw·c1 + hw·c2 + k²·c1·c2/g` (the bias is not in it). */
export function memoryAccessCost({ positions, inputPositions, c1, c2, groups, window }: Omit<ChannelProduct, "node">): number {
  return inputPositions * c1 + positions * c2 + window * c1 * c2 / groups;
}

/** The paper's multiply-accumulates, `B = hw·k²·c1·c2/g`. */
export function layerMacs({ positions, c1, c2, groups, window }: Omit<ChannelProduct, "node">): number {
  return positions * window * c1 * c2 / groups;
}

/** Layers that look the same, so that one line says it of all. */
export function sameLayers<T extends ChannelProduct>(layers: readonly T[]): T[][] {
  const key = ({ positions, inputPositions, c1, c2, groups, window }: T) => [positions, inputPositions, c1, c2, groups, window].join();
  return [...Map.groupBy(layers, key).values()];
}
