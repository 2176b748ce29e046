/**
 * Saves a network with what was set in it.
 *
 * @module
 */
import { encodeArray, type Numbers } from "../bytes/encode_array.ts";
import { folderOf } from "../bytes/file_folder.ts";
import { splitPieces } from "../bytes/pieces.ts";
import { originOf } from "../formats/mod.ts";
import type { Model } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";
import { modelPieces, saveInto, type SaveOptions, savePieces } from "../weights/save_model.ts";
import { writeSafetensors, type WrittenTensor } from "../formats/safetensors/write.ts";
import type { Network } from "./network.ts";
import type { NetworkTensor } from "./network_tensor.ts";

type Edits = ReadonlyMap<Tensor, Uint8Array>;

/** A path's ending that means weights alone. */
const WEIGHTS = /\.safetensors$/i;

/** So much is written at once. */
const PIECE_BYTES = 1 << 20;

/**
 * Saves a network under a path.
 *
 * @throws {TypeError} If the path's ending says a format that is not written.
 * @throws {SourceError} If something cannot be read or written.
 * @throws {RangeError} If a file would be larger than its format permits.
 */
export async function saveNetwork(network: Network, path: string | URL, edits: Edits, options: SaveOptions): Promise<void> {
  const { folder, name } = folderOf(path);
  if (network.model.checkpoint === undefined && WEIGHTS.test(name)) await savePieces(weightPieces(network), folder, name);
  else await saveInto(modelOf(network), folder, name, { ...options, edits });
}

/**
 * The bytes that a saved network's file would have, data inside.
 *
 * @throws As {@linkcode saveNetwork}.
 */
export async function networkBytes(
  network: Network,
  edits: Edits,
  options: Pick<SaveOptions, "leftovers">,
): Promise<Uint8Array<ArrayBuffer>> {
  const copies: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of await modelPieces(modelOf(network), { ...options, edits })) copies.push(piece.slice());
  return new Uint8Array(await new Blob(copies).arrayBuffer());
}

/** What is saved: of a network that a program wrote, the model as it is now, as there are no bytes to keep. */
function modelOf({ model, current }: Network): Model {
  return originOf(model) === undefined && model.checkpoint === undefined ? current : model;
}

/** The state dict as a safetensors file: a shared tensor under each of its names, in PyTorch's order. */
function weightPieces(network: Network): AsyncGenerator<Uint8Array> {
  const written = [...network.stateDict()].map(([name, tensor]): WrittenTensor => {
    const { dtype, shape, stored: { tensor: { byteLength } } } = tensor;
    return { name, dtype, shape, byteLength, pieces: () => piecesOf(tensor) };
  });
  return writeSafetensors(written, new Map([["format", "pt"]]));
}

async function* piecesOf(tensor: NetworkTensor): AsyncGenerator<Uint8Array> {
  const { dtype, isReordered, tensor: own } = tensor;
  if (isReordered && dtype !== "string") yield encodeArray(dtype, await tensor.load() as Numbers);
  else if (own.stream !== undefined) yield* own.stream(PIECE_BYTES);
  else yield* splitPieces(await own.load(), PIECE_BYTES);
}
