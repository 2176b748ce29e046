/** State dicts: read and set like PyTorch's, loaded from other files, and saved. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { openFile } from "../../lib/bytes/file_source.ts";
import { readModel } from "../../lib/formats/mod.ts";
import type { Model } from "../../lib/model/model.ts";
import { loadElements } from "../../lib/weights/load_elements.ts";
import { loadStateDict, StateDictError } from "../../lib/weights/load_state_dict.ts";
import { modelBytes, saveModel } from "../../lib/weights/save_model.ts";
import { StateDict } from "../../lib/weights/state_dict.ts";
import { readBytes } from "../formats/onnx/_encode.ts";
import { networkOf, weightsOf } from "./_networks.ts";

const folder = decodeURIComponent(new URL("../data/weights/", import.meta.url).pathname);

async function read(file: string): Promise<Model> {
  await using source = await openFile(folder + file);
  return await readModel(source);
}

/** Weights of a network that is in memory only. */
function dictWith(shapes: Readonly<Record<string, readonly number[]>>): StateDict {
  return new StateDict(
    Object.entries(shapes).map(([name, shape]) => {
      const count = shape.reduce((a, b) => a * b, 1);
      const load = () => Promise.resolve(new Uint8Array(new Float32Array(count).fill(1).buffer));
      return [name, { name, dtype: "float32", shape, byteLength: 4 * count, load }] as const;
    }),
  );
}

Deno.test("entries are read, set and taken back; the file's own stay as they are", async () => {
  const model = await read("kinds.pth");
  const weights = StateDict.of(model);
  assertEquals([weights.size, weights.has("half"), weights.has("none"), weights.get("none")], [16, true, false, undefined]);
  assertEquals([...weights.keys()], [...model.graph.initializers.keys()]);
  const half = weights.get("half")!;
  assertEquals([half.dtype, half.shape, half.isEdited], ["float16", [6], false]);
  weights.set("half", [1, 2, 3, 2049, 1e9, NaN]);
  assertEquals([...await half.load() as Float32Array], [1, 2, 3, 2048, Infinity, NaN]); // as float16 has them
  assert(half.isEdited);
  assertEquals((await loadElements(model.graph.initializers.get("half")!))[1], -2.5);
  weights.set("int64", [1n, 2]);
  assertEquals(await weights.get("int64")!.load(), BigInt64Array.of(1n, 2n));
  weights.reset("half");
  assertEquals([half.isEdited, (await half.load())[1], weights.edits.size], [false, -2.5, 1]);
  weights.reset();
  assertEquals(weights.edits.size, 0);
});

Deno.test("what an entry gives is the caller's own", async () => {
  const weights = dictWith({ w: [2] }).set("w", [3, 4]);
  const first = await weights.get("w")!.load() as Float32Array;
  first[0] = 99;
  assertEquals(await weights.get("w")!.load(), Float32Array.of(3, 4));
});

Deno.test("tied weights change together", async () => {
  const weights = StateDict.of(await read("tied.pth"));
  weights.set("head.weight", Array(20).fill(7));
  assertEquals((await weights.get("wte.weight")!.load())[0], 7);
  assertEquals(weights.edits.size, 2);
});

Deno.test("what cannot be set is refused", () => {
  const weights = dictWith({ "fc.weight": [2, 3] });
  assertThrows(() => weights.set("fc.wait", [1]), TypeError, 'Cannot set the weight "fc.wait" as the model has none of that name');
  assertThrows(() => weights.set("fc.weight", [1]), RangeError, "its shape [2, 3] takes 6 numbers: there are 1");
});

// What torch.nn.Module.load_state_dict of PyTorch 1.13 returns or raises for the same names and shapes.
Deno.test("loading is strict about names unless told, and about shapes always", async () => {
  const from = dictWith({ a: [2], c: [3] });
  const strict = await assertRejects(
    () => loadStateDict(dictWith({ a: [2], b: [1] }), from),
    StateDictError,
    "1 missing (b), 1 unexpected (c)",
  );
  assertEquals([strict.missingKeys, strict.unexpectedKeys, strict.mismatchedKeys], [["b"], ["c"], []]);
  const into = dictWith({ a: [2], b: [1] });
  assertEquals(await loadStateDict(into, from, { strict: false }), { missingKeys: ["b"], unexpectedKeys: ["c"] });
  assertEquals([into.get("a")!.isEdited, into.get("b")!.isEdited], [true, false]);
  const other = dictWith({ a: [3] });
  const shapes = await assertRejects(
    () => loadStateDict(other, from, { strict: false }),
    StateDictError,
    "a is [3] in the model and [2] there",
  );
  assertEquals([shapes.mismatchedKeys, other.edits.size], [["a"], 0]);
});

Deno.test("weights of a PyTorch file go into an ONNX model, in its own element type", async () => {
  const { model: bytes } = networkOf(weightsOf(1), "raw");
  const model = await readBytes(bytes);
  const into = StateDict.of(model);
  const other = weightsOf(2);
  const from = new StateDict([
    ["fc1.weight", other.first],
    ["fc2.weight", other.second],
    ["fc2.bias", other.bias],
  ].map(([name, values]) => {
    const array = Float64Array.from(values as Float32Array);
    const { shape } = into.get(name as string)!;
    const load = () => Promise.resolve(new Uint8Array(array.buffer));
    return [name as string, { name: name as string, dtype: "float64", shape, byteLength: array.byteLength, load }] as const;
  }));
  assertEquals(await loadStateDict(into, from), { missingKeys: [], unexpectedKeys: [] });
  const saved = await readBytes(await modelBytes(model, { edits: into.edits }));
  assertEquals(await loadElements(saved.graph.initializers.get("fc1.weight")!), other.first);
});

Deno.test("of one element type, weights are copied bit by bit", async () => {
  const bytes = Uint8Array.of(0x01, 0x7c, 0x00, 0x80); // a NaN that arithmetic does not make, and −0, as float16
  const tensor = { name: "w", dtype: "float16", shape: [2], byteLength: 4, load: () => Promise.resolve(bytes) } as const;
  const into = new StateDict([["w", { ...tensor, load: () => Promise.resolve(new Uint8Array(4)) }]]);
  await loadStateDict(into, new StateDict([["w", tensor]]));
  assertEquals(await into.get("w")!.tensor.load(), bytes);
});

Deno.test("a BatchNorm's counter is neither missed nor unexpected; a profiler's leftovers are, and the error says whose they are", async () => {
  const whole = StateDict.of(await read("state_dict.pth"));
  const names = [...whole].filter(([name]) => !name.endsWith("num_batches_tracked"));
  const exported = dictWith(Object.fromEntries(names.map(([name, { shape }]) => [name, shape])));
  assertEquals(await loadStateDict(exported, whole), { missingKeys: [], unexpectedKeys: [] });
  await assertRejects(async () => loadStateDict(exported, StateDict.of(await read("soiled.pth"))), StateDictError, "left by a profiler");
});

Deno.test("a soiled checkpoint is saved clean on request", async () => {
  const model = await read("soiled.pth");
  const path = `${await Deno.makeTempDir()}/clean.safetensors`;
  await assertRejects(() => saveModel(model, path.replace("safetensors", "pth")), TypeError, "must end in .safetensors");
  await saveModel(model, path, { leftovers: "drop" });
  await using source = await openFile(path);
  const clean = await readModel(source);
  assertEquals([...clean.graph.initializers.keys()], [...(await read("state_dict.pth")).graph.initializers.keys()]);
  assertEquals(clean.checkpoint!.leftovers.size, 0);
  const kept = await readBytes(await modelBytes(model));
  assertEquals([kept.graph.initializers.size, kept.checkpoint!.leftovers.size], [17, 8]);
});

Deno.test("safetensors: without an edit the same bytes, with one only its own differ", async () => {
  const bytes = await Deno.readFile(`${folder}kinds.safetensors`);
  const model = await readBytes(bytes, "kinds.safetensors");
  assertEquals(await modelBytes(model), bytes);
  const weights = StateDict.of(model).set("a.bias", [-1, 2]);
  const { offset } = model.graph.initializers.get("a.bias")!.storage!;
  const expected = bytes.slice();
  expected.set([0x00, 0xbc, 0x00, 0x40], offset); // −1 and 2 as float16
  assertEquals(await modelBytes(model, weights), expected);
});

Deno.test("every kind of tensor goes from PyTorch's form to safetensors and back", async () => {
  const model = await read("kinds.pth");
  const again = await readBytes(await modelBytes(model));
  for (const [name, tensor] of model.graph.initializers) {
    const written = again.graph.initializers.get(name)!;
    assertEquals([written.dtype, written.shape], [tensor.dtype, tensor.shape]);
    assertEquals(await written.load(), await tensor.load(), name);
  }
});
