import { assert, assertEquals } from "@std/assert";
import { openSource } from "../../../lib/bytes/open_source.ts";
import { readModel } from "../../../lib/formats/mod.ts";
import { fileOf } from "./_encode.ts";

Deno.test("over the network only the parts between weights are fetched, and weights when they are asked for", async () => {
  const weights = new Uint8Array(4_000_000).fill(7);
  const externalData = [{ key: "location", value: "data/w.bin" }, { key: "offset", value: "10" }, { key: "length", value: "8" }];
  const inline = [0, 1, 2].map((index) => ({ name: `w${index}`, dims: [1_000_000], dataType: 1, rawData: weights }));
  const model = fileOf({
    node: [{ opType: "Relu" }],
    initializer: [...inline, { name: "out", dims: [2], dataType: 1, dataLocation: 1, externalData }],
  });
  const files: Record<string, Uint8Array<ArrayBuffer>> = {
    "/m/net.onnx": model,
    "/m/data/w.bin": Uint8Array.from({ length: 100 }, (_, index) => index),
  };
  let sent = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const file = files[new URL(request.url).pathname]!;
    const [first, last] = /=(\d+)-(\d+)/.exec(request.headers.get("range")!)!.slice(1).map(Number) as [number, number];
    const part = file.slice(first, last + 1);
    sent += part.length;
    return new Response(part, { status: 206, headers: { "content-range": `bytes ${first}-${first + part.length - 1}/${file.length}` } });
  });
  try {
    await using source = await openSource(`http://127.0.0.1:${server.addr.port}/m/net.onnx`);
    const { graph, bytes, bytesRead } = await readModel(source);
    assertEquals([bytes, bytesRead, graph.nodes.length, graph.initializers.size], [model.length, sent, 1, 4]);
    assert(bytesRead < 4 * 16_384 + 1, `${bytesRead} bytes read`);
    assertEquals(await graph.initializers.get("w1")!.load(), weights);
    assertEquals(await graph.initializers.get("out")!.load(), files["/m/data/w.bin"]!.slice(10, 18));
  } finally {
    await server.shutdown();
  }
});
