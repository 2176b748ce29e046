/**
 * Operators so small that starting them takes longer than running them.
 *
 * @module
 */
import type { Candidate } from "./guideline.ts";
import { type AuditedNetwork, type AuditedNode, placeOf } from "./network.ts";

/**
 * What a core of a present CPU does in a second, in round numbers (`device()` gave 22 G macs and 15 GB on a busy one), and what it takes to start an
 * operator: between an Add of one number in onnxruntime on a CPU (0.3 µs) and the launch of a kernel on a GPU (some 5 µs).
 */
const CORE = { macsPerSecond: 20e9, bytesPerSecond: 20e9, startMicroseconds: 2 };
/** Bytes of an element. */
const ELEMENT = 4;
/** The batch by which the advice counts. */
const BATCH = 8;

/** True for an operator that a core does in less time than it takes to start it, for a batch that many times as large. */
export function isSmall(node: Pick<AuditedNode, "macs" | "access">, batch = 1): boolean {
  return batch * workMicroseconds(node) < CORE.startMicroseconds;
}

function workMicroseconds({ macs, access }: Pick<AuditedNode, "macs" | "access">): number {
  return 1e6 * Math.max(macs / CORE.macsPerSecond, access * ELEMENT / CORE.bytesPerSecond);
}

/** A batch is advised where at most such a part of the small operators stays small. */
const HELPED = 0.7;
/** Fewer take no time that anybody would miss. */
const FEW = 20;

/** What to say of a network that mostly starts operators. */
export function smallOperatorAdvice(network: AuditedNetwork): Candidate[] {
  const small = network.nodes.filter((node) => isSmall(node));
  if (small.length < FEW) return [];
  const starts = CORE.startMicroseconds * small.length;
  const work = network.nodes.reduce((sum, node) => sum + workMicroseconds(node), 0);
  const batched = network.nodes.filter((node) => isSmall(node, BATCH)).length;
  return [{
    guideline: "G3",
    effort: "runtime",
    text: `${small.length} of ${network.nodes.length} operators are so small that starting them takes longer than running them`,
    places: [...new Set(small.map(placeOf))],
    evidence: [
      { name: "small operators", value: small.length, unit: "count" },
      { name: `starting them, at ${CORE.startMicroseconds} µs each`, value: starts, unit: "microseconds" },
      { name: "the work of all operators on one core, at 20 G macs and 20 GB a second", value: work, unit: "microseconds" },
    ],
    fix: batched < HELPED * small.length
      ? `a batch of ${BATCH} leaves ${batched} of them small; where there is one input at a time, run several at a time on one thread each`
      : `export with constant folding, or merge them; a larger batch helps little, as one of ${BATCH} leaves ${batched} of them small`,
    share: starts / (starts + work),
    shareOf: "time",
  }];
}
