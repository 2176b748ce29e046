/** What adds a node or a few to a graph that grows. */
import type { Growth } from "../growth.ts";

/** Adds a node, or some that belong together. A maker aims at what is valid; onnxruntime has the last word. */
export type Maker = (graph: Growth) => Promise<unknown>;

/** Makers of one sort, of which each is as likely as another. */
export type Makers = Readonly<Record<string, Maker>>;

/** A shape that broadcasts with `dims`: some axes are 1, some leading ones missing, sometimes one more in front. */
export function broadcastable({ random }: Growth, dims: readonly number[]): number[] {
  const kept = dims.slice(random.chance(0.4) ? random.below(dims.length + 1) : 0).map((size) => random.chance(0.25) ? 1 : size);
  return random.chance(0.1) ? [random.pick([1, 2, 3]), ...new Array(dims.length - kept.length).fill(1), ...kept] : kept;
}

/** An axis of that rank, from the front or from the back. */
export function axis({ random }: Growth, rank: number): number {
  const at = random.below(rank);
  return random.chance(0.4) ? at - rank : at;
}

/** Some axes of that rank, in any order, from the front or from the back. */
export function axes(graph: Growth, rank: number, least = 0): number[] {
  const { random } = graph;
  const chosen = random.shuffled(Array.from({ length: rank }, (_, index) => index)).slice(0, random.between(least, rank));
  return chosen.map((at) => random.chance(0.3) ? at - rank : at);
}
