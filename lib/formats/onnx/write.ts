/**
 * Writes a model anew as ONNX: one that a program wrote, or that was read and changed. What was read from a file and has only other data is saved by
 * `save.ts`, which keeps every other byte.
 *
 * @module
 */
import type { Graph, Model } from "../../model/model.ts";
import type { Tensor } from "../../model/tensor.ts";
import { allTensors } from "./all_tensors.ts";
import { encodeModel, type OutsidePlace } from "./encode/encode_model.ts";

/** How a model is written. */
export interface WriteOptions {
  /**
   * `"inside"`: with the weights, which are made or read now; `"external"`: each stored tensor above 1 KiB refers to a file beside the model, whose bytes
   * {@linkcode weightBytes} gives. Default: `"inside"`.
   */
  readonly weights?: "inside" | "external";
  /** The name of the file that external weights stand in: the model's, with the ending `.weights`. */
  readonly location?: string;
}

/** Protobuf's limit for one message; no reader takes a larger one. */
const MAX_BYTES = 2 ** 31 - 1;

/** Tensors of up to this many bytes stand in the model in any case: shapes and axes are among them, which readers need at once. */
const SMALL_BYTES = 1 << 10;

/**
 * A model's ONNX bytes. Tensors that no node uses are left out.
 *
 * @throws {RangeError} If they would be more than protobuf allows: write the weights outside then.
 * @throws {TypeError} If a stored tensor is sparse.
 * @throws {SourceError} If a tensor's data cannot be had.
 */
export async function writeOnnx(whole: Model, options: WriteOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const model = withoutUnused(whole);
  const outside = options.weights === "external" ? placesOf(model, options.location ?? `${model.name}.weights`) : new Map();
  const inside = [...new Set(allTensors(model))].filter((tensor) => !outside.has(tensor));
  const bytes = inside.reduce((total, { byteLength }) => total + byteLength, 0);
  if (bytes > MAX_BYTES) {
    throw new RangeError(
      `Cannot write model "${model.name}" as one file as its weights take ${bytes} bytes, more than ${MAX_BYTES}: write { weights: "external" }`,
    );
  }
  const data = new Map<Tensor, Uint8Array | readonly string[]>();
  for (const tensor of inside) data.set(tensor, await dataOf(tensor));
  return encodeModel(model, (tensor) => outside.get(tensor) ?? data.get(tensor)!);
}

async function dataOf(tensor: Tensor): Promise<Uint8Array | readonly string[]> {
  if (tensor.dtype !== "string") return await tensor.load();
  return tensor.elements?.map(String) ?? new TextDecoder().decode(await tensor.load()).split("\0").slice(0, -1);
}

/** The bytes of the external weights, tensor after tensor, each made or read when its turn comes: what the file beside the model holds. */
export async function* weightBytes(model: Model): AsyncGenerator<Uint8Array> {
  for (const tensor of placesOf(withoutUnused(model), "").keys()) yield await tensor.load();
}

/** Where data of the graph's own tensors stand outside; tensors in attributes and in bodies stand inside. */
function placesOf({ graph: { initializers } }: Model, location: string): Map<Tensor, OutsidePlace> {
  const places = new Map<Tensor, OutsidePlace>();
  let offset = 0;
  for (const tensor of new Set(initializers.values())) {
    if (tensor.byteLength <= SMALL_BYTES || tensor.dtype === "string" || tensor.sparse !== undefined) continue;
    places.set(tensor, { location, offset });
    offset += tensor.byteLength;
  }
  return places;
}

function withoutUnused(model: Model): Model {
  const { graph } = model;
  const used = new Set<string>([...graph.outputs, ...graph.inputs].map(({ name }) => name));
  collectUses(graph, used);
  const initializers = new Map([...graph.initializers].filter(([name]) => used.has(name)));
  return { ...model, graph: { ...graph, initializers } };
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
