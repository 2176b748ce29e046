/** Files that claim more than they hold, or lead out of their folder. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { FormatSyntaxError, load, loadElements, profile, SourceError } from "../../mod.ts";
import { fileOf } from "../formats/onnx/_encode.ts";

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const MODEL = fileOf({
  initializer: [{ name: "w", dims: [4], dataType: 2, dataLocation: 1, externalData: [{ key: "location", value: "w.bin" }] }],
});

const weights = async (path: string) => await (await load(path)).model.graph.initializers.get("w")!.load();

const ignore = Deno.build.os === "windows"; // where making links wants a privilege

Deno.test({
  name: "a link beside the model does not lead out of its folder, by name or by way of a folder",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/secret`, "gold");
      await Deno.mkdir(`${folder}/model/data`, { recursive: true });
      await Deno.writeFile(`${folder}/model/net.onnx`, MODEL);
      await Deno.symlink(`${folder}/secret`, `${folder}/model/w.bin`);
      await assertRejects(() => weights(`${folder}/model/net.onnx`), SourceError, "is a link to elsewhere");
      await Deno.remove(`${folder}/model/w.bin`);
      await Deno.symlink("../secret", `${folder}/model/w.bin`);
      await assertRejects(() => weights(`${folder}/model/net.onnx`), SourceError, "is a link to elsewhere");
      await Deno.remove(`${folder}/model/w.bin`);
      await Deno.writeTextFile(`${folder}/model/data/w`, "mine");
      await Deno.symlink("data/w", `${folder}/model/w.bin`);
      assertEquals(new TextDecoder().decode(await weights(`${folder}/model/net.onnx`)), "mine");
    }),
});

Deno.test({
  name: "a cache that links to its files, the model's among them, is read as if they lay there",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/blobs`);
      await Deno.mkdir(`${folder}/snapshots/main`, { recursive: true });
      await Deno.writeFile(`${folder}/blobs/a`, MODEL);
      await Deno.writeTextFile(`${folder}/blobs/b`, "blob");
      await Deno.symlink("../../blobs/a", `${folder}/snapshots/main/net.onnx`);
      await Deno.symlink("../../blobs/b", `${folder}/snapshots/main/w.bin`);
      assertEquals(new TextDecoder().decode(await weights(`${folder}/snapshots/main/net.onnx`)), "blob");
    }),
});

/** A ZIP archive with one entry, whose directory may lie. */
function zip(name: string, data: Uint8Array, { method = 0, size = data.length, stored = data.length, entries = 1 } = {}): Uint8Array {
  const path = new TextEncoder().encode(name);
  const header = (directory: boolean) => {
    const bytes = new Uint8Array((directory ? 46 : 30) + path.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, directory ? 0x02014b50 : 0x04034b50, true);
    const at = directory ? 10 : 8;
    view.setUint16(at, method, true);
    view.setUint32(at + 10, stored, true);
    view.setUint32(at + 14, size, true);
    view.setUint16(at + 18, path.length, true);
    bytes.set(path, directory ? 46 : 30);
    return bytes;
  };
  const [local, central] = [header(false), header(true)];
  const end = new Uint8Array(22);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, entries, true);
  view.setUint16(10, entries, true);
  view.setUint32(12, central.length, true);
  view.setUint32(16, local.length + data.length, true);
  return Uint8Array.from([...local, ...data, ...central, ...end]);
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
}

Deno.test("archives of weights that unpack to more than anybody has, or claim to, are refused without the memory", async () => {
  const bomb = await deflated(new Uint8Array(1 << 28));
  const archives = [
    zip("archive/data.pkl", bomb, { method: 8, size: 2 ** 28, stored: bomb.length }),
    zip("archive/data.pkl", bomb, { method: 8, size: 10, stored: bomb.length }),
    zip("archive/data.pkl", Uint8Array.of(0x80, 2, 0x2e), { size: 2 ** 32 - 2, stored: 2 ** 32 - 2 }),
    zip("archive/data.pkl", Uint8Array.of(0x80, 2, 0x2e), { entries: 65_534 }),
    zip("archive/data.pkl", Uint8Array.of(0x80, 2, 0x28, 0x2e)),
  ];
  for (const archive of archives) {
    const before = Deno.memoryUsage().rss;
    const error = await profile(archive).then(() => undefined, (error) => error);
    assert(error instanceof FormatSyntaxError || error instanceof SourceError, String(error));
    assert(Deno.memoryUsage().rss - before < 2 ** 26);
  }
});

/** Pickle codes that double a list at every step: `l = [l, l]`. */
function doublingPickle(steps: number): Uint8Array {
  const codes = [0x80, 2, 0x5d];
  for (let step = 0; step < steps; step++) codes.push(0x71, step, 0x5d, 0x28, 0x68, step, 0x68, step, 0x65); // BINPUT, [, MARK, BINGET twice, APPENDS
  return Uint8Array.from([...codes, 0x2e]);
}

Deno.test("a pickle that stands for 2^100 values is refused in time", async () => {
  const begun = performance.now();
  const error = await profile(zip("archive/data.pkl", doublingPickle(100))).then(() => undefined, (error) => error);
  assert(error instanceof FormatSyntaxError, String(error));
  assert(performance.now() - begun < 3000);
});

function safetensors(header: string): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

Deno.test("safetensors that claim what is not there, or each other's bytes, are refused", async () => {
  const entries = [
    '{"w":{"dtype":"F32","shape":[1000000000],"data_offsets":[0,4000000000]}}',
    '{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}',
    '{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}',
    '{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}',
    '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,1e300]}}',
    '{"w":{"dtype":"constructor","shape":[1],"data_offsets":[0,4]}}',
    '{"w":{"dtype":"__proto__","shape":[1],"data_offsets":[0,4]}}',
    `{"w":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
  ];
  for (const header of entries) {
    const error = await profile(safetensors(header)).then(() => undefined, (error) => error);
    assert(error instanceof FormatSyntaxError, `${header.slice(0, 80)}: ${error}`);
  }
  const length = new Uint8Array(16).fill(0xff);
  length.set(new TextEncoder().encode('{"w":1}'), 8);
  await assertRejects(() => profile(length), FormatSyntaxError);
});

Deno.test("a tensor whose data are fewer or more than its shape takes is told when it is loaded", async () => {
  for (const rawData of [new Uint8Array(3), new Uint8Array(4000)]) {
    const bytes = fileOf({ initializer: [{ name: "w", dims: [500], dataType: 1, rawData }] });
    const error = await load(bytes).then((network) => loadElements(network.model.graph.initializers.get("w")!)).then(
      () => undefined,
      (error) => error,
    );
    assert(error instanceof FormatSyntaxError || error instanceof RangeError || error instanceof SourceError, String(error));
  }
});
