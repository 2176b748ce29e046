/**
 * A model as the runtime takes it: with its own weights, or with random ones in their place.
 *
 * @module
 */
import { encodeModel } from "../formats/onnx/encode/encode_model.ts";
import type { AttributeValue, Graph, Model, Node } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";
import { randomWeights } from "./random_data.ts";

/** Which weights a model is run with: its own, or random ones of the same types and shapes. */
export type Weights = "stored" | "random";

/** A file in memory with random weights. Nothing of the model's own large tensors is read. */
export function withRandomWeights(model: Model): Uint8Array {
  return encodeModel(withoutStoredInputs(model), randomWeights());
}

/**
 * A file in memory with the model's own weights.
 *
 * @throws {SourceError} If they cannot be had.
 */
export async function withStoredWeights(model: Model): Promise<Uint8Array> {
  const data = new Map<Tensor, Uint8Array>();
  for (const tensor of tensorsOf(model)) data.set(tensor, await tensor.load());
  return encodeModel(withoutStoredInputs(model), (tensor) => {
    const bytes = data.get(tensor)!;
    return tensor.dtype === "string" ? new TextDecoder().decode(bytes).split("\0").slice(0, -1) : bytes;
  });
}

/** True where the model's weights can be had: the smallest of those that are not in the model itself is tried. */
export async function hasStoredWeights(model: Model): Promise<boolean> {
  const large = tensorsOf(model).filter(({ elements }) => elements === undefined).sort((a, b) => a.byteLength - b.byteLength);
  try {
    await large[0]?.load();
    return true;
  } catch {
    return false;
  }
}

/** Early versions of the standard list stored tensors among the inputs too, where a runtime takes them for changeable. */
function withoutStoredInputs(model: Model): Model {
  const { graph } = model;
  return { ...model, graph: { ...graph, inputs: graph.inputs.filter(({ name }) => !graph.initializers.has(name)) } };
}

function tensorsOf({ graph, functions }: Model): Tensor[] {
  return [...tensorsIn(graph), ...functions.flatMap(({ nodes }) => nodes.flatMap(tensorsOfNode))];
}

function tensorsIn({ initializers, nodes }: Graph): Tensor[] {
  return [...initializers.values(), ...nodes.flatMap(tensorsOfNode)];
}

function tensorsOfNode({ attributes }: Node): Tensor[] {
  return [...attributes.values()].flatMap((value: AttributeValue) =>
    Array.isArray(value) ? value.flatMap(tensorsOfValue) : tensorsOfValue(value as AttributeValue)
  );
}

function tensorsOfValue(value: AttributeValue): Tensor[] {
  if (typeof value !== "object") return [];
  if ("nodes" in value) return tensorsIn(value as Graph);
  return "load" in value ? [value as Tensor] : [];
}
