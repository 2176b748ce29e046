import type { ByteSource } from "./byte_source.ts";

/** So many buffers are kept for the next reader: what is collected as garbage in time, nobody promises. */
const SPARE_LIMIT = 8;

const spare: Uint8Array[] = [];

function takeBuffer(byteLength: number): Uint8Array {
  const index = spare.findIndex((buffer) => buffer.length === byteLength);
  return index < 0 ? new Uint8Array(byteLength) : spare.splice(index, 1)[0]!;
}

/**
 * Reads bytes in order, in pieces of `pieceBytes` and a last one of the rest. The next piece is on its way while one is worked on. Memory is used
 * again: a piece is valid until the next is asked for, or the reader leaves.
 */
export async function* readPieces(
  source: Pick<ByteSource, "read" | "readInto">,
  offset: number,
  byteLength: number,
  pieceBytes: number,
): AsyncGenerator<Uint8Array> {
  const end = offset + byteLength;
  const buffers: Uint8Array[] = [];
  const read = async (at: number, turn: number): Promise<Uint8Array> => {
    const length = Math.min(pieceBytes, end - at);
    if (source.readInto === undefined) return await source.read(at, length);
    const buffer = buffers[turn % 2] ??= takeBuffer(Math.min(pieceBytes, byteLength));
    const piece = buffer.subarray(0, length);
    await source.readInto(at, piece);
    return piece;
  };
  let next = byteLength > 0 ? read(offset, 0) : undefined;
  try {
    for (let at = offset, turn = 1; next !== undefined; turn++) {
      const piece = await next;
      at += piece.length;
      next = at < end ? read(at, turn) : undefined;
      yield piece;
    }
  } finally {
    // One that was left early may have a piece on its way, for which nobody waits any more.
    const release = () => spare.push(...buffers.filter((buffer) => buffer.length === pieceBytes).slice(0, SPARE_LIMIT - spare.length));
    if (next === undefined) release();
    else next.then(release, release);
  }
}

/** Splits bytes in memory as {@linkcode readPieces} would have read them. */
export function* splitPieces(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
