import { decodeScalars } from "../../bytes/scalars.ts";
import { integer } from "../../model/dim.ts";
import { isInteger } from "../../model/dtype.ts";
import type { Graph } from "../../model/model.ts";
import type { Tensor } from "../../model/tensor.ts";
import { DECODED_BYTES } from "./limits.ts";
import { passFacts } from "./stored_tensor.ts";

/** More small tensors than a graph computes shapes with; a file that claims more is not worth as many reads. */
const MAX_TENSORS = 256;

/**
 * Decodes the whole numbers of small tensors that an exporter put beside the model, since shape arithmetic needs them. What cannot be had is left as it is: the
 * graph is whole without its data.
 */
export async function withSmallExternalData(graph: Graph): Promise<Graph> {
  const missing = new Set<string>();
  const decoded = new Map<string, Tensor>();
  for (const tensor of graph.initializers.values()) {
    const location = tensor.storage?.external && isWorthReading(tensor) ? tensor.storage.source : undefined;
    if (location === undefined || missing.has(location) || decoded.size >= MAX_TENSORS) continue;
    try {
      decoded.set(tensor.name, withElements(tensor, await tensor.load()));
    } catch {
      missing.add(location);
    }
  }
  if (decoded.size === 0) return graph;
  return { ...graph, initializers: new Map([...graph.initializers].map(([name, tensor]) => [name, decoded.get(name) ?? tensor])) };
}

function isWorthReading({ dtype, byteLength, elements }: Tensor): boolean {
  return elements === undefined && byteLength > 0 && byteLength <= DECODED_BYTES && (isInteger(dtype) || dtype === "bool");
}

function withElements(tensor: Tensor, bytes: Uint8Array): Tensor {
  const count = tensor.shape.reduce((a, b) => a * b, 1);
  const elements = decodeScalars(tensor.dtype as Parameters<typeof decodeScalars>[0], bytes, count);
  const { name, dtype, shape, storage, byteLength } = tensor;
  const decoded: Tensor = {
    name,
    dtype,
    shape,
    byteLength,
    ...(storage && { storage }),
    elements: elements.map((element) => element === undefined ? undefined : typeof element === "bigint" ? integer(element) : element),
    load: () => tensor.load(),
  };
  passFacts(tensor, decoded);
  return decoded;
}
