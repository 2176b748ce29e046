import { assertEquals } from "@std/assert";
import { ByteReader } from "../../lib/notebook/byte_reader.ts";

const content = Uint8Array.from({ length: 3_500_000 }, (_, index) => (index * 2_654_435_761) >>> 24);

/** Gives `content` in pieces of the sizes, in turn. */
function readerOf(sizes: readonly number[]): ByteReader {
  let at = 0, turn = 0;
  return new ByteReader((into) => {
    const piece = content.subarray(at, at + Math.min(into.length, sizes[turn++ % sizes.length]!));
    into.set(piece);
    at += piece.length;
    return Promise.resolve(piece.length === 0 ? null : piece.length);
  });
}

Deno.test("bytes come in order, however many are taken and however they arrive", async () => {
  const takes = [1, 8, 2_000_000, 0, 65_535, 65_536, 65_537, 1_048_576 + 10, 200, 3];
  for (const sizes of [[7, 100_000], [65_536], [1 << 20, 5], [1_048_570, 3, 4_000_000]]) {
    const reader = readerOf(sizes);
    let at = 0;
    for (const count of takes) {
      const taken = (await reader.take(count))!;
      const same = taken.length === count && taken.every((byte, index) => byte === content[at + index]);
      assertEquals(same, true, `${count} bytes at ${at}, pieces of ${sizes}`);
      at += count;
    }
  }
});

Deno.test("a stream that ends or breaks too early gives nothing", async () => {
  assertEquals(await readerOf([1000]).take(content.length + 1), undefined);
  assertEquals((await readerOf([1 << 20]).take(content.length))?.length, content.length);
  assertEquals(await new ByteReader(() => Promise.reject(new Deno.errors.ConnectionReset())).take(1), undefined);
});
