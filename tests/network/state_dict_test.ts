/** State dicts: read and set like PyTorch's, by whatever way one comes to a tensor. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../lib/analysis/argument_error.ts";
import { loadElements } from "../../lib/weights/load_elements.ts";
import { load, profile } from "../../lib/profile.ts";
import { nn } from "../../mod.ts";
import { model, tensor, value } from "../analysis/_models.ts";
import { networkOf, weightsOf } from "../weights/_networks.ts";
import { dictWith, weightsFile } from "./_weights.ts";

Deno.test("tensors are read, set and taken back; the file's own stay as they are", async () => {
  const network = await load(weightsFile("kinds.pth"));
  const weights = network.stateDict();
  assertEquals([weights.size, weights.has("half"), weights.has("none")], [16, true, false]);
  assertEquals([...weights.keys()].sort(), [...network.graph.initializers.keys()].sort());
  const half = weights.get("half");
  assertEquals([half.dtype, half.shape, half.isEdited], ["float16", [6], false]);
  weights.set("half", [1, 2, 3, 2049, 1e9, NaN]);
  assertEquals([...await half.load() as Float32Array], [1, 2, 3, 2048, Infinity, NaN]); // as float16 has them
  assert(half.isEdited);
  assertEquals((await loadElements(network.graph.initializers.get("half")!))[1], -2.5);
  weights.set("int64", [1n, 2]);
  assertEquals(await weights.get("int64").load(), BigInt64Array.of(1n, 2n));
  weights.reset("half");
  assertEquals([half.isEdited, (await half.load())[1], weights.get("int64").isEdited], [false, -2.5, true]);
  weights.reset();
  assertEquals([...weights.values()].filter(({ isEdited }) => isEdited), []);
});

Deno.test("what is set by one way stands in every other: the parameter, a module's state dict, a later one", async () => {
  const network = await load(weightsFile("state_dict.pth"));
  network.stateDict().set("fc.bias", [3, 4, 5, 6]);
  const expected = Float32Array.of(3, 4, 5, 6);
  assertEquals(await network.getParameter("fc.bias").load(), expected);
  assertEquals(await network.getSubmodule("fc").stateDict().get("bias").load(), expected);
  assertEquals(await network.stateDict().get("fc.bias").load(), expected);
  assertEquals(await loadElements(network.current.graph.initializers.get("fc.bias")!), expected);
  network.getParameter("fc.bias").set([5, 6, 7, 8]);
  assertEquals(await network.stateDict().get("fc.bias").load(), Float32Array.of(5, 6, 7, 8));
});

Deno.test("what a tensor gives is the caller's own", async () => {
  const weights = dictWith({ w: [2] }).set("w", [3, 4]);
  const first = await weights.get("w").load() as Float32Array;
  first[0] = 99;
  assertEquals(await weights.get("w").load(), Float32Array.of(3, 4));
});

Deno.test("tied weights change together, and are counted once", async () => {
  const network = await load(weightsFile("tied.pth"));
  const weights = network.stateDict();
  weights.set("head.weight", Array(20).fill(7));
  assertEquals((await weights.get("wte.weight").load())[0], 7);
  const { initializers } = network.current.graph;
  for (const name of ["wte.weight", "head.weight"]) assertEquals((await loadElements(initializers.get(name)!))[19], 7);
  assertEquals([...network.parameters()].reduce((sum, parameter) => sum + parameter.numel(), 0), (await profile(network)).parameters);
});

Deno.test("what cannot be set is refused", () => {
  const weights = dictWith({ "fc.weight": [2, 3] });
  assertThrows(() => weights.set("fc.wait", [1]), ArgumentError, 'Cannot set "fc.wait" as the state must hold it: it holds "fc.weight"');
  assertThrows(() => weights.set("fc.weight", [1]), RangeError, "its shape [2, 3] takes 6 numbers: there are 1");
});

// A Linear's weight of two outputs and three inputs, which the exporter has turned so that a product takes it: rows and columns change places.
Deno.test("a matrix that the file has the other way round is read and set in PyTorch's order", async () => {
  const numbers = Float32Array.of(1, 4, 2, 5, 3, 6); // in the file: [[1, 4], [2, 5], [3, 6]]
  const turned = { ...tensor("fc.weight_transposed", [3, 2]), load: () => Promise.resolve(new Uint8Array(numbers.slice().buffer)) };
  const network = await load(
    model({
      inputs: [value("x", [1, 3])],
      outputs: ["y"],
      nodes: [{ op: "MatMul", name: "/fc/MatMul", inputs: ["x", "fc.weight_transposed"], outputs: ["y"] }],
      tensors: [turned],
    }),
  );
  const weight = network.getParameter("fc.weight");
  assertEquals(weight.shape, [2, 3]);
  assertEquals(await weight.load(), Float32Array.of(1, 2, 3, 4, 5, 6));
  weight.set([10, 20, 30, 40, 50, 60]);
  assertEquals(await loadElements(weight.tensor), Float32Array.of(10, 40, 20, 50, 30, 60));
  assertEquals(await weight.load(), Float32Array.of(10, 20, 30, 40, 50, 60));
});

Deno.test("whether a parameter is trained can be said, and a profile of the network tells it", async () => {
  const network = await load(weightsFile("state_dict.pth"));
  assertEquals((await profile(network)).trainable, undefined);
  network.requiresGrad_(false);
  for (const parameter of network.getSubmodule("fc").parameters()) parameter.requiresGrad = true;
  const report = await profile(network);
  const fc = [...network.getSubmodule("fc").parameters()].reduce((sum, parameter) => sum + parameter.numel(), 0);
  assertEquals([report.trainable, report.frozen], [fc, report.parameters - fc]);
  assertEquals((await profile(network.model)).trainable, undefined);
});

Deno.test("weights of a network that a program wrote are read and set as well", async () => {
  const network = await load(new nn.Sequential(new nn.Linear(2, 1), new nn.ReLU()), { inputs: { input: [1, 2] } });
  assertEquals([...network.stateDict().keys()], ["0.weight", "0.bias"]);
  network.stateDict().set("0.weight", [1, -1]);
  assertEquals(await network.getParameter("0.weight").load(), Float32Array.of(1, -1));
  assertEquals([...network.getSubmodule("0").stateDict().keys()], ["weight", "bias"]);
});

Deno.test("a profile of a network sees what was set in it, before it is saved", async () => {
  const network = await load(networkOf(weightsOf(1), "raw").model);
  network.stateDict().set("fc1.weight", new Float32Array(512));
  const { facts } = await profile(network, { sparsity: true });
  assertEquals([facts.sparsity!.zeros, facts.sparsity!.elements], [512, 772]);
});
