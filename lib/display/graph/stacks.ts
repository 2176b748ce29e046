import type { GraphBox, GraphEdge, ModuleGraph } from "../../analysis/graph/module_graph.ts";

/**
 * Stacks what follows one box alone and changes no shape, such as a normalisation and an activation: one box of several parts in the place of a chain.
 *
 * @param changed The boxes whose shape is another than that of what they take.
 */
export function stacksOf(
  { boxes, edges }: ModuleGraph,
  changed: ReadonlySet<number>,
): { readonly stacks: ReadonlyMap<number, readonly GraphBox[]>; readonly edges: readonly GraphEdge[] } {
  const sources = Map.groupBy(edges, ({ to }) => to);
  const takers = Map.groupBy(edges, ({ from }) => from);
  const stacks = new Map<number, GraphBox[]>();
  const heads = new Map<number, number>();
  const walk = (siblings: readonly GraphBox[]): void => {
    const here = new Set(siblings.map(({ id }) => id));
    for (const box of siblings) {
      if (box.inside.length > 0) {
        walk(box.inside);
        continue;
      }
      const [source, ...others] = sources.get(box.id) ?? [];
      const follows = source !== undefined && others.length === 0 && here.has(source.from) && takers.get(source.from)!.length === 1;
      const head = follows && isLight(box) && !changed.has(box.id) ? heads.get(source.from) : undefined;
      const stack = head === undefined ? undefined : stacks.get(head);
      if (stack === undefined || stack[0]!.kind === "input" || stack[0]!.times > 1) stacks.set(box.id, [box]);
      else stack.push(box);
      heads.set(box.id, stacks.has(box.id) ? box.id : head!);
    }
  };
  walk(boxes);
  const joined = edges.map(({ from, to, values }) => ({ from: heads.get(from)!, to: heads.get(to)!, values }));
  return { stacks, edges: joined.filter(({ from, to }) => from !== to) };
}

/** True for a box that does not begin a stack where it can follow in one. */
function isLight({ kind, macs, times }: GraphBox): boolean {
  return (kind === "module" || kind === "operator") && macs === 0 && times === 1;
}
