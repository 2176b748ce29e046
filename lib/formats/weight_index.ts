/**
 * Weights in several files: an index in JSON says which tensor is in which.
 *
 * Source: `save_pretrained` of transformers 4, which writes `model.safetensors.index.json`, or `pytorch_model.bin.index.json`.
 *
 * @module
 */
import type { ByteSource } from "../bytes/byte_source.ts";
import type { Model } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";
import { checkpointModel, type FoundWeight } from "./checkpoint.ts";
import type { Format } from "./format.ts";
import { FormatSyntaxError } from "./format_error.ts";
import { RangeTensor } from "./range_tensor.ts";
import { PYTORCH, PYTORCH_LEGACY } from "./pytorch/pytorch.ts";
import { readHeader } from "./safetensors/header.ts";
import { NO_ROLES } from "./safetensors/safetensors.ts";

/** The largest networks have some hundred thousand tensors; each entry takes about 100 bytes. */
const INDEX_LIMIT = 1 << 26;

/** The largest networks come in some hundreds of files. */
const SHARDS_LIMIT = 1 << 12;

/** Files that are read side by side. */
const SHARDS_AT_ONCE = 16;

/** How much of a shard is read at once: its header, for all but the largest. */
const HEAD_BYTES = 1 << 16;

/** An index of files of weights that lie beside it. */
export const WEIGHT_INDEX: Format = {
  name: "weight index",
  extensions: ["safetensors.index.json", "bin.index.json"],
  matches(head) {
    const text = new TextDecoder().decode(head);
    return /^\s*\{\s*"/.test(text) && text.includes('"weight_map"');
  },
  read,
};

async function read(source: ByteSource): Promise<Model> {
  const map = await readMap(source);
  const shards = Map.groupBy(map.keys(), (name) => map.get(name)!);
  if (shards.size > SHARDS_LIMIT) fail(source, `it names ${shards.size} files, more than ${SHARDS_LIMIT}`);
  const weights: FoundWeight[] = [];
  const read = await readShards(source, [...shards.keys()]);
  for (const [location, names] of shards) {
    const tensors = read.get(location)!;
    for (const name of names) {
      weights.push({
        tensor: tensors.get(name) ?? fail(source, `${JSON.stringify(location)} has no tensor ${JSON.stringify(name.slice(0, 200))}`),
      });
    }
  }
  const remarks = [NO_ROLES, `the weights lie in ${shards.size} files beside the index`];
  const isSafetensors = weights.every(({ tensor }) => tensor instanceof RangeTensor);
  return checkpointModel(source, { format: isSafetensors ? "safetensors" : "pytorch", weights, remarks });
}

/** Reads the headers of files, several side by side, since each takes round trips of its own. */
async function readShards(source: ByteSource, locations: readonly string[]): Promise<Map<string, ReadonlyMap<string, Tensor>>> {
  const read = new Map<string, ReadonlyMap<string, Tensor>>();
  for (let first = 0; first < locations.length; first += SHARDS_AT_ONCE) {
    const several = locations.slice(first, first + SHARDS_AT_ONCE);
    const tensors = await Promise.all(several.map((location) => readShard(source, location)));
    several.forEach((location, index) => read.set(location, tensors[index]!));
  }
  return read;
}

async function readShard(source: ByteSource, location: string): Promise<ReadonlyMap<string, Tensor>> {
  const shard = await source.sibling(location);
  try {
    const head = await shard.read(0, Math.min(HEAD_BYTES, shard.byteLength));
    const pickled = [PYTORCH, PYTORCH_LEGACY].find((format) => format.matches(head));
    if (pickled !== undefined) return (await pickled.read(shard, head)).graph.initializers;
    const { entries } = await readHeader(shard, head);
    return new Map(entries.map((entry) => [entry.name, new RangeTensor(shard, entry, true)]));
  } finally {
    shard.close();
  }
}

async function readMap(source: ByteSource): Promise<Map<string, string>> {
  if (source.byteLength > INDEX_LIMIT) fail(source, `it has ${source.byteLength} bytes, more than ${INDEX_LIMIT}`);
  let index: { weight_map?: unknown } | null = null;
  try {
    index = JSON.parse(new TextDecoder().decode(await source.read(0, source.byteLength)));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    fail(source, `it is no JSON: ${error.message}`);
  }
  const map = index?.weight_map;
  if (typeof map !== "object" || map === null) fail(source, "its weight_map is no object");
  const entries = Object.entries(map as Record<string, unknown>);
  const wrong = entries.find(([, file]) => typeof file !== "string");
  if (wrong !== undefined) fail(source, `its weight_map gives no file for ${JSON.stringify(wrong[0].slice(0, 200))}`);
  return new Map(entries as [string, string][]);
}

function fail({ name: path }: ByteSource, problem: string): never {
  throw new FormatSyntaxError(`Cannot read ${path} as an index of weights: ${problem}`, { path, offset: 0 });
}
