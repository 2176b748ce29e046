import type { ByteSource } from "./byte_source.ts";
import { type Part, partsLength, readParts } from "./patches.ts";

/** True if a source has the same bytes as parts. */
export async function readsAlike(source: ByteSource, parts: readonly Part[]): Promise<boolean> {
  if (source.byteLength !== partsLength(parts)) return false;
  let at = 0;
  for await (const piece of readParts(parts)) {
    const other = await source.read(at, piece.length);
    if (piece.some((byte, index) => byte !== other[index])) return false;
    at += piece.length;
  }
  return true;
}
