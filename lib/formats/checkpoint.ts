/**
 * A model without a graph, made of what a file of weights holds.
 *
 * @module
 */
import type { ByteSource } from "../bytes/byte_source.ts";
import type { Checkpoint, Graph, Model } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";
import { findLeftovers, isBuffer } from "./weight_names.ts";

/** A weight as its file has it. */
export interface FoundWeight {
  /** The tensor, under the name by which a network's state dict has it. */
  readonly tensor: Tensor;
  /** What two names of one tensor have in common; missing where the format cannot tell. */
  readonly identity?: string;
  /** True where the file itself says that it is a parameter. */
  readonly isParameter?: boolean;
}

/** What a file of weights holds. */
export interface FoundWeights {
  /** The format's name. */
  readonly format: string;
  /** The program that wrote it, where the file tells. */
  readonly producer?: string;
  /** The weights, in the file's order. */
  readonly weights: readonly FoundWeight[];
  /** Tensors that are no weights, by their path. */
  readonly others?: ReadonlyMap<string, Tensor>;
  /** Notes in the file. */
  readonly metadata?: ReadonlyMap<string, string>;
  /** What a reader of the numbers should know. */
  readonly remarks?: readonly string[];
}

/** Makes a model of weights. */
export function checkpointModel(source: ByteSource, found: FoundWeights): Model {
  const { format, producer = "", weights, others = new Map(), metadata = new Map(), remarks = [] } = found;
  const tensors = weights.map(({ tensor }) => tensor);
  const leftovers = findLeftovers(tensors);
  const buffers = new Set(
    weights.filter(({ tensor, isParameter }) => isParameter !== true && isBuffer(tensor)).map(({ tensor }) => tensor.name),
  );
  const checkpoint: Checkpoint = { buffers, tied: findTied(weights), leftovers, others, remarks };
  const graph: Graph = {
    name: "",
    inputs: [],
    outputs: [],
    initializers: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    valueInfo: new Map(),
    nodes: [],
  };
  const { fileName: name, byteLength: bytes } = source;
  const bytesRead = Math.min(source.bytesRead, bytes); // of a small file, some are read twice
  return { name, format, producer, opset: new Map(), graph, functions: [], metadata, bytes, bytesRead, checkpoint };
}

function findTied(weights: readonly FoundWeight[]): Map<string, string> {
  const first = new Map<string, string>();
  const tied = new Map<string, string>();
  for (const { tensor: { name }, identity } of weights) {
    const other = identity === undefined ? undefined : first.get(identity);
    if (other !== undefined) tied.set(name, other);
    else if (identity !== undefined) first.set(identity, name);
  }
  return tied;
}
