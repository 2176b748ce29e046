/**
 * PyTorch's files of `torch.save`: a pickle that describes tensors, and their elements. The pickle is read as data, and nothing of it is run.
 *
 * Source: `torch/serialization.py` of PyTorch 1.13 and 2.5.
 *
 * @module
 */
import type { ByteSource } from "../../bytes/byte_source.ts";
import { byteLengthOf } from "../../bytes/scalars.ts";
import type { Model } from "../../model/model.ts";
import { checkpointModel, type FoundWeight } from "../checkpoint.ts";
import type { Format } from "../format.ts";
import { FormatSyntaxError } from "../format_error.ts";
import { PICKLE_LIMIT, readLegacy } from "./legacy.ts";
import { PickleError, Unpickler } from "./pickle.ts";
import { storageOf } from "./rebuild.ts";
import { commonDepth, findTensors, type PathedTensor } from "./state_dicts.ts";
import type { PickleValue, StoredElements, TensorView } from "./values.ts";
import { ViewTensor } from "./view_tensor.ts";
import { ZipArchive, type ZipEntry } from "./zip.ts";

/** What `torch.save` has written since version 1.6. */
export const PYTORCH: Format = { name: "pytorch", extensions: ["pt", "pth", "bin", "ckpt"], matches: isZip, read: readZip };

/** What it wrote before, and writes when told to. */
export const PYTORCH_LEGACY: Format = { name: "pytorch", extensions: ["pt", "pth", "bin"], matches: isLegacy, read: readLegacyModel };

/** The tensors of a file. */
type Opened = { root: PickleValue; place(storage: StoredElements): Promise<number> };

function isZip(head: Uint8Array): boolean {
  const text = Array.from(head, (byte) => String.fromCharCode(byte)).join("");
  return text.startsWith("PK\x03\x04") &&
    /\/data\.pkl|\/constants\.pkl|\/version|\/byteorder|\/\.format_version|\/\.data\/|\/data\/0/.test(text);
}

/** A pickle that begins with PyTorch's number. */
function isLegacy(head: Uint8Array): boolean {
  const text = Array.from(head.subarray(0, 32), (byte) => String.fromCharCode(byte)).join("");
  return text.startsWith("\x80") && text.includes("\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.");
}

async function readZip(source: ByteSource): Promise<Model> {
  const archive = await ZipArchive.open(source);
  const fail = failureOf(source);
  const names = [...archive.entries.keys()];
  const pickleName = names.find((name) => /^[^/]*\/data\.pkl$/.test(name) || name === "data.pkl") ?? fail("the archive has no data.pkl", 0);
  const folder = pickleName.slice(0, -"data.pkl".length);
  const pickle = archive.entries.get(pickleName)!;
  if (archive.entries.has(`${folder}constants.pkl`) || names.some((name) => name.startsWith(`${folder}code/`))) {
    fail(
      "it is a TorchScript archive, whose graph is a program: export it to ONNX, or save torch.jit.load(FILE).state_dict()",
      pickle.headerOffset,
    );
  }
  const order = archive.entries.get(`${folder}byteorder`);
  if (order !== undefined && order.byteLength < 16 && new TextDecoder().decode(await archive.read(order)).trim() === "big") {
    fail("its numbers are big-endian: load and save it on another machine", order.headerOffset);
  }
  if (pickle.byteLength > PICKLE_LIMIT) {
    fail(`its data.pkl claims ${pickle.byteLength} bytes, more than ${PICKLE_LIMIT}`, pickle.headerOffset);
  }
  const start = await archive.locate(pickle);
  const bytes = await source.read(start, pickle.byteLength);
  const root = guard(source, start, () => new Unpickler(bytes, (id) => checkStorage(storageOf(id), folder, archive)).read());
  const place = (storage: StoredElements) => archive.locate(archive.entries.get(`${folder}data/${storage.key}`)!);
  return modelOf(source, { root, place });
}

/** A storage must have its elements in the archive: a claim of more is refused before anything asks for them. */
function checkStorage(storage: StoredElements, folder: string, { entries }: ZipArchive): StoredElements {
  const entry: ZipEntry | undefined = entries.get(`${folder}data/${storage.key}`);
  const key = JSON.stringify(storage.key.slice(0, 100));
  if (entry === undefined) throw new TypeError(`the archive has no storage ${key}`);
  const wanted = byteLengthOf(storage.dtype ?? "uint8", storage.count);
  if (wanted <= entry.byteLength) return storage;
  throw new TypeError(`the storage ${key} claims ${wanted} bytes, where the archive has ${entry.byteLength}`);
}

async function readLegacyModel(source: ByteSource): Promise<Model> {
  const { root, offsets } = await readLegacy(source).catch((error) =>
    guard(source, 0, () => {
      throw error;
    })
  );
  const place = ({ key }: StoredElements) => Promise.resolve(offsets.get(key)!);
  return modelOf(source, { root, place });
}

function modelOf(source: ByteSource, { root, place }: Opened): Model {
  const { tensors, notes } = guard(source, 0, () => findTensors(root));
  const weights = tensors.filter(({ other }) => other === undefined);
  const depth = commonDepth(weights.map(({ path }) => path));
  const places = new Map<StoredElements, Promise<number>>();
  const tensorOf = (name: string, { facts }: TensorView) => {
    const { storage } = facts;
    const locate = () => {
      if (!places.has(storage)) places.set(storage, place(storage));
      return places.get(storage)!;
    };
    return new ViewTensor(name, source, locate, facts);
  };
  const found = weights.map(({ path, view }): FoundWeight => ({
    tensor: tensorOf(path.slice(depth).join(".") || "tensor", view),
    identity: identityOf(view),
    isParameter: view.facts.isParameter,
  }));
  const others = tensors.filter(({ other }) => other !== undefined);
  return checkpointModel(source, {
    format: "pytorch",
    weights: found,
    others: new Map(others.map(({ path, view }) => [path.join("."), tensorOf(path.join("."), view)])),
    metadata: notes,
    remarks: remarksOf(found, weights, others),
  });
}

function remarksOf(found: readonly FoundWeight[], weights: readonly PathedTensor[], others: readonly PathedTensor[]): string[] {
  const paths = weights.map(({ path }) => path);
  const depth = commonDepth(paths);
  const prefix = JSON.stringify(paths[0]?.slice(0, depth).join("."));
  const sets = new Set(paths.map((path) => path.length > depth + 1 ? path[depth]! : ""));
  const listed = [...sets].slice(0, 5).map((name) => JSON.stringify(name.slice(0, 50))).join(", ");
  const optimizers = others.filter(({ other }) => other === "optimizer");
  const rest = others.filter(({ other }) => other === "other").map(({ path }) => JSON.stringify(path.join(".").slice(0, 50)));
  return [
    ...(found.some(({ isParameter }) => isParameter) ? [] : ["the file tells no parameters from buffers: their names and types do"]),
    ...(depth === 0 ? [] : [`the weights are those under ${prefix}`]),
    ...(sets.size < 2 ? [] : [`the file has several sets of weights, and all are counted: those under ${listed}`]),
    ...(optimizers.length === 0 ? [] : [
      `${optimizers.length} tensors (${elementsOf(optimizers)} elements) are an optimizer's state and no weights: they are in no sum`,
    ]),
    ...(rest.length === 0 ? [] : [
      `${rest.length === 1 ? "one tensor stands" : `${rest.length} tensors stand`} beside the weights and in no sum: ${
        rest.slice(0, 5).join(", ")
      }`,
    ]),
  ];
}

function elementsOf(tensors: readonly PathedTensor[]): string {
  const counts = tensors.map(({ view: { facts } }) => facts.shape.reduce((product, dim) => product * dim, 1));
  return counts.reduce((a, b) => a + b, 0).toLocaleString("en-US");
}

/** Two tensors with the same view of the same storage are one. */
function identityOf({ facts: { storage, start, shape, strides, dtype } }: TensorView): string {
  return JSON.stringify([storage.key, dtype, start, shape, strides]);
}

function failureOf({ name: path }: ByteSource): (problem: string, offset: number, cause?: unknown) => never {
  return (problem, offset, cause) => {
    throw new FormatSyntaxError(`Cannot read ${path} as a PyTorch file: ${problem} (byte ${offset})`, { path, offset, cause });
  };
}

/** Runs a step of reading. Errors within a pickle know neither the file nor where the pickle begins in it. */
function guard<T>(source: ByteSource, start: number, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof PickleError) failureOf(source)(`in the pickle, ${error.message}`, start + error.offset, error);
    if (error instanceof RangeError) failureOf(source)(error.message, start, error);
    throw error;
  }
}
