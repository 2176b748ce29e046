import { assert, assertEquals } from "@std/assert";
import { openSource } from "../../../lib/bytes/open_source.ts";
import { readModel } from "../../../lib/formats/mod.ts";
import { fileOf, onnx, varint } from "./_encode.ts";

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

/** GPT-2's tensors in the order of its state dict: names and shapes as Hugging Face's `openai-community/gpt2` has them. */
function gpt2Tensors(): [name: string, dims: number[]][] {
  const layer = (index: number): [string, number[]][] =>
    [
      ["ln_1.weight", [768]],
      ["ln_1.bias", [768]],
      ["attn.c_attn.weight", [768, 2304]],
      ["attn.c_attn.bias", [2304]],
      ["attn.c_proj.weight", [768, 768]],
      ["attn.c_proj.bias", [768]],
      ["ln_2.weight", [768]],
      ["ln_2.bias", [768]],
      ["mlp.c_fc.weight", [768, 3072]],
      ["mlp.c_fc.bias", [3072]],
      ["mlp.c_proj.weight", [3072, 768]],
      ["mlp.c_proj.bias", [768]],
    ].map(([name, dims]) => [`transformer.h.${index}.${name}`, dims as number[]]);
  return [
    ["transformer.wte.weight", [50_257, 768]],
    ["transformer.wpe.weight", [1024, 768]],
    ...Array.from({ length: 12 }, (_, index) => layer(index)).flat(),
    ["transformer.ln_f.weight", [768]],
    ["transformer.ln_f.bias", [768]],
  ];
}

/** A model file with inline weights, as parts: bytes, or a number of zeros. */
function partsOf(tensors: readonly [string, number[]][], nodes: number): (Uint8Array | number)[] {
  const parts: (Uint8Array | number)[] = [];
  const node = Array.from(
    { length: nodes },
    (_, index) => ({ opType: "Relu", name: `/transformer/h.${index}/Relu`, input: ["x"], output: ["x"] }),
  );
  parts.push(onnx.GraphProto.encode({ node, name: "main" }).finish());
  for (const [name, dims] of tensors) {
    const byteLength = 4 * dims.reduce((a, b) => a * b, 1);
    const head = new Uint8Array([
      ...onnx.TensorProto.encode({ dims, dataType: 1, name }).finish(),
      ...varint(9 << 3 | 2),
      ...varint(byteLength),
    ]);
    parts.push(new Uint8Array([...varint(5 << 3 | 2), ...varint(head.length + byteLength), ...head]), byteLength);
  }
  const graphBytes = lengthOf(parts);
  const start = onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: "", version: 17 }] }).finish();
  return [new Uint8Array([...start, ...varint(7 << 3 | 2), ...varint(graphBytes)]), ...parts];
}

function bytesOf(parts: readonly (Uint8Array | number)[], first: number, last: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(last + 1 - first);
  let at = 0;
  for (const part of parts) {
    if (typeof part === "number") at += part;
    else {
      for (let index = Math.max(0, first - at); index < part.length && at + index <= last; index++) {
        bytes[at + index - first] = part[index]!;
      }
      at += part.length;
    }
  }
  return bytes;
}

const lengthOf = (parts: readonly (Uint8Array | number)[]) =>
  parts.reduce<number>((sum, part) => sum + (typeof part === "number" ? part : part.length), 0);

/** Serves files of parts, each answer after a while; a round is what is asked for before an answer came. */
function serveParts(files: Readonly<Record<string, readonly (Uint8Array | number)[]>>) {
  const counts = { rounds: 0, bytes: 0, total: Object.values(files).reduce((sum, parts) => sum + lengthOf(parts), 0) };
  let waiting: Promise<void> | undefined;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const [first, end] = /=(\d+)-(\d+)/.exec(request.headers.get("range")!)!.slice(1).map(Number) as [number, number];
    const parts = files[new URL(request.url).pathname]!;
    const total = lengthOf(parts);
    const last = Math.min(end, total - 1);
    counts.bytes += last + 1 - first;
    if (waiting === undefined) {
      counts.rounds++;
      waiting = new Promise((resolve) => setTimeout(resolve, 40)).then(() => waiting = undefined);
    }
    await waiting;
    return new Response(bytesOf(parts, first, last), {
      status: 206,
      headers: { "content-range": `bytes ${first}-${last}/${total}` },
    });
  });
  return { counts, url: `http://127.0.0.1:${server.addr.port}/net.onnx`, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test("GPT-2's inline weights, 50 jumps, take a third of the round trips, and under 1 % of the bytes", async () => {
  const tensors = gpt2Tensors();
  assertEquals([tensors.length, tensors.reduce((sum, [, dims]) => sum + dims.reduce((a, b) => a * b, 1), 0)], [148, 124_439_808]);
  await using served = serveParts({ "/net.onnx": partsOf(tensors, 3000) });
  await using source = await openSource(served.url);
  const { graph } = await readModel(source);
  assertEquals([...graph.initializers.values()].map(({ name, shape }) => [name, [...shape]]), tensors);
  const { rounds, bytes, total } = served.counts;
  assert(rounds <= 17, `${rounds} round trips`);
  assert(bytes < total / 100, `${bytes} of ${total} bytes`);
});

Deno.test("500 MB of external weights take 12 round trips, small shapes among them included", async () => {
  const tensors = gpt2Tensors();
  let at = 0;
  const initializer = tensors.flatMap(([name, dims], index) => {
    const byteLength = 4 * dims.reduce((a, b) => a * b, 1);
    const entries = (offset: number, length: number) =>
      Object.entries({ location: "net.onnx_data", offset, length }).map(([key, value]) => ({ key, value: String(value) }));
    const weight = { name, dims, dataType: 1, dataLocation: 1, externalData: entries(at, byteLength) };
    const shape = { name: `shape${index}`, dims: [2], dataType: 7, dataLocation: 1, externalData: entries(at + byteLength, 16) };
    at += byteLength + 16;
    return [weight, shape];
  });
  const node = Array.from(
    { length: 30_000 },
    (_, index) => ({ opType: "Relu", name: `/transformer/h.${index}/Relu`, input: ["x"], output: ["x"] }),
  );
  const data = tensors.flatMap((
    [, dims],
    index,
  ) => [4 * dims.reduce((a, b) => a * b, 1), new Uint8Array(BigInt64Array.of(BigInt(index), -1n).buffer)]);
  await using served = serveParts({ "/net.onnx": [fileOf({ node, initializer })], "/net.onnx_data": data });
  await using source = await openSource(served.url);
  const { graph } = await readModel(source);
  assertEquals(tensors.map((_, index) => graph.initializers.get(`shape${index}`)!.elements), tensors.map((_, index) => [index, -1]));
  const { rounds, bytes, total } = served.counts;
  assert(rounds <= 12, `${rounds} round trips`);
  assert(bytes < total / 100, `${bytes} of ${total} bytes`);
});
