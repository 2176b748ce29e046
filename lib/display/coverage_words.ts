/**
 * How well a network is known, in words.
 *
 * @module
 */
import type { Coverage } from "../analysis/coverage.ts";
import { exactNumber } from "./number_text.ts";

/** Nodes that are not known for the same reason. */
export interface Gap {
  /** Their operator. */
  readonly op: string;
  /** Why they are not known. */
  readonly reason: string;
  /** Their names. */
  readonly nodes: readonly string[];
}

/** One sentence: `All 161 nodes are counted exactly.` */
export function coverageSentence({ exact, bounded, unknown }: Coverage): string {
  const all = exact + bounded + unknown;
  if (all === 0) return "The network has no nodes.";
  if (bounded + unknown === 0) return all === 1 ? "Its one node is counted exactly." : `All ${exactNumber(all)} nodes are counted exactly.`;
  const parts = [
    `${exactNumber(exact)} of ${exactNumber(all)} nodes are counted exactly`,
    ...(bounded > 0 ? [`${exactNumber(bounded)} within bounds`] : []),
    ...(unknown > 0 ? [`${exactNumber(unknown)} not or not wholly: the sums lack a part, or have no upper bound`] : []),
  ];
  return `${parts.join(", ")}.`;
}

/** The nodes that are not exact, by operator and reason, the most frequent first. */
export function coverageGaps({ nodes }: Coverage): Gap[] {
  const groups = Map.groupBy(nodes, ({ op, reason }) => JSON.stringify([op, reason]));
  return [...groups.values()]
    .map((members): Gap => ({ op: members[0]!.op, reason: members[0]!.reason, nodes: members.map(({ name }) => name) }))
    .sort((a, b) => b.nodes.length - a.nodes.length);
}
