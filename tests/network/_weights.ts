/** Weights for tests: files of PyTorch's, and such that are in memory only. */
import type { Tensor } from "../../lib/model/tensor.ts";
import { Network } from "../../lib/network/network.ts";
import type { StateDict } from "../../lib/network/state_dict.ts";
import { checkpointModel } from "../../lib/formats/checkpoint.ts";
import { MemorySource } from "../../lib/bytes/memory_source.ts";

/** A file of weights among the test data. */
export function weightsFile(name: string): URL {
  return new URL(`../data/weights/${name}`, import.meta.url);
}

/** A network that is weights alone. */
export function networkWith(tensors: readonly Tensor[]): Network {
  const weights = tensors.map((tensor) => ({ tensor, isParameter: true }));
  return new Network(checkpointModel(new MemorySource(new Uint8Array()), { format: "test", weights }));
}

/** A tensor of numbers that are all 1. */
export function ones(name: string, shape: readonly number[]): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  const load = () => Promise.resolve(new Uint8Array(new Float32Array(count).fill(1).buffer));
  return { name, dtype: "float32", shape, byteLength: 4 * count, load };
}

/** A state dict of such tensors. */
export function dictWith(shapes: Readonly<Record<string, readonly number[]>>): StateDict {
  return networkWith(Object.entries(shapes).map(([name, shape]) => ones(name, shape))).stateDict();
}
