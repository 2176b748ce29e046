/**
 * Layers that are the same several times over, shown once: `12 × Block`.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { type Dim, sum } from "../model/dim.ts";
import { type Layer, sumUnknowns } from "./layer_tree.ts";

/** Layers that have equal numbers are equal: in type, shapes of outputs and parameters, costs, and all that is in them. */
export type Likeness = (layer: Layer) => number;

/** Tells which layers of a network are equal. */
export function likenessOf(profile: Profile): Likeness {
  const shapes = parameterShapes(profile);
  const numbers = new Map<string, number>();
  const known = new Map<Layer, number>();
  const likeness = (layer: Layer): number => {
    const { kind, name, type, outputShapes, parameters, macs, flops, memoryAccess, children } = layer;
    let number = known.get(layer);
    if (number === undefined) {
      const costs = [parameters, macs, flops, memoryAccess.readBytes, memoryAccess.writeBytes].join(" ");
      const text = [kind, type, outputShapes.join("|"), shapes(kind, name), costs, ...children.map(likeness)].join("\n");
      number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      known.set(layer, number);
    }
    return number;
  };
  return likeness;
}

/** The shapes of the parameters that a module or a node uses first itself, as text. */
function parameterShapes({ stored, nodes }: Profile): (kind: Layer["kind"], name: string) => string {
  const [byModule, byNode] = [new Map<string, string>(), new Map<string, string>()];
  for (const { role, firstUse, shape } of stored) {
    const node = firstUse === undefined ? undefined : nodes[firstUse];
    if (role !== "parameter" || node === undefined) continue;
    const text = `[${shape.join(",")}]`;
    byModule.set(node.module, (byModule.get(node.module) ?? "") + text);
    byNode.set(node.name, (byNode.get(node.name) ?? "") + text);
  }
  return (kind, name) => (kind === "node" ? byNode : byModule).get(name) ?? "";
}

/** The tree with neighbours that are equal put together. What stands in such a group is what stands in one of them. */
export function collapseRepeats(root: Layer, likeness: Likeness): Layer {
  if (root.children.length === 0) return root;
  const children: Layer[] = [];
  for (let from = 0; from < root.children.length;) {
    const first = root.children[from]!;
    let to = from + 1;
    while (to < root.children.length && first.kind !== "rest" && likeness(root.children[to]!) === likeness(first)) to++;
    const inner = collapseRepeats(first, likeness);
    children.push(to - from === 1 ? inner : groupOf(root.children.slice(from, to), inner));
    from = to;
  }
  return { ...root, children };
}

/** Equal layers as one, with the costs of all; `each` is one of them, ready to be shown. */
export function groupOf(members: readonly Layer[], each: Layer = members[0]!): Layer {
  const [first, last] = [members[0]!, members.at(-1)!];
  if (members.length === 1) return first;
  const total = (of: (layer: Layer) => Dim) => sum(members.map(of));
  return {
    ...first,
    label: `${first.label} … ${last.label}`,
    name: `${first.name} … ${withoutShared(last.name, first.name)}`,
    type: `${members.length.toLocaleString("en-US")} × ${first.type}`,
    parameters: total(({ parameters }) => parameters),
    macs: total(({ macs }) => macs),
    flops: total(({ flops }) => flops),
    memoryAccess: {
      elements: total(({ memoryAccess }) => memoryAccess.elements),
      readBytes: total(({ memoryAccess }) => memoryAccess.readBytes),
      writeBytes: total(({ memoryAccess }) => memoryAccess.writeBytes),
    },
    nodeCount: members.reduce((count, { nodeCount }) => count + nodeCount, 0),
    unknown: sumUnknowns(members.map(({ unknown }) => unknown)),
    children: each.children,
    each,
    members: members.length,
  };
}

/** A path without the parts at its front that another path begins with too: `5.conv2` beside `layer3.1.conv2`. */
function withoutShared(path: string, other: string): string {
  const [parts, others] = [path.split("."), other.split(".")];
  const from = parts.findIndex((part, index) => part !== others[index]);
  return from < 0 ? path : parts.slice(from).join(".");
}
