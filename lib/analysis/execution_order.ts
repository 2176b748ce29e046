/**
 * The order in which nodes can run.
 *
 * @module
 */
import type { Graph, Node } from "../model/model.ts";

/** An order of execution, and what has none. */
export interface ExecutionOrder<T> {
  /** The nodes, each behind those whose values it takes; otherwise in the order of the file. */
  readonly ordered: readonly T[];
  /** Nodes that wait for each other in a circle. */
  readonly cyclic: readonly T[];
}

/** Sorts nodes so that each stands behind those whose values it takes; a list that is sorted already stays as it is. */
export function executionOrder<T extends { readonly node: Node }>(nodes: readonly T[]): ExecutionOrder<T> {
  const makers = new Map<string, number>();
  nodes.forEach(({ node }, index) => node.outputs.forEach((output) => output !== "" && makers.set(output, index)));
  const waitsFor = nodes.map(({ node }) => new Set(usedValues(node).map((value) => makers.get(value)).filter((at) => at !== undefined)));
  if (waitsFor.every((makers, index) => [...makers].every((at) => at! < index))) return { ordered: nodes, cyclic: [] };

  const followers = nodes.map((): number[] => []);
  waitsFor.forEach((makers, index) => makers.forEach((at) => followers[at!]!.push(index)));
  const pending = waitsFor.map((makers) => makers.size);
  const ready = new MinHeap(pending.flatMap((count, index) => count === 0 ? [index] : []));
  const ordered: T[] = [];
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    ordered.push(nodes[index]!);
    for (const follower of followers[index]!) if (--pending[follower]! === 0) ready.push(follower);
  }
  return { ordered, cyclic: nodes.filter((_, index) => pending[index]! > 0) };
}

/** The values that a node takes, those that its subgraphs take from outside included. */
export function usedValues(node: Node): string[] {
  const used = node.inputs.filter((input) => input !== "");
  for (const value of node.attributes.values()) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item === "object" && item !== null && "nodes" in item) used.push(...outerValues(item as Graph));
    }
  }
  return used;
}

function outerValues(graph: Graph): string[] {
  const own = new Set([
    ...graph.inputs.map((input) => input.name),
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap((node) => node.outputs),
  ]);
  const used = [...graph.nodes.flatMap(usedValues), ...graph.outputs.map((output) => output.name)];
  return [...new Set(used.filter((value) => !own.has(value)))];
}

/** Whole numbers, smallest first. */
class MinHeap {
  readonly #items: number[];

  constructor(sorted: number[]) {
    this.#items = sorted;
  }

  push(item: number): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0 && items[(at - 1) >> 1]! > item) {
      items[at] = items[(at - 1) >> 1]!;
      at = (at - 1) >> 1;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      if (child + 1 < items.length && items[child + 1]! < items[child]!) child++;
      if (items[child]! >= last) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return top;
  }
}
