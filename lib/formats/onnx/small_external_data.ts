import type { ByteSource } from "../../bytes/byte_source.ts";
import { readRanges } from "../../bytes/read_ranges.ts";
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
export async function withSmallExternalData(source: ByteSource, graph: Graph): Promise<Graph> {
  const tensors = [...graph.initializers.values()].filter(isWorthReading).slice(0, MAX_TENSORS);
  const byLocation = Map.groupBy(tensors, (tensor) => tensor.storage!.source);
  const decoded = new Map<string, Tensor>();
  await Promise.all([...byLocation].map(async ([location, tensors]) => {
    try {
      for (const tensor of await loadTogether(source, location, tensors)) decoded.set(tensor.name, tensor);
    } catch {
      // The file is missing or broken: its tensors keep their shapes.
    }
  }));
  if (decoded.size === 0) return graph;
  return { ...graph, initializers: new Map([...graph.initializers].map(([name, tensor]) => [name, decoded.get(name) ?? tensor])) };
}

/** Those of the tensors that the file has, with their elements. */
async function loadTogether(source: ByteSource, location: string, tensors: readonly Tensor[]): Promise<Tensor[]> {
  const file = await source.sibling(location);
  try {
    const there = tensors.filter(({ storage, byteLength }) => storage!.offset + (storage!.byteLength ?? byteLength) <= file.byteLength);
    const parts = await readRanges(file, there.map(({ storage, byteLength }) => ({ offset: storage!.offset, byteLength })));
    return there.map((tensor, index) => withElements(tensor, parts[index]!));
  } finally {
    file.close();
  }
}

function isWorthReading({ dtype, byteLength, elements, storage }: Tensor): boolean {
  if (!storage?.external || storage.source === "" || (storage.byteLength ?? byteLength) !== byteLength) return false;
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
