import { assert, assertEquals, assertRejects } from "@std/assert";
import { openFile } from "../../lib/bytes/file_source.ts";
import { MemorySource } from "../../lib/bytes/memory_source.ts";
import { SourceError } from "../../lib/bytes/source_error.ts";
import { openUrl } from "../../lib/bytes/url_source.ts";
import { FormatSyntaxError } from "../../lib/formats/format_error.ts";
import { readModel } from "../../lib/formats/mod.ts";
import type { Model } from "../../lib/model/model.ts";
import { loadElements } from "../../lib/weights/load_elements.ts";

const folder = decodeURIComponent(new URL("../data/weights/", import.meta.url).pathname);

async function read(file: string): Promise<Model> {
  await using source = await openFile(folder + file);
  return await readModel(source);
}

// What tests/data/weights/make_safetensors.py packed with Python's struct; 0x3f80 and 0xc049 are 1 and −3.140625 as bfloat16, 0x38 and 0xfe 1 and −448 as float8.
const KINDS: readonly [name: string, dtype: string, shape: readonly number[], values: readonly (number | bigint)[]][] = [
  ["a.weight", "float32", [2, 3], [1, 2, 3, -4, 0.5, 0]],
  ["a.bias", "float16", [2], [1.5, -65504]],
  ["bn.running_mean", "float64", [1], [0.1]],
  ["bn.num_batches_tracked", "int64", [], [2n ** 40n]],
  ["b.weight", "bfloat16", [2], [1, -3.140625]],
  ["c.weight", "int8", [3], [-128, 0, 127]],
  ["mask", "bool", [2], [1, 0]],
  ["d.weight", "float8e4m3fn", [2], [1, -448]],
  ["__proto__", "uint8", [1], [7]],
  ["empty", "float32", [0, 4], []],
];

Deno.test("every name, type, shape and value of a file by another writer", async () => {
  const { graph: { initializers }, format, metadata, checkpoint } = await read("kinds.safetensors");
  const found = await Promise.all([...initializers.values()].map(async (tensor) => {
    const values = [...await loadElements(tensor) as Iterable<number | bigint>];
    return [tensor.name, tensor.dtype, tensor.shape, values];
  }));
  // Of equal position, the empty one comes first or last.
  assertEquals(found.toSorted((a, b) => order(a[0]) - order(b[0])), KINDS.map((row) => [...row]));
  assertEquals([format, Object.fromEntries(metadata)], ["safetensors", { format: "pt" }]);
  assertEquals([...checkpoint!.buffers].sort(), ["__proto__", "bn.num_batches_tracked", "bn.running_mean", "mask"]);
});

function order(name: unknown): number {
  return KINDS.findIndex((row) => row[0] === name);
}

Deno.test("an index leads to its files", async () => {
  const { graph: { initializers } } = await read("model.safetensors.index.json");
  assertEquals([...initializers.keys()], ["x.weight", "y.weight", "y.running_var"]);
  assertEquals(await loadElements(initializers.get("y.running_var")!), Float32Array.of(4));
});

Deno.test("an index leads to files of PyTorch's too", async () => {
  const path = `${folder}pytorch_model.bin.index.json`; // beside the files that it names
  const map = { "conv.weight": "state_dict.pth", "head.weight": "tied.pth", "fc.bias": "state_dict_legacy.pth" };
  await Deno.writeTextFile(path, JSON.stringify({ metadata: {}, weight_map: map }));
  try {
    const { graph: { initializers }, format } = await read("pytorch_model.bin.index.json");
    assertEquals([format, [...initializers.keys()]], ["pytorch", Object.keys(map)]);
    assertEquals((await loadElements(initializers.get("fc.bias")!)).length, 4);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("a remote file is read by range: the header, then a tensor", async () => {
  const file = await Deno.readFile(`${folder}kinds.safetensors`);
  const large = new Uint8Array(1 << 20);
  const header = new TextEncoder().encode(`{"w":{"dtype":"U8","shape":[${large.length}],"data_offsets":[0,${large.length}]}}`);
  const whole = Uint8Array.from([...new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer), ...header, ...large]);
  let sent = 0;
  const fetch = ((_: URL, init: RequestInit) => {
    const [first, last] = /bytes=(\d+)-(\d+)/.exec(new Headers(init.headers).get("range")!)!.slice(1).map(Number) as [number, number];
    const part = whole.slice(first, last + 1);
    sent += part.length;
    const headers = { "content-range": `bytes ${first}-${first + part.length - 1}/${whole.length}`, "content-length": String(part.length) };
    return Promise.resolve(new Response(part, { status: 206, headers }));
  }) as typeof globalThis.fetch;
  const model = await readModel(await openUrl(new URL("http://host.test/m.safetensors"), { fetch }));
  assert(sent < 40_000, `${sent} bytes`);
  assertEquals((await model.graph.initializers.get("w")!.load()).length, large.length);
  assert(file.length < 2000);
});

function fileOf(header: string, data = 0, claim?: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = new Uint8Array(BigUint64Array.of(BigInt(claim ?? text.length)).buffer);
  return Uint8Array.from([...length, ...text, ...new Uint8Array(data)]);
}

const entry = (dtype: string, shape: string, range: string) => `{"w":{"dtype":"${dtype}","shape":${shape},"data_offsets":${range}}}`;

const HOSTILE: Readonly<Record<string, readonly [bytes: Uint8Array, says: string]>> = {
  "a header longer than the file": [fileOf("{}", 0, 1000), "claims 1000 bytes where the file has 2 left"],
  "a header of 4 GB": [fileOf("{}", 0, 0xffffff), "claims 16777215 bytes where the file has 2"],
  "no JSON": [fileOf("{,"), "no JSON"],
  "a list": [fileOf("{}".padEnd(8), 4), "the tensors end at byte 16, the file at 20"],
  "10 GB in 4 bytes": [fileOf(entry("F32", "[2500000000]", "[0,10000000000]"), 4), "the file at"],
  "offsets that lie": [fileOf(entry("F32", "[1]", "[0,8]"), 8), '"w" takes 4 bytes by type and shape, its data_offsets have 8'],
  "a hole": [fileOf(entry("F32", "[1]", "[4,8]"), 8), "begin at"],
  "a negative size": [fileOf(entry("F32", "[-1]", "[0,4]"), 4), "no list of sizes"],
  "sizes that overflow": [fileOf(entry("U8", `[${Array(40).fill(9007199254740991)}]`, "[0,4]"), 4), "takes"],
  "a type of another world": [fileOf(entry("F99", "[1]", "[0,4]"), 4), '"F99", which is not known'],
  "an entry that is no object": [fileOf('{"w":7}'), "is no object"],
};

for (const [name, [bytes, says]] of Object.entries(HOSTILE)) {
  Deno.test(`hostile: ${name}`, async () => {
    await assertRejects(() => readModel(new MemorySource(bytes, "evil.safetensors")), FormatSyntaxError, says);
  });
}

Deno.test("an index does not lead out of its folder, nor to tensors that are not there", async () => {
  const path = `${await Deno.makeTempDir()}/model.safetensors.index.json`;
  const readIndex = async (map: Record<string, string>) => {
    await Deno.writeTextFile(path, JSON.stringify({ weight_map: map }));
    await using source = await openFile(path);
    return await readModel(source);
  };
  await assertRejects(() => readIndex({ w: "../../etc/passwd" }), SourceError, 'has a ".."');
  await assertRejects(() => readIndex({ w: "missing.safetensors" }), SourceError, "no such file");
  await Deno.copyFile(`${folder}kinds.safetensors`, path.replace(/[^/]*$/, "s.safetensors"));
  await assertRejects(() => readIndex({ w: "s.safetensors" }), FormatSyntaxError, 'has no tensor "w"');
});
