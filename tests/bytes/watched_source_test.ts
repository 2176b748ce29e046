import { assert, assertEquals, assertRejects } from "@std/assert";
import { openSource } from "../../lib/bytes/open_source.ts";
import type { Progress } from "../../lib/bytes/watched_source.ts";

const file = new URL("../../examples/resnet50.onnx", import.meta.url);

Deno.test("each read of a watched source is told", async () => {
  const steps: Progress[] = [];
  await using source = await openSource(file, { onProgress: (progress) => steps.push(progress) });
  await source.read(0, 100);
  await source.read(500, 50);
  assertEquals(steps.map((step) => step.bytesRead), [100, 150]);
  assertEquals(steps[0]!.bytes, source.byteLength);
});

Deno.test("an aborted signal ends reading with its reason", async () => {
  const abort = new AbortController();
  await using source = await openSource(file, { signal: abort.signal });
  await source.read(0, 10);
  abort.abort(new RangeError("enough"));
  await assertRejects(() => source.read(10, 10), RangeError, "enough");
  await assertRejects(() => openSource(file, { signal: abort.signal }), RangeError, "enough");
});

Deno.test("a body that comes whole is told piece by piece", async () => {
  const pieces = [new Uint8Array(70_000), new Uint8Array(50_000)];
  const fetch = () => Promise.resolve(new Response(ReadableStream.from(pieces)));
  const steps: Progress[] = [];
  await using source = await openSource("http://127.0.0.1/model.onnx", { fetch, onProgress: (progress) => steps.push(progress) });
  assertEquals(source.byteLength, 120_000);
  assert(steps.length >= 2);
  assertEquals(steps.at(-1)!.bytesRead, 120_000);
});
