/**
 * Which tensors a written model holds, and where their data stand.
 *
 * @module
 */
import type { AttributeValue, Graph, Model } from "../../model/model.ts";
import type { Tensor } from "../../model/tensor.ts";
import type { WriteOptions } from "./write.ts";

/** Where a tensor's data stand. */
export interface TensorPlace {
  /** The file beside the model and the position in it; missing for data in the model itself. */
  readonly external?: { readonly location: string; readonly offset: number };
}

/** Tensors of up to this many bytes stand in the model in any case: shapes and axes are among them, which readers need at once. */
const SMALL_BYTES = 1 << 10;

/** All tensors that a node or an output uses, in order. */
export function placesOf(model: Model, { weights = "inside", location = `${model.name}.weights` }: WriteOptions): Map<Tensor, TensorPlace> {
  const places = new Map<Tensor, TensorPlace>();
  let offset = 0;
  for (const tensor of usedTensors(model.graph)) {
    if (places.has(tensor)) continue;
    if (weights === "inside" || tensor.byteLength <= SMALL_BYTES || tensor.dtype === "string") places.set(tensor, {});
    else {
      places.set(tensor, { external: { location, offset } });
      offset += tensor.byteLength;
    }
  }
  return places;
}

function* usedTensors(graph: Graph): Generator<Tensor> {
  const used = new Set<string>(graph.outputs.map((output) => output.name));
  collectUses(graph, used);
  for (const [name, tensor] of graph.initializers) if (used.has(name)) yield tensor;
  for (const node of graph.nodes) for (const value of node.attributes.values()) yield* attributeTensors(value);
}

/** Names that nodes use, those in bodies included. */
function collectUses(graph: Graph, used: Set<string>): void {
  for (const { inputs, attributes } of graph.nodes) {
    for (const input of inputs) used.add(input);
    for (const value of attributes.values()) {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (typeof item !== "object" || item === null || !("nodes" in item)) continue;
        for (const output of item.outputs) used.add(output.name);
        collectUses(item, used);
      }
    }
  }
}

function* attributeTensors(value: AttributeValue): Generator<Tensor> {
  for (const item of Array.isArray(value) ? value : [value]) {
    if (typeof item !== "object" || item === null) continue;
    if ("load" in item) yield item;
    else if ("nodes" in item) yield* usedTensors(item);
  }
}
