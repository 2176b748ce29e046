import type { NodeCost } from "./profile.ts";

/** How well the nodes of a network are known. */
export interface Coverage {
  /** How many are known exactly. */
  readonly exact: number;
  /** How many are known within bounds. */
  readonly bounded: number;
  /** How many are not known: what they cost is in no sum. */
  readonly unknown: number;
  /** The nodes that are not exact, with the reason. */
  readonly nodes: readonly {
    /** The node's name. */
    readonly name: string;
    /** Its operator. */
    readonly op: string;
    /** Why it is not known. */
    readonly reason: string;
  }[];
}

/** Counts how well nodes are known. */
export function coverageOf(nodes: readonly NodeCost[]): Coverage {
  const unknown = nodes.flatMap(({ name, op, problem }) => problem === undefined ? [] : [{ name, op, reason: problem }]);
  return { exact: nodes.length - unknown.length, bounded: 0, unknown: unknown.length, nodes: unknown };
}
