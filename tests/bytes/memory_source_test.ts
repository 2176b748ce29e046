import { assertEquals, assertRejects } from "@std/assert";
import { BlobSource } from "../../lib/bytes/blob_source.ts";
import { MemorySource } from "../../lib/bytes/memory_source.ts";
import { SourceError } from "../../lib/bytes/source_error.ts";

Deno.test("MemorySource reads views of bytes and of buffers", async () => {
  const bytes = Uint8Array.of(1, 2, 3, 4);
  const source = new MemorySource(bytes.subarray(1));
  assertEquals(await source.read(1, 2), bytes.subarray(2));
  assertEquals(source.byteLength, 3);
  assertEquals(new MemorySource(new ArrayBuffer(5)).byteLength, 5);
});

Deno.test("MemorySource refuses positions that it does not have", async () => {
  const source = new MemorySource(new Uint8Array(3));
  await assertRejects(() => source.read(2, 2), RangeError, "Cannot read 2 bytes at 2 of model in memory as it has 3 bytes");
  await assertRejects(() => source.read(-1, 1), RangeError);
  await assertRejects(() => source.read(NaN, 1), RangeError);
});

Deno.test("MemorySource has no folder", async () => {
  await assertRejects(() => new MemorySource(new Uint8Array(0)).sibling("weights.bin"), SourceError, '"weights.bin"');
});

Deno.test("BlobSource reads slices and counts them", async () => {
  const source = new BlobSource(new File([Uint8Array.of(1, 2, 3, 4)], "net.onnx"));
  assertEquals([source.name, source.fileName, source.byteLength, source.bytesRead], ["net.onnx", "net.onnx", 4, 0]);
  assertEquals(await source.read(1, 2), Uint8Array.of(2, 3));
  assertEquals(source.bytesRead, 2);
  await assertRejects(() => source.read(3, 2), RangeError, "net.onnx");
  await assertRejects(() => source.sibling("x"), SourceError, "no folder");
  assertEquals(new BlobSource(new Blob([])).name, "Blob");
});
