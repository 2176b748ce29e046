/**
 * A file with some of its bytes replaced: what stands between is passed on as it is, piece by piece.
 *
 * @module
 */
import type { ByteSource } from "./byte_source.ts";
import { readPieces } from "./pieces.ts";

/** Bytes that are given, or that lie in a source. */
export type Part = Uint8Array | Stretch;

/** Bytes of a source. */
export interface Stretch {
  /** The source. */
  readonly source: ByteSource;
  /** The first byte's position in it. */
  readonly offset: number;
  /** How many bytes there are. */
  readonly byteLength: number;
}

/** Bytes that take the place of others. */
export interface Patch {
  /** Where the others begin. */
  readonly offset: number;
  /** How many others there are. */
  readonly removed: number;
  /** What takes their place. */
  readonly parts: readonly Part[];
}

/** So much is read at once. */
const PIECE_BYTES = 1 << 20;

/** How many bytes parts have. */
export function partsLength(parts: readonly Part[]): number {
  return parts.reduce((total, part) => total + part.byteLength, 0);
}

/** Parts, one after the other. A piece is valid until the next is asked for. */
export async function* readParts(parts: Iterable<Part>): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Uint8Array) yield part;
    else yield* readPieces(part.source, part.offset, part.byteLength, PIECE_BYTES);
  }
}

/**
 * The parts of a source's bytes with patches put in.
 *
 * @throws {RangeError} If patches overlap or lie outside of the source.
 */
export function patched(source: ByteSource, patches: readonly Patch[]): Part[] {
  const parts: Part[] = [];
  let at = 0;
  const keepTo = (offset: number) => {
    if (offset < at || offset > source.byteLength) {
      throw new RangeError(`Cannot change ${source.name} at byte ${offset} as that is changed already, or not there`);
    }
    if (offset > at) parts.push({ source, offset: at, byteLength: offset - at });
  };
  for (const { offset, removed, parts: inserted } of patches.toSorted((a, b) => a.offset - b.offset)) {
    keepTo(offset);
    parts.push(...inserted);
    at = offset + removed;
  }
  keepTo(source.byteLength);
  return parts;
}
