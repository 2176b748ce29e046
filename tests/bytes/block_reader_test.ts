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

/** A source on a network: each round of reads that were asked for together is counted. */
function distant(byteLength: number) {
  const { source, contents, reads } = recorded(byteLength);
  const read = async (offset: number, length: number) => {
    const bytes = source.read(offset, length);
    await new Promise((resolve) => setTimeout(resolve));
    return bytes;
  };
  return { source: { ...source, readsAhead: true, read }, contents, reads };
}

Deno.test("BlockReader reads ahead on a network, and a wrong guess changes no byte", async () => {
  const { source, contents, reads } = distant(20_000_000);
  const blocks = new BlockReader(source);
  // Layers of two weights, then a weight of another size in the place of an expected one.
  const steps = [...Array(8).fill([300_000, 200_000]).flat(), 777_777, ...Array(8).fill([300_000, 200_000]).flat()];
  let offset = 0;
  const direct: number[] = [];
  for (const step of steps) {
    offset += step;
    const before = reads.length;
    await blocks.fill(offset, 20);
    if (reads.slice(before).some(([start]) => start === offset)) direct.push(offset);
    assertEquals(blocks.window.subarray(offset - blocks.offset, offset - blocks.offset + 20), contents.subarray(offset, offset + 20));
  }
  await blocks.close();
  assert(direct.length < steps.length / 2, `${direct.length} of ${steps.length} places were not foreseen`);
});

Deno.test("BlockReader asks in earnest for what it could not read ahead", async () => {
  const { source, contents } = distant(20_000_000);
  let asked = 0;
  const broken = {
    ...source,
    read: (offset: number, length: number) => ++asked > 3 && length > 4096 ? Promise.reject(new Error("cut")) : source.read(offset, length),
  };
  const blocks = new BlockReader(broken);
  for (let offset = 100_000; offset < 2_000_000; offset += 100_000) {
    await blocks.fill(offset, 20);
    assertEquals(blocks.window.at(offset - blocks.offset), contents[offset]);
  }
  await blocks.close();
});
