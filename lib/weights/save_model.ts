/**
 * Saves models, with weights changed and every other byte as it was.
 *
 * @module
 */
import { folderOf, type TargetFolder } from "../bytes/file_folder.ts";
import { type Part, partsLength, type Patch, patched, readParts } from "../bytes/patches.ts";
import { splitPieces } from "../bytes/pieces.ts";
import { originOf } from "../formats/mod.ts";
import { type DataPlacement, onnxParts, saveOnnx } from "../formats/onnx/save.ts";
import { writeSafetensors } from "../formats/safetensors/write.ts";
import type { Model } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";

export type { DataPlacement };

/** What changes, and how it is stored. */
export interface SaveOptions {
  /** New bytes of tensors, as their `load()` would give them: what `StateDict.edits` has. */
  readonly edits?: ReadonlyMap<Tensor, Uint8Array>;
  /**
   * Of an ONNX model: whether data stay where they are (`keep`, the default), go into the model's file (`inside`), or into one file beside it
   * (`outside`).
   */
  readonly data?: DataPlacement;
  /** Of a file of weights: whether buffers that a profiler left are kept (the default) or dropped. */
  readonly leftovers?: "keep" | "drop";
}

/** So much is written at once. */
const PIECE_BYTES = 1 << 20;

/**
 * Saves a model under a path: an ONNX model as ONNX, weights alone as safetensors. A saving that fails, or is cut off, leaves what was there before.
 *
 * @throws {TypeError} If the model was not read from a file, or the path's ending says another format.
 * @throws {SourceError} If something cannot be read or written.
 * @throws {RangeError} If an edit has not as many bytes as the tensor, or a file would be larger than its format permits.
 */
export async function saveModel(model: Model, path: string, options: SaveOptions = {}): Promise<void> {
  const { folder, name } = folderOf(path);
  await saveInto(model, folder, name, options);
}

/** As {@linkcode saveModel}, in a folder of any kind. */
export async function saveInto(model: Model, folder: TargetFolder, name: string, options: SaveOptions = {}): Promise<void> {
  const { edits = new Map(), data = "keep" } = options;
  const source = sourceOf(model);
  if (model.checkpoint === undefined) return await saveOnnx({ model, source, edits, data }, folder, name);
  if (!name.endsWith(".safetensors")) {
    throw new TypeError(
      `Cannot save ${model.name} as ${name} as weights alone are written as safetensors: the name must end in .safetensors`,
    );
  }
  const staged = await folder.stage(name, weightPieces(model, options));
  try {
    await staged.commit();
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

/**
 * A saved model's bytes, data inside, for platforms without files.
 *
 * @throws As {@linkcode saveModel}.
 */
export async function modelBytes(model: Model, options: Omit<SaveOptions, "data"> = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { edits = new Map() } = options;
  const pieces = model.checkpoint === undefined
    ? readParts(await onnxParts({ model, source: sourceOf(model), edits, data: "inside" }))
    : weightPieces(model, options);
  const copies: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of pieces) copies.push(piece.slice());
  return new Uint8Array(await new Blob(copies).arrayBuffer());
}

function sourceOf(model: Model): ReturnType<typeof originOf> & object {
  const source = originOf(model);
  if (source === undefined) throw new TypeError(`Cannot save ${model.name} as it was not read from a file`);
  return source;
}

/** Of one safetensors file, its own bytes with edits put in; else a new file. */
async function* weightPieces(model: Model, { edits = new Map(), leftovers = "keep" }: SaveOptions): AsyncGenerator<Uint8Array> {
  for (const tensor of edits.keys()) {
    if (model.graph.initializers.get(tensor.name) === tensor) continue;
    throw new TypeError(`Cannot change the tensor ${JSON.stringify(tensor.name)} as it is none of ${model.name}`);
  }
  const dropped = leftovers === "drop" ? model.checkpoint!.leftovers : new Set();
  const tensors = [...model.graph.initializers.values()].filter(({ name }) => !dropped.has(name));
  const isOneFile = model.format === "safetensors" && tensors.every(({ storage }) => storage?.external === false);
  if (isOneFile && dropped.size === 0) return yield* readParts(patchedParts(model, edits));
  const written = tensors.map((tensor) => ({
    name: tensor.name,
    dtype: tensor.dtype,
    shape: tensor.shape,
    byteLength: tensor.byteLength,
    pieces: () => piecesOf(tensor, edits.get(tensor)),
  }));
  yield* writeSafetensors(written, model.format === "safetensors" ? model.metadata : new Map([["format", "pt"]]));
}

function patchedParts(model: Model, edits: ReadonlyMap<Tensor, Uint8Array>): Part[] {
  const patches = [...edits].map(([{ name, storage, byteLength }, bytes]): Patch => {
    const patch: Patch = { offset: storage!.offset, removed: byteLength, parts: [bytes] };
    if (partsLength(patch.parts) === byteLength) return patch;
    throw new RangeError(`Cannot change the tensor ${JSON.stringify(name)} as it takes ${byteLength} bytes: there are ${bytes.length}`);
  });
  return patched(sourceOf(model), patches);
}

async function* piecesOf(tensor: Tensor, edit: Uint8Array | undefined): AsyncGenerator<Uint8Array> {
  if (edit !== undefined) yield edit;
  else if (tensor.stream !== undefined) yield* tensor.stream(PIECE_BYTES);
  else yield* splitPieces(await tensor.load(), PIECE_BYTES);
}
