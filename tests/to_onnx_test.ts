import { assert, assertEquals, assertRejects } from "@std/assert";
import { load, nn, profile, toOnnx, weightsOf, zoo } from "../mod.ts";

Deno.test("what is written reads back as the same graph", async () => {
  for (const network of [zoo.resnet18(), zoo.gpt2({ layers: 1, heads: 2, dim: 32, context: 16, vocab: 50 }), zoo.lstm_lm(), zoo.swin_t()]) {
    const model = network.toModel();
    const read = await load(await toOnnx(model, { weights: "external" }));
    assertEquals(read.opset, model.opset);
    assertEquals(read.graph.inputs, model.graph.inputs);
    assertEquals(read.graph.outputs, model.graph.outputs);
    const plain = (nodes: typeof model.graph.nodes) =>
      nodes.map(({ attributes, ...node }) => ({
        ...node,
        attributes: [...attributes].map(([key, value]) => [key, typeof value === "object" && "load" in value ? value.shape : value]),
      }));
    assertEquals(plain(read.graph.nodes), plain(model.graph.nodes));
    const used = new Set(model.graph.nodes.flatMap((node) => node.inputs));
    const stored = [...model.graph.initializers].filter(([name]) => used.has(name));
    assertEquals(
      [...read.graph.initializers].map(([name, { dtype, shape }]) => [name, dtype, shape]),
      stored.map(([name, { dtype, shape }]) => [name, dtype, shape]),
    );
    assertEquals((await profile(read)).macs, (await profile(model)).macs);
  }
});

Deno.test("weights stand inside by default, with their values", async () => {
  const network = new nn.Sequential(new nn.Linear(3, 2), new nn.Hardtanh(0, 1)).example({ x: ["batch", 3] });
  const model = network.toModel();
  const read = await load(await toOnnx(model));
  const [own, back] = [model, read].map(({ graph }) => graph.initializers.get("0.weight")!);
  assertEquals([...await back!.load()], [...await own!.load()]);
  assertEquals(read.graph.nodes.map((node) => node.op), ["Gemm", "Constant", "Constant", "Clip"]);
});

Deno.test("external weights: places in one file, whose bytes come piece by piece", async () => {
  const read = await load(await toOnnx(zoo.squeezenet1_1(), { weights: "external", location: "w.bin" }));
  let offset = 0;
  for (const { storage, byteLength } of read.graph.initializers.values()) {
    if (storage?.external !== true) continue;
    assertEquals([storage.offset, storage.byteLength], [offset, byteLength]);
    offset += byteLength;
  }
  let bytes = 0;
  for await (const piece of weightsOf(zoo.squeezenet1_1())) bytes += piece.length;
  assertEquals(bytes, offset);
  assert(bytes > 1_235_496 * 4 * 0.99); // torchvision's num_params; biases of up to 1 KiB stand in the model
});

Deno.test("other operator sets: layer norms taken apart below 17, axes as inputs from 18", async () => {
  const ops = async (opset: number) =>
    (await load(await toOnnx(zoo.gpt2({ layers: 1 }), { opset, weights: "external" }))).graph.nodes.map((node) => node.op);
  assert((await ops(17)).includes("LayerNormalization"));
  assert(!(await ops(14)).includes("LayerNormalization"));
  const shuffle = await load(await toOnnx(zoo.shufflenet_v2_x0_5(), { opset: 18, weights: "external" }));
  const mean = shuffle.graph.nodes.find((node) => node.op === "ReduceMean")!;
  assertEquals([mean.inputs.length, [...mean.attributes.keys()]], [2, ["keepdims"]]);
});

Deno.test("what cannot be written is refused with the way out", async () => {
  await assertRejects(() => toOnnx(zoo.gpt2_xl()), RangeError, 'write { weights: "external" }');
  const model = zoo.resnet18().toModel();
  await assertRejects(async () => await toOnnx(model, { opset: 18 }), RangeError, "keeps its own: it has 17");
});
