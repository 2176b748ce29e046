import type { ByteSource } from "./byte_source.ts";

/** Reads at the same time: servers queue more, and files gain nothing. */
const AT_ONCE = 32;

/** Bytes of a source. */
export interface ByteRange {
  /** The first byte's position. */
  readonly offset: number;
  /** How many bytes there are. */
  readonly byteLength: number;
}

/** Ranges that are read by one request, with their places in the list that was asked for. */
interface Together {
  readonly offset: number;
  end: number;
  readonly members: number[];
}

/**
 * Reads many ranges of one source in as few round trips as may be: what lies close together by one request, the requests side by side.
 *
 * @returns The bytes of each range, in the order of the ranges.
 * @throws As the source's `read`.
 */
export async function readRanges(source: ByteSource, ranges: readonly ByteRange[]): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  const requests = join(ranges, source.blockBytes);
  for (let first = 0; first < requests.length; first += AT_ONCE) {
    await Promise.all(
      requests.slice(first, first + AT_ONCE).map(async ({ offset, end, members }) => {
        const bytes = await source.read(offset, end - offset);
        for (const index of members) {
          const range = ranges[index]!;
          parts[index] = bytes.subarray(range.offset - offset, range.offset - offset + range.byteLength);
        }
      }),
    );
  }
  return parts;
}

/** Joins ranges between which there are at most `gap` bytes. */
function join(ranges: readonly ByteRange[], gap: number): Together[] {
  const joined: Together[] = [];
  const order = ranges.map((_, index) => index).sort((a, b) => ranges[a]!.offset - ranges[b]!.offset);
  for (const index of order) {
    const { offset, byteLength } = ranges[index]!;
    const last = joined.at(-1);
    if (last !== undefined && offset <= last.end + gap) {
      last.end = Math.max(last.end, offset + byteLength);
      last.members.push(index);
    } else joined.push({ offset, end: offset + byteLength, members: [index] });
  }
  return joined;
}
