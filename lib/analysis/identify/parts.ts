/**
 * Parts of a network that papers give numbers for: without its head, or its backbone alone.
 *
 * @module
 */
import type { NodeCost, Profile } from "../profile.ts";

/** A part of a network: all of it but some nodes. */
export interface Part {
  /** What is left out, in words. */
  readonly text: string;
  /** True for a node, by its index, that is left out. */
  isOutside(node: number): boolean;
}

/**
 * The network without its last layer that multiplies, and without the whole module around that layer and all that follows; each once. None where the network has one
 * layer only.
 */
export function partsOf({ nodes }: Profile): Part[] {
  const last = nodes.findLastIndex(({ macs }) => macs !== 0);
  if (last < 0) return [];
  const parts = [lastLayer(nodes, last), lastModule(nodes, last)].filter((part) => part !== undefined);
  const key = (part: Part) => nodes.map((_, index) => part.isOutside(index) ? 1 : 0).join("");
  return [...new Map(parts.toReversed().map((part) => [key(part), part])).values()].toReversed();
}

function lastLayer(nodes: readonly NodeCost[], last: number): Part | undefined {
  const { module, name } = nodes[last]!;
  const inModule = nodes.flatMap((node, index) => node.module === module ? [index] : []);
  const isLeaf = module !== "" && inModule.filter((index) => nodes[index]!.macs !== 0).length === 1;
  const first = isLeaf ? inModule[0]! : last;
  return from(nodes, first, `without its last layer, ${isLeaf ? module : name}`);
}

/** The outermost module around the last layer that is not around all the others too. */
function lastModule(nodes: readonly NodeCost[], last: number): Part | undefined {
  const path = nodes[last]!.module.split(".");
  for (let depth = 1; depth <= path.length && path[0] !== ""; depth++) {
    const prefix = path.slice(0, depth).join(".");
    const isInside = ({ module }: NodeCost) => module === prefix || module.startsWith(`${prefix}.`);
    const first = nodes.findIndex(isInside);
    if (nodes.some((node, index) => index < first && node.macs !== 0)) return from(nodes, first, `without ${prefix} and what follows it`);
  }
  return undefined;
}

/** All before that node; nothing where that is no layer. */
function from(nodes: readonly NodeCost[], first: number, text: string): Part | undefined {
  if (!nodes.some((node, index) => index < first && node.macs !== 0)) return undefined;
  return { text, isOutside: (node) => node >= first };
}
