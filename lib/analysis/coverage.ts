/**
 * How sure each number is.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import { boundsOf, type Range } from "../model/dim_bounds.ts";
import { symbolsOf } from "../model/dim_substitute.ts";
import type { NodeCost } from "./profile.ts";

/** How well the nodes of a network are known. */
export interface Coverage {
  /** How many are known exactly: their costs are numbers, or closed forms in sizes that the caller may choose. */
  readonly exact: number;
  /** How many are known within bounds, as they depend on sizes that only the data tell. */
  readonly bounded: number;
  /** How many are not known: what they cost is in no sum, or has no upper bound. */
  readonly unknown: number;
  /** The nodes that are not exact, with the reason. */
  readonly nodes: readonly CoverageGap[];
}

/** A node that is not known exactly. */
export interface CoverageGap {
  /** The node's name. */
  readonly name: string;
  /** Its operator. */
  readonly op: string;
  /** How well it is known. */
  readonly coverage: "bounded" | "unknown";
  /** Why it is not known better. */
  readonly reason: string;
}

/** Counts how well nodes are known. */
export function coverageOf(nodes: readonly NodeCost[], ranges: ReadonlyMap<string, Range>): Coverage {
  const gaps = nodes.flatMap((node) => gapOf(node, ranges) ?? []);
  const bounded = gaps.filter((gap) => gap.coverage === "bounded").length;
  return { exact: nodes.length - gaps.length, bounded, unknown: gaps.length - bounded, nodes: gaps };
}

function gapOf({ name, op, problem, macs, flops, memoryAccess }: NodeCost, ranges: ReadonlyMap<string, Range>): CoverageGap | undefined {
  if (problem !== undefined) return { name, op, coverage: "unknown", reason: problem };
  const costs = [macs, flops, memoryAccess.elements, memoryAccess.readBytes, memoryAccess.writeBytes];
  const sizes = dataSizes(costs, ranges);
  if (sizes.length === 0) return undefined;
  const open = costs.some((cost) => boundsOf(cost, ranges).max === undefined);
  const words = sizes.map((size) => `${size} (${rangeText(ranges.get(size)!)})`).join(", ");
  return { name, op, coverage: open ? "unknown" : "bounded", reason: `depends on what the data tell: ${words}` };
}

/** The sizes among `ranges` on which costs depend. */
export function dataSizes(costs: readonly Dim[], ranges: ReadonlyMap<string, Range>): string[] {
  if (ranges.size === 0) return [];
  const found = new Set<string>();
  for (const cost of costs) symbolsOf(cost, found);
  return [...found].filter((name) => ranges.has(name));
}

function rangeText({ min, max }: Range): string {
  return max === undefined ? `${min} or more` : `${min} to ${max}`;
}
