/**
 * Layers that a pattern finds, with what they stand in.
 *
 * @module
 */
import { type Layer, layersOf, restOf } from "./layer_tree.ts";

/** What a pattern finds. */
export interface FoundLayers {
  /** The network with the layers that are found, those that they stand in, and a row for all else in each; nothing in it where none is found. */
  readonly root: Layer;
  /** How many are found. */
  readonly count: number;
  /** Of how many. */
  readonly of: number;
}

/** Finds layers by path or type: parts of a pattern between stars must be in it in their order, in small or capital letters: `layer4.*conv`. */
export function findLayers(root: Layer, pattern: string): FoundLayers {
  const parts = pattern.toLowerCase().split("*").filter((part) => part !== "");
  const isFound = (layer: Layer) => layer !== root && [layer.name, layer.type].some((text) => holdsInOrder(text.toLowerCase(), parts));
  const layers = layersOf(root);
  return { root: keepFound(root, isFound) ?? { ...root, children: [] }, count: layers.filter(isFound).length, of: layers.length - 1 };
}

function holdsInOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

function keepFound(layer: Layer, isFound: (layer: Layer) => boolean): Layer | undefined {
  const kept = layer.children.flatMap((child) => keepFound(child, isFound) ?? []);
  if (kept.length === 0) return !isFound(layer) ? undefined : layer.children.length === 0 ? layer : { ...layer, children: [] };
  const others = layer.children.length - kept.length;
  if (others === 0) return { ...layer, children: kept };
  return { ...layer, children: [...kept, restOf(layer, kept, `… ${others.toLocaleString("en-US")} other${others === 1 ? "" : "s"}`)] };
}
