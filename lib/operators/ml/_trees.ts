import { Contradiction } from "../operand.ts";

/** One decision tree's node as a place in a list: the places of its two branches, or nothing for a leaf. */
export type Branches = readonly [number, number] | undefined;

/**
 * The nodes along the longest path from each root that decide something: how many comparisons a row takes at most. How many it does take, only the data tell.
 *
 * @throws {Contradiction} If a node is its own descendant.
 */
export function longestPath(branches: readonly Branches[], root: number): number {
  const depth = new Map<number, number>();
  const open = new Set<number>();
  const stack = [root];
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    const children = branches[node];
    const waiting = children?.filter((child) => !depth.has(child)) ?? [];
    if (depth.has(node) || waiting.length === 0) {
      if (!depth.has(node)) depth.set(node, children === undefined ? 0 : 1 + Math.max(...children.map((child) => depth.get(child)!)));
      open.delete(node);
      stack.pop();
    } else {
      if (open.has(node)) throw new Contradiction(`a tree must have no circle: node ${node} is its own descendant`);
      open.add(node);
      stack.push(...waiting);
    }
  }
  return depth.get(root)!;
}
