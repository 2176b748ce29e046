/** Weights from one network into another: names, shapes and messages as PyTorch has them. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { load } from "../../lib/profile.ts";
import { StateDictError } from "../../lib/network/load_state_dict.ts";
import { loadElements } from "../../lib/weights/load_elements.ts";
import { networkOf, weightsOf } from "../weights/_networks.ts";
import { networkWith, ones, weightsFile } from "./_weights.ts";

const of = (shapes: Readonly<Record<string, readonly number[]>>) =>
  networkWith(Object.entries(shapes).map(([name, shape]) => ones(name, shape)));

// What `load_state_dict` of PyTorch 1.13 raises for the same names and shapes, run by Debian's python3-torch.
Deno.test("loading is strict about names unless told, and about shapes always, in PyTorch's words", async () => {
  const from = of({ a: [2], c: [3] }).stateDict();
  const strict = await assertRejects(() => of({ a: [2], b: [1] }).loadStateDict(from), StateDictError);
  assertEquals(strict.message.split("\n\t").slice(1), ['Missing key(s) in state_dict: "b".', 'Unexpected key(s) in state_dict: "c".']);
  assertEquals([strict.missingKeys, strict.unexpectedKeys, strict.mismatchedKeys], [["b"], ["c"], []]);
  const into = of({ a: [2], b: [1] });
  assertEquals(await into.loadStateDict(from, { strict: false }), { missingKeys: ["b"], unexpectedKeys: ["c"] });
  assertEquals(["a", "b"].map((name) => into.stateDict().get(name).isEdited), [true, false]);
  const other = of({ a: [3] });
  const shapes = await assertRejects(() => other.loadStateDict(from, { strict: false }), StateDictError);
  assertEquals(
    shapes.message.split("\n\t")[1],
    "size mismatch for a: copying a param with shape torch.Size([2]) from checkpoint, the shape in current model is torch.Size([3]).",
  );
  assertEquals([shapes.mismatchedKeys, other.stateDict().get("a").isEdited], [["a"], false]);
});

Deno.test("weights of another file go into an ONNX model, in its own element type", async () => {
  const into = await load(networkOf(weightsOf(1), "raw").model);
  const { first, second, bias } = weightsOf(2);
  const tensors = Object.entries({ "fc1.weight": first, "fc2.weight": second, "fc2.bias": bias }).map(([name, values]) => {
    const array = Float64Array.from(values);
    const { shape } = into.stateDict().get(name);
    const load = () => Promise.resolve(new Uint8Array(array.buffer));
    return { name, dtype: "float64" as const, shape, byteLength: array.byteLength, load };
  });
  assertEquals(await into.loadStateDict(networkWith(tensors)), { missingKeys: [], unexpectedKeys: [] });
  const saved = await load(await into.toBytes());
  assertEquals(await saved.getParameter("fc1.weight").load(), first);
  assertEquals(await (await load(networkOf(weightsOf(1), "raw").model)).getParameter("fc1.weight").load(), weightsOf(1).first);
});

for (const file of ["state_dict.pth", "state_dict_legacy.pth"]) {
  Deno.test(`${file} goes into a network of the same names, and out of it as safetensors`, async () => {
    const from = await load(weightsFile(file));
    const shapes = Object.fromEntries([...from.stateDict()].map(([name, { shape }]) => [name, shape]));
    const into = of(shapes);
    await into.loadStateDict(from.stateDict());
    for (const [name, tensor] of into.stateDict()) {
      assertEquals(Array.from(await tensor.load(), Number), Array.from(await from.stateDict().get(name).load(), Number), name);
    }
  });
}

Deno.test("of one element type, weights are copied bit by bit", async () => {
  const bytes = Uint8Array.of(0x01, 0x7c, 0x00, 0x80); // a NaN that arithmetic does not make, and −0, as float16
  const tensor = { name: "w", dtype: "float16", shape: [2], byteLength: 4, load: () => Promise.resolve(bytes) } as const;
  const into = networkWith([{ ...tensor, load: () => Promise.resolve(new Uint8Array(4)) }]);
  await into.loadStateDict(networkWith([tensor]));
  assertEquals(await into.stateDict().get("w").tensor.load(), bytes);
});

Deno.test("a weight that cannot be read leaves all as they were", async () => {
  const into = of({ a: [2], b: [1], c: [1] });
  into.stateDict().set("b", [5]);
  const broken = { ...ones("c", [1]), load: () => Promise.reject(new Error("gone")) };
  await assertRejects(() => into.loadStateDict(networkWith([ones("a", [2]), ones("b", [1]), broken])), Error, "gone");
  assertEquals([...into.stateDict().values()].map(({ isEdited }) => isEdited), [false, true, false]);
  assertEquals(await into.stateDict().get("b").load(), Float32Array.of(5));
});

Deno.test("a BatchNorm's counter is neither missed nor unexpected; a profiler's leftovers are, and the error says whose they are", async () => {
  const whole = await load(weightsFile("state_dict.pth"));
  const names = [...whole.stateDict()].filter(([name]) => !name.endsWith("num_batches_tracked"));
  const exported = of(Object.fromEntries(names.map(([name, { shape }]) => [name, shape])));
  assertEquals(await exported.loadStateDict(whole), { missingKeys: [], unexpectedKeys: [] });
  const soiled = await load(weightsFile("soiled.pth"));
  const error = await assertRejects(() => exported.loadStateDict(soiled), StateDictError, "left by a profiler");
  assert(error.unexpectedKeys.every((name) => /total_(ops|params)$/.test(name)));
});

Deno.test("what is no state dict is refused with the way to one", async () => {
  await assertRejects(() => of({ a: [1] }).loadStateDict({ a: [1] } as never), TypeError, "(await load(source)).stateDict()");
});

Deno.test("tensors of one storage in the file take equal values only", async () => {
  const storage = ones("x", [2]);
  const of2 = (values: number[]) => ({ ...storage, load: () => Promise.resolve(new Uint8Array(Float32Array.from(values).buffer)) });
  const into = networkWith([storage]);
  const shared = [...into.stateDict()].concat([["y", into.stateDict().get("x")]]);
  const { StateDict } = await import("../../lib/network/state_dict.ts");
  const { loadStateDict } = await import("../../lib/network/load_state_dict.ts");
  const from = networkWith([{ ...of2([1, 2]), name: "x" }, { ...of2([1, 3]), name: "y" }]);
  await assertRejects(() => loadStateDict(new StateDict(shared), from.stateDict()), StateDictError, '"x" and "y" share one storage');
  assertEquals(await loadElements(into.current.graph.initializers.get("x")!), Float32Array.of(1, 1));
});
