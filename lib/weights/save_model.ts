/**
 * Saves models, with weights changed and every other byte as it was.
 *
 * @module
 */
import type { ByteSource } from "../bytes/byte_source.ts";
import type { TargetFolder } from "../bytes/file_folder.ts";
import { type Part, partsLength, type Patch, patched, readParts } from "../bytes/patches.ts";
import { splitPieces } from "../bytes/pieces.ts";
import { Staging } from "../bytes/staging.ts";
import { originOf } from "../formats/mod.ts";
import { type DataPlacement, onnxParts, saveOnnx } from "../formats/onnx/save.ts";
import { weightBytes, writeOnnx } from "../formats/onnx/write.ts";
import { writeSafetensors } from "../formats/safetensors/write.ts";
import type { Model } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";

export type { DataPlacement };

/** How a network is saved. */
export interface SaveOptions {
  /**
   * Of an ONNX model: whether data stay where they are (`keep`, the default), go into the model's file (`inside`), or into one file beside it
   * (`outside`). Those of a network that a program wrote go inside by default.
   */
  readonly data?: DataPlacement;
  /** Of a file of weights: whether buffers that a profiler left are kept (the default) or dropped. */
  readonly leftovers?: "keep" | "drop";
}

/** What changes, and how it is stored. */
export interface Saving extends SaveOptions {
  /** New bytes of tensors, as their `load()` would give them. */
  readonly edits?: ReadonlyMap<Tensor, Uint8Array>;
}

/** Endings of other formats, which a file of ONNX must not pretend to be. */
const FOREIGN = /\.(pth?|ckpt|bin|safetensors|tflite|h5|keras|gguf|npz|json)$/i;

/** So much is written at once. */
const PIECE_BYTES = 1 << 20;

/**
 * Saves a model in a folder: an ONNX model as ONNX, weights alone as safetensors. A saving that fails, or is cut off, leaves what was there before.
 *
 * @throws {TypeError} If the name's ending says another format.
 * @throws {SourceError} If something cannot be read or written.
 * @throws {RangeError} If an edit has not as many bytes as the tensor, or a file would be larger than its format permits.
 */
export async function saveInto(model: Model, folder: TargetFolder, name: string, saving: Saving = {}): Promise<void> {
  const { edits = new Map(), data = "keep" } = saving;
  const isOnnx = model.checkpoint === undefined;
  if (isOnnx ? FOREIGN.test(name) : !/\.safetensors$/i.test(name)) {
    throw new TypeError(
      isOnnx
        ? `Cannot save ${model.name} as ${name} as a network is written as ONNX, or its weights as safetensors: the name must end in .onnx or .safetensors`
        : `Cannot save ${model.name} as ${name} as weights alone are written as safetensors: the name must end in .safetensors`,
    );
  }
  const source = originOf(model);
  if (!isOnnx) await savePieces(weightPieces(model, saving), folder, name);
  else if (source === undefined) await saveWritten(model, folder, name, data);
  else await saveOnnx({ model, source, edits, data }, folder, name);
}

/** Saves a model that no file has: one that a program wrote. What was set in it stands in its tensors. */
async function saveWritten(model: Model, folder: TargetFolder, name: string, data: DataPlacement): Promise<void> {
  if (data !== "outside") return await savePieces(readParts([await writeOnnx(model)]), folder, name);
  const staging = new Staging(folder);
  try {
    const location = await staging.freeName(`${name}.data`);
    await staging.stage(location, weightBytes(model));
    await staging.stage(name, readParts([await writeOnnx(model, { weights: "external", location })]));
    await staging.commit();
  } finally {
    await staging.end();
  }
}

/**
 * Writes a file whole or not at all.
 *
 * @throws {SourceError} If it cannot be written.
 */
export async function savePieces(pieces: AsyncIterable<Uint8Array>, folder: TargetFolder, name: string): Promise<void> {
  const staging = new Staging(folder);
  try {
    await staging.stage(name, pieces);
    await staging.commit();
  } finally {
    await staging.end();
  }
}

/**
 * A saved model's bytes, data inside, piece by piece. A piece is valid until the next is asked for.
 *
 * @throws As {@linkcode saveInto}.
 */
export async function modelPieces(model: Model, saving: Omit<Saving, "data"> = {}): Promise<AsyncIterable<Uint8Array>> {
  const { edits = new Map() } = saving;
  if (model.checkpoint !== undefined) return weightPieces(model, saving);
  const source = originOf(model);
  return readParts(source === undefined ? [await writeOnnx(model)] : await onnxParts({ model, source, edits, data: "inside" }));
}

/** Of one safetensors file, its own bytes with edits put in; else a new file. */
async function* weightPieces(model: Model, { edits = new Map(), leftovers = "keep" }: Saving): AsyncGenerator<Uint8Array> {
  for (const tensor of edits.keys()) {
    if (model.graph.initializers.get(tensor.name) === tensor) continue;
    throw new TypeError(`Cannot change the tensor ${JSON.stringify(tensor.name)} as it is none of ${model.name}`);
  }
  const dropped = leftovers === "drop" ? model.checkpoint!.leftovers : new Set();
  const tensors = [...model.graph.initializers.values()].filter(({ name }) => !dropped.has(name));
  const source = originOf(model);
  const isOneFile = model.format === "safetensors" && tensors.every(({ storage }) => storage?.external === false);
  if (isOneFile && dropped.size === 0 && source !== undefined) return yield* readParts(patchedParts(source, edits));
  const written = tensors.map((tensor) => ({
    name: tensor.name,
    dtype: tensor.dtype,
    shape: tensor.shape,
    byteLength: tensor.byteLength,
    pieces: () => piecesOf(tensor, edits.get(tensor)),
  }));
  yield* writeSafetensors(written, model.format === "safetensors" ? model.metadata : new Map([["format", "pt"]]));
}

function patchedParts(source: ByteSource, edits: ReadonlyMap<Tensor, Uint8Array>): Part[] {
  const patches = [...edits].map(([{ name, storage, byteLength }, bytes]): Patch => {
    const patch: Patch = { offset: storage!.offset, removed: byteLength, parts: [bytes] };
    if (partsLength(patch.parts) === byteLength) return patch;
    throw new RangeError(`Cannot change the tensor ${JSON.stringify(name)} as it takes ${byteLength} bytes: there are ${bytes.length}`);
  });
  return patched(source, patches);
}

async function* piecesOf(tensor: Tensor, edit: Uint8Array | undefined): AsyncGenerator<Uint8Array> {
  if (edit !== undefined) yield edit;
  else if (tensor.stream !== undefined) yield* tensor.stream(PIECE_BYTES);
  else yield* splitPieces(await tensor.load(), PIECE_BYTES);
}
