import type { ByteSource } from "../../bytes/byte_source.ts";
import { readPieces } from "../../bytes/pieces.ts";
import { SourceError } from "../../bytes/source_error.ts";

/** Where a tensor's data lies outside the model's file, as its entries tell. */
export interface ExternalData {
  /** The file, relative to the model's folder; `undefined` where the file does not tell. */
  readonly location: string | undefined;
  /** The first byte's position in it. */
  readonly offset: number;
  /** How many bytes there are; `undefined` where the file does not tell. */
  readonly byteLength: number | undefined;
}

/** Understands the entries of `external_data`; `undefined` if a number in them is none. */
export function externalDataOf(entries: ReadonlyMap<string, string>): ExternalData | undefined {
  const offset = wholeNumber(entries.get("offset") ?? "0");
  const byteLength = entries.has("length") ? wholeNumber(entries.get("length")!) : undefined;
  if (offset === undefined || (entries.has("length") && byteLength === undefined)) return undefined;
  return { location: entries.get("location"), offset, byteLength };
}

function wholeNumber(text: string): number | undefined {
  const number = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/**
 * Reads data that lies beside the model.
 *
 * @param expected How many bytes the tensor takes, for data without a length.
 * @throws {SourceError} If the location leaves the model's folder, or the file is missing or too short.
 */
export async function loadExternal(source: ByteSource, data: ExternalData, expected: number): Promise<Uint8Array> {
  const { file, byteLength } = await openExternal(source, data, expected);
  try {
    return await file.read(data.offset, byteLength);
  } finally {
    file.close();
  }
}

/** As {@linkcode loadExternal}, piece by piece. */
export async function* streamExternal(
  source: ByteSource,
  data: ExternalData,
  expected: number,
  pieceBytes: number,
): AsyncGenerator<Uint8Array> {
  const { file, byteLength } = await openExternal(source, data, expected);
  try {
    yield* readPieces(file, data.offset, byteLength, pieceBytes);
  } finally {
    file.close();
  }
}

async function openExternal(
  source: ByteSource,
  { location, offset, byteLength }: ExternalData,
  expected: number,
): Promise<{ file: ByteSource; byteLength: number }> {
  if (location === undefined) {
    throw new SourceError(`Cannot read external data of ${source.name} as its entries give no location`, source.name);
  }
  const file = await source.sibling(location);
  const wanted = byteLength ?? expected;
  if (offset + wanted <= file.byteLength) return { file, byteLength: wanted };
  file.close();
  throw new SourceError(`Cannot read ${wanted} bytes at ${offset} of ${file.name} as it has ${file.byteLength} bytes`, source.name);
}
