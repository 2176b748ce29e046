/** Weights that PyTorch's exporter has turned, packed and reordered, read and set in PyTorch's own order. */
import { assert, assertEquals } from "@std/assert";
import { load } from "../../mod.ts";
import { weightsFile } from "./_weights.ts";

/** PyTorch's state dict of the network that was exported. */
const truth: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>> = JSON.parse(
  await Deno.readTextFile(weightsFile("recurrent.truth.json")),
);

// Biases of recurrent layers are one tensor in the file, under a name of the exporter's.
const NAMES = Object.keys(truth).filter((name) => !/^(lstm|gru|rnn)\.bias/.test(name));

Deno.test("LSTM, GRU, RNN and Linear: shapes and values are those of PyTorch's state dict", async () => {
  const weights = (await load(weightsFile("recurrent.onnx"))).stateDict();
  assertEquals(NAMES.filter((name) => !weights.has(name)), []);
  for (const name of NAMES) {
    assertEquals(weights.get(name).shape, truth[name]!.shape, name);
    assertEquals(await weights.get(name).load(), Float32Array.from(truth[name]!.values), name);
  }
  assert(NAMES.filter((name) => weights.get(name).isReordered).length >= 6);
});

Deno.test("what is set in PyTorch's order stands in the file in the file's", async () => {
  const network = await load(weightsFile("recurrent.onnx"));
  const before = await Promise.all(NAMES.map((name) => network.stateDict().get(name).tensor.load()));
  for (const name of NAMES) network.stateDict().set(name, truth[name]!.values);
  assert(NAMES.every((name) => network.stateDict().get(name).isEdited));
  assertEquals(await Promise.all(NAMES.map((name) => network.stateDict().get(name).tensor.load())), before);
  assertEquals(await network.toBytes(), await Deno.readFile(weightsFile("recurrent.onnx")));
});

Deno.test("as safetensors, they stand in PyTorch's order", async () => {
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  await (await load(weightsFile("recurrent.onnx"))).save(path);
  const weights = (await load(path)).stateDict();
  for (const name of NAMES) assertEquals(await weights.get(name).load(), Float32Array.from(truth[name]!.values), name);
  await Deno.remove(path);
});
