/** A part of a file, both ends included. */
export interface ByteRange {
  /** The offset of the first byte. */
  readonly first: number;
  /** The offset of the last byte. */
  readonly last: number;
}

/**
 * The part that a `Range` header asks for, of a file of `size` bytes; `undefined` for the whole file.
 *
 * Source: RFC 9110, 14.1.2. A header with several parts, another unit or an error is passed over, as the RFC permits.
 */
export function rangeOf(header: string | null, size: number): ByteRange | "unsatisfiable" | undefined {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return undefined;
  const [from, to] = [match[1]!, match[2]!];
  if (from !== "" && to !== "" && Number(from) > Number(to)) return undefined;
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return first >= size || first > last ? "unsatisfiable" : { first, last };
}
