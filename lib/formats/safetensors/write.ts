/**
 * Writes safetensors files.
 *
 * Source: "Format" in the README of huggingface/safetensors 0.5.
 *
 * @module
 */
import type { DType } from "../../model/dtype.ts";
import { SAFETENSORS_NAMES } from "./header.ts";

/** A tensor to be written. */
export interface WrittenTensor {
  /** The name. */
  readonly name: string;
  /** The element type. */
  readonly dtype: DType;
  /** The dimensions. */
  readonly shape: readonly number[];
  /** The bytes that the elements take. */
  readonly byteLength: number;
  /** Gives these bytes, piece by piece. */
  pieces(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The header is filled up with blanks, so that data begin where any element type may. */
const ALIGNMENT = 8;

/**
 * A safetensors file, piece by piece.
 *
 * @throws {TypeError} If a tensor is of a type that the format does not have, or two have one name.
 */
export async function* writeSafetensors(
  tensors: readonly WrittenTensor[],
  metadata: ReadonlyMap<string, string> = new Map(),
): AsyncGenerator<Uint8Array> {
  yield headerOf(tensors, metadata);
  for (const tensor of tensors) yield* tensor.pieces();
}

function headerOf(tensors: readonly WrittenTensor[], metadata: ReadonlyMap<string, string>): Uint8Array {
  const entries = new Map<string, unknown>();
  if (metadata.size > 0) entries.set("__metadata__", Object.fromEntries(metadata));
  let at = 0;
  for (const { name, dtype, shape, byteLength } of tensors) {
    const type = SAFETENSORS_NAMES.get(dtype);
    if (type === undefined) throw new TypeError(`Cannot write the tensor ${JSON.stringify(name)} as safetensors has no type ${dtype}`);
    if (entries.has(name)) throw new TypeError(`Cannot write two tensors ${JSON.stringify(name)}`);
    entries.set(name, { dtype: type, shape, data_offsets: [at, at += byteLength] });
  }
  const json = `{${[...entries].map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(",")}}`;
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(8 + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(text, 8);
  return header;
}
