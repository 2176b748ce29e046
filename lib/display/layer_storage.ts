/**
 * How many bytes a layer's parameters take as stored.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import type { Layer } from "./layer_tree.ts";

/** Looks up bytes of parameters by layer. A tensor that several layers share counts where it is first used, as their parameters do. */
export function parameterBytesOf({ modules, nodes, stored }: Profile): (layer: Layer) => number | undefined {
  const byModule = new Map(modules.map(({ name, parameterBytes }) => [name, parameterBytes]));
  const byNode = new Map<string, number>();
  for (const { role, firstUse, tensor } of stored) {
    const node = firstUse === undefined ? undefined : nodes[firstUse]?.name;
    if (role === "parameter" && node !== undefined) byNode.set(node, (byNode.get(node) ?? 0) + tensor.byteLength);
  }
  return ({ kind, name, parameters }) => {
    if (kind === "module") return byModule.get(name);
    if (kind === "node") return byNode.get(name) ?? (parameters === 0 ? 0 : undefined);
    return undefined;
  };
}
