import { assertEquals, assertRejects } from "@std/assert";
import { openSource } from "../../lib/bytes/open_source.ts";
import { SourceError } from "../../lib/bytes/source_error.ts";

const HERE = new URL(import.meta.url);
const SIZE = (await Deno.stat(HERE)).size;

Deno.test("openSource() takes paths, addresses of files, bytes and Blobs", async () => {
  await using path = await openSource(HERE.pathname);
  await using text = await openSource(HERE.href);
  await using url = await openSource(HERE);
  assertEquals([path.byteLength, text.byteLength, url.byteLength], [SIZE, SIZE, SIZE]);
  const small = [new Uint8Array(3), new ArrayBuffer(3), new Blob(["abc"]), new URL("data:,abc")];
  for (const source of small) assertEquals((await openSource(source)).byteLength, 3);
});

Deno.test("openSource() refuses other addresses and other values", async () => {
  await assertRejects(() => openSource("s3://bucket/net.onnx"), SourceError, "must begin with http://, https:// or file://");
  await assertRejects(() => openSource("http://"), SourceError, "no valid address");
  await assertRejects(() => openSource(new URL("ftp://host/net.onnx")), SourceError, "ftp://host/net.onnx");
  await assertRejects(() => openSource(""), SourceError, "must not be empty");
  const others: [unknown, string][] = [[7, "is 7"], [undefined, "is undefined"], [() => 1, "call it"], [Promise.resolve("a"), "await it"], [
    {},
    "object of Object",
  ]];
  for (const [other, said] of [...others, [Object.create(null), "no class"] as const]) {
    await assertRejects(() => openSource(other as string), TypeError, said);
  }
});
