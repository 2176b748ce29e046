import { assert, assertEquals, assertRejects } from "@std/assert";
import { openFile } from "../../lib/bytes/file_source.ts";
import { MemorySource } from "../../lib/bytes/memory_source.ts";
import { readPieces, splitPieces } from "../../lib/bytes/pieces.ts";
import { SourceError } from "../../lib/bytes/source_error.ts";

const BYTES = Uint8Array.from({ length: 1000 }, (_, index) => index);

async function collect(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number[][]> {
  const all: number[][] = [];
  for await (const piece of pieces) all.push([...piece]);
  return all;
}

Deno.test("pieces come in order, from memory and from a file alike", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeFile(path, BYTES);
  const file = await openFile(path);
  for (const close of [false, true]) { // a closed file is opened for each read
    if (close) file.close();
    for (const [offset, length, size] of [[0, 1000, 300], [7, 500, 500], [10, 20, 1000], [5, 0, 10], [0, 1000, 1]] as const) {
      const expected = await collect(splitPieces(BYTES.subarray(offset, offset + length), size));
      assertEquals(await collect(readPieces(file, offset, length, size)), expected);
      assertEquals(await collect(readPieces(new MemorySource(BYTES), offset, length, size)), expected);
      assertEquals(expected.flat(), [...BYTES.subarray(offset, offset + length)]);
    }
  }
});

Deno.test("no more than two pieces of a file are in memory", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeFile(path, BYTES);
  await using file = await openFile(path);
  const buffers = new Set<ArrayBufferLike>();
  for await (const piece of readPieces(file, 0, 1000, 100)) buffers.add(piece.buffer);
  assert(buffers.size <= 2);
});

Deno.test("what fails is told where the piece is due, and a reader that leaves early is no error", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeFile(path, BYTES);
  await using file = await openFile(path);
  await Deno.truncate(path, 250);
  const seen: number[] = [];
  await assertRejects(
    async () => {
      for await (const piece of readPieces(file, 0, 1000, 100)) seen.push(piece.length);
    },
    SourceError,
    "became shorter",
  );
  assertEquals(seen, [100, 100]);
  for await (const _ of readPieces(file, 0, 1000, 240)) break; // the next piece fails, and nobody waits for it
});
