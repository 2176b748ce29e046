import { assertEquals } from "@std/assert";
import { MemorySource } from "../../lib/bytes/memory_source.ts";
import { readRanges } from "../../lib/bytes/read_ranges.ts";

Deno.test("readRanges reads neighbours by one request, and gives each range in its own place", async () => {
  const contents = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
  const memory = new MemorySource(contents);
  const reads: [number, number][] = [];
  const read = (offset: number, byteLength: number) => {
    reads.push([offset, byteLength]);
    return memory.read(offset, byteLength);
  };
  const ranges = [[90_000, 8], [10, 8], [30, 4], [12, 2], [50, 0]].map(([offset, byteLength]) => ({
    offset: offset!,
    byteLength: byteLength!,
  }));
  const parts = await readRanges({ ...memory, byteLength: 100_000, blockBytes: 64, read } as unknown as MemorySource, ranges);
  assertEquals(parts, ranges.map(({ offset, byteLength }) => contents.subarray(offset, offset + byteLength)));
  assertEquals(reads, [[10, 40], [90_000, 8]]);
});
