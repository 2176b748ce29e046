import type { Dim } from "../../model/dim.ts";
import type { Call } from "../calls/call.ts";
import type { Item } from "../conventions/convention.ts";

/** A part of one side's number, in the unit of the comparison. */
export interface Part {
  /** The part as its convention has it. */
  readonly item: Item;
  /** How much it is, of as many samples as the other side counts. */
  readonly amount: Dim;
}

/** Parts of both sides that are for the same nodes. */
export interface Match {
  /** Indices of the nodes, in order; none for what the graph does not show. */
  readonly nodes: readonly number[];
  /** The parts of the number that the reader comes from. */
  readonly from: readonly Part[];
  /** The parts of the number that the reader goes to. */
  readonly to: readonly Part[];
}

/** Sets that grow together: which nodes stand in one match. */
class Groups {
  readonly #parents = new Map<number, number>();

  /** The node that stands for the set of this one. */
  rootOf(node: number): number {
    let root = node;
    for (let up = this.#parents.get(root); up !== undefined && up !== root; up = this.#parents.get(root)) root = up;
    this.#parents.set(node, root);
    return root;
  }

  /** Makes one set of these nodes' sets. */
  join([first, ...others]: readonly number[]): void {
    if (first === undefined) return;
    for (const other of others) this.#parents.set(this.rootOf(other), this.rootOf(first));
  }
}

/** Brings parts together that are for the same nodes; the nodes of one call stay together. What is for no node is one match. */
export function matchItems(from: readonly Part[], to: readonly Part[], calls: readonly Call[]): Match[] {
  const groups = new Groups();
  for (const { nodes } of calls) groups.join(nodes);
  for (const { item } of [...from, ...to]) groups.join(item.nodes);
  const keyOf = ({ item: { nodes: [first] } }: Part) => first === undefined ? -1 : groups.rootOf(first);
  const [left, right] = [Map.groupBy(from, keyOf), Map.groupBy(to, keyOf)];
  return [...new Set([...left.keys(), ...right.keys()])].map((key) => {
    const match = { from: left.get(key) ?? [], to: right.get(key) ?? [] };
    const nodes = new Set([...match.from, ...match.to].flatMap(({ item }) => item.nodes));
    return { ...match, nodes: [...nodes].sort((a, b) => a - b) };
  });
}
