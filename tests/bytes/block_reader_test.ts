import { assert, assertEquals } from "@std/assert";
import { BlockReader } from "../../lib/bytes/block_reader.ts";
import type { ByteSource } from "../../lib/bytes/byte_source.ts";
import { MemorySource } from "../../lib/bytes/memory_source.ts";

/** Bytes that must be read, with a record of how. */
function recorded(byteLength: number): { source: ByteSource; contents: Uint8Array; reads: [number, number][] } {
  const contents = Uint8Array.from({ length: byteLength }, (_, index) => index % 251);
  const reads: [number, number][] = [];
  const memory = new MemorySource(contents);
  const read = (offset: number, length: number) => {
    reads.push([offset, length]);
    return memory.read(offset, length);
  };
  const source = { name: "m", fileName: "m", byteLength, bytesRead: 0, blockBytes: 4096, read, sibling: memory.sibling, close() {} };
  return { source: { ...source, [Symbol.asyncDispose]: () => Promise.resolve() }, contents, reads };
}

Deno.test("BlockReader doubles its block while reading goes on", async () => {
  const { source, contents, reads } = recorded(100_000);
  const blocks = new BlockReader(source);
  for (let offset = 0; offset < 60_000; offset += 100) {
    if (!blocks.holds(offset, 100)) await blocks.fill(offset, 100);
    assertEquals(blocks.window.subarray(offset - blocks.offset, offset - blocks.offset + 100), contents.subarray(offset, offset + 100));
  }
  assertEquals(reads, [[0, 4096], [4096, 8192], [12_288, 16_384], [28_672, 32_768]]);
});

Deno.test("BlockReader begins with a small block after a jump, forwards or back", async () => {
  const { source, reads } = recorded(1_000_000);
  const blocks = new BlockReader(source);
  await blocks.fill(0, 20_000);
  await blocks.fill(500_000, 20);
  await blocks.fill(10, 20);
  assertEquals(reads, [[0, 20_000], [500_000, 4096], [10, 4096]]);
});

Deno.test("BlockReader reads no further than the source's end", async () => {
  const { source, reads } = recorded(5000);
  const blocks = new BlockReader(source, new Uint8Array(4096));
  await blocks.fill(4990, 20);
  assertEquals([reads, blocks.end], [[[4990, 10]], 5000]);
  assert(blocks.holds(4990, 20));
});

Deno.test("BlockReader's window on memory is all of it", () => {
  const blocks = new BlockReader(new MemorySource(new Uint8Array(1 << 22)));
  assert(blocks.holds(0, 1 << 22));
});
