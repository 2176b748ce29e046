/**
 * The form in which PyTorch saved before version 1.6: five pickles in a row, then the storages.
 *
 * Source: `_legacy_save` in `torch/serialization.py` of PyTorch 1.13.
 *
 * @module
 */
import type { ByteSource } from "../../bytes/byte_source.ts";
import { byteLengthOf } from "../../bytes/scalars.ts";
import { PickleCutOff, PickleError, Unpickler } from "./pickle.ts";
import { storageOf } from "./rebuild.ts";
import { PickleDict, PickleList, type PickleValue, type StoredElements } from "./values.ts";

/** The number in the first pickle. */
const MAGIC = 0x1950a86a20f9469cfc6cn;

/** The version of the form, in the second. */
const PROTOCOL = 1001;

/** A storage's elements are counted before they begin. */
const COUNT_BYTES = 8;

/** Pickles of up to this many bytes are read. */
export const PICKLE_LIMIT = 1 << 25;

/** How much is read at first. */
const FIRST_BYTES = 1 << 16;

/** What a file in the old form holds. */
export interface LegacyContents {
  /** What was saved. */
  readonly root: PickleValue;
  /** Where each storage's elements begin in the file, by key. */
  readonly offsets: ReadonlyMap<string, number>;
}

/**
 * Reads the pickles and works out where the storages lie.
 *
 * @throws {PickleError} If they are malformed, too long, or the storages do not fit the file.
 */
export async function readLegacy(source: ByteSource): Promise<LegacyContents> {
  for (let length = FIRST_BYTES;; length *= 4) {
    const bytes = await source.read(0, Math.min(length, source.byteLength));
    try {
      return parseLegacy(bytes, source.byteLength);
    } catch (error) {
      if (!(error instanceof PickleCutOff) || bytes.length === source.byteLength) throw error;
      if (length > PICKLE_LIMIT) throw new PickleError(`its pickles have more than ${PICKLE_LIMIT} bytes`, 0);
    }
  }
}

function parseLegacy(bytes: Uint8Array, fileBytes: number): LegacyContents {
  const storages = new Map<string, StoredElements>();
  let position = 0;
  const next = (): PickleValue => {
    const pickle = new Unpickler(bytes, (id) => {
      const storage = storageOf(id);
      storages.set(storage.key, storage);
      return storage;
    }, position);
    const value = pickle.read();
    position = pickle.position;
    return value;
  };
  if (next() !== MAGIC) throw new PickleError("it does not begin with PyTorch's number", 0);
  const version = next();
  if (version !== PROTOCOL) throw new PickleError(`it is of version ${String(version).slice(0, 20)}, and must be of ${PROTOCOL}`, position);
  const system = next();
  if (system instanceof PickleDict && system.entries.get("little_endian") === false) {
    throw new PickleError("its numbers are big-endian", position);
  }
  const root = next();
  const keys = next();
  if (!(keys instanceof PickleList)) throw new PickleError("it has no list of storages", position);
  return { root, offsets: placeStorages(keys.items, storages, position, fileBytes) };
}

function placeStorages(
  keys: readonly PickleValue[],
  storages: ReadonlyMap<string, StoredElements>,
  start: number,
  fileBytes: number,
): Map<string, number> {
  const offsets = new Map<string, number>();
  let at = start;
  for (const key of keys) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (storage === undefined) throw new PickleError("it lists a storage that no tensor has", at);
    const byteLength = byteLengthOf(storage.dtype ?? "uint8", storage.count);
    offsets.set(storage.key, at + COUNT_BYTES);
    at += COUNT_BYTES + byteLength;
    if (at > fileBytes) {
      throw new PickleError(
        `a storage claims ${byteLength} bytes, where the file has ${fileBytes - at + byteLength} left`,
        at - byteLength,
      );
    }
  }
  const lacking = [...storages.keys()].find((key) => !offsets.has(key));
  if (lacking !== undefined) throw new PickleError(`it has no storage ${JSON.stringify(lacking.slice(0, 100))}`, start);
  return offsets;
}
