import type { ByteSource } from "../../bytes/byte_source.ts";
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
export async function loadExternal(
  source: ByteSource,
  { location, offset, byteLength }: ExternalData,
  expected: number,
): Promise<Uint8Array> {
  if (location === undefined) {
    throw new SourceError(`Cannot read external data of ${source.name} as its entries give no location`, source.name);
  }
  const file = await source.sibling(location);
  const wanted = byteLength ?? expected;
  try {
    if (offset + wanted <= file.byteLength) return await file.read(offset, wanted);
    throw new SourceError(`Cannot read ${wanted} bytes at ${offset} of ${file.name} as it has ${file.byteLength} bytes`, source.name);
  } finally {
    file.close();
  }
}
