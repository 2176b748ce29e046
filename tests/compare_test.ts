import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ArgumentError } from "../lib/analysis/argument_error.ts";
import { compare } from "../lib/compare.ts";
import { textWidth } from "../lib/display/printable_text.ts";
import type { Model, Node } from "../lib/model/model.ts";
import type { Tensor } from "../lib/model/tensor.ts";
import { load, profile } from "../lib/profile.ts";
import { node, tensor } from "./analysis/_models.ts";
import { vgg11, vgg11_bn } from "../lib/nn/zoo/vgg.ts";
import { readHtml } from "./display/_html.ts";

const zoo = (name: string) => new URL(`data/zoo/${name}.onnx`, import.meta.url);

/** Writes each product with a stored matrix in other operators, as the quantisers of onnxruntime do. */
async function requantized(name: string, write: (product: Node, weight: Tensor) => { nodes: Node[]; tensors: Tensor[] }): Promise<Model> {
  const source = (await load(zoo(name))).model;
  const initializers = new Map(source.graph.initializers);
  const nodes = source.graph.nodes.flatMap((each) => {
    const weight = initializers.get(each.inputs[1] ?? "");
    if (each.op !== "MatMul" || weight?.shape.length !== 2) return [each];
    const { nodes, tensors } = write(each, weight);
    for (const added of tensors) initializers.set(added.name, added);
    return nodes;
  });
  return { ...source, graph: { ...source.graph, initializers, nodes } };
}

/** As `MatMul4BitsQuantizer` (onnxruntime/python/tools/quantization/matmul_nbits_quantizer.py): blocks of 32 along K, two elements a byte. */
function fourBits({ name, inputs, outputs }: Node, { name: weight, shape: [K = 0, N = 0] }: Tensor) {
  const blocks = Math.ceil(K / 32);
  return {
    nodes: [node({
      op: "MatMulNBits",
      domain: "com.microsoft",
      name: `${name}_Q4`,
      inputs: [inputs[0]!, `${weight}_Q4`, `${weight}_scales`],
      outputs,
      attributes: { K, N, bits: 4, block_size: 32 },
    })],
    tensors: [
      { ...tensor(`${weight}_Q4`, [N, blocks, 16], "uint8"), byteLength: N * blocks * 16 },
      tensor(`${weight}_scales`, [N * blocks]),
    ],
  };
}

/** As `quantize_dynamic` (onnxruntime/python/tools/quantization/operators/matmul.py). */
function dynamicBytes({ name, inputs, outputs }: Node, { name: weight, shape }: Tensor) {
  const [input] = inputs as [string];
  const [quantized, scale, zero, sum, real, factor] = ["q", "scale", "zero", "sum", "real", "factor"].map((part) => `${name}_${part}`);
  return {
    nodes: [
      node({ op: "DynamicQuantizeLinear", inputs: [input], outputs: [quantized!, scale!, zero!] }),
      node({
        op: "MatMulInteger",
        name: `${name}_quant`,
        inputs: [quantized!, `${weight}_quantized`, zero!, `${weight}_zero_point`],
        outputs: [sum!],
      }),
      node({ op: "Cast", inputs: [sum!], outputs: [real!], attributes: { to: 1 } }),
      node({ op: "Mul", inputs: [scale!, `${weight}_scale`], outputs: [factor!] }),
      node({ op: "Mul", inputs: [real!, factor!], outputs }),
    ],
    tensors: [
      { ...tensor(`${weight}_quantized`, shape, "int8"), byteLength: shape.reduce((a, b) => a * b, 1) },
      tensor(`${weight}_scale`, [], "float32", [0.01]),
      { ...tensor(`${weight}_zero_point`, [], "int8", [0]), byteLength: 1 },
    ],
  };
}

Deno.test("float32, float16 and int8 files of one network are told to be one", async () => {
  const comparison = await compare(zoo("resnet18.keep"), zoo("resnet18.fp16"), zoo("resnet18.qdq"), zoo("resnet18.fn"));
  assertEquals(comparison.toJSON().networks, [{ models: [0, 1, 2, 3], kinship: "same" }]);
  assertEquals(comparison.toJSON().models.map(({ precision }) => precision), ["float32", "float16", "int8", "float32"]);
  const [one, folded] = comparison.kinship;
  assertStringIncludes(one!, "are one network, stored as float32, float16, int8 with quantised activations and float32");
  assertStringIncludes(folded!, "resnet18.qdq BatchNormalization is merged");
});

Deno.test("so are those whose products onnxruntime has quantised to 8 bits at run time, and to 4 bits in blocks", async () => {
  const [q4, q8] = await Promise.all([requantized("gpt2_nano.fold", fourBits), requantized("gpt2_nano.fold", dynamicBytes)]);
  const names = ["fp32", "kept", "q8", "q4"];
  const comparison = await compare(zoo("gpt2_nano.fold"), zoo("gpt2_nano.keep"), q8, q4, { names });
  assertEquals(comparison.toJSON().networks, [{ models: [0, 1, 2, 3], kinship: "same" }]);
  const { models, totals, operators } = comparison.toJSON();
  assertEquals(models.map(({ name }) => name), names);
  const macs = totals.find(({ name }) => name === "macs")!.values;
  assertEquals(new Set(macs), new Set([23_756_800]), "PyTorch's count, in every precision");
  assertEquals(operators.find(({ name }) => name === "MatMulNBits")!.values, [0, 0, 0, 13]);
  assertEquals(models[3]!.precision.includes("int4"), true, models[3]!.precision);
});

Deno.test("networks that differ in a layer, an activation or a size are told to be different", async () => {
  const source = (await load(zoo("resnet18.keep"))).model;
  const changed = (change: (node: Node) => Node): Model => ({
    ...source,
    graph: { ...source.graph, nodes: source.graph.nodes.map(change) },
  });
  const networksOf = async (model: Model | URL) => (await compare(source, model)).toJSON().networks.length;
  assertEquals(await networksOf(changed((node) => node)), 1);
  assertEquals(await networksOf(changed((node) => node.op === "Relu" ? { ...node, op: "Sigmoid" } : node)), 2);
  assertEquals(await networksOf(changed((node) => node.op === "MaxPool" ? { ...node, op: "AveragePool" } : node)), 2);
  const first = source.graph.nodes.find(({ op }) => op === "Add")!;
  // without the first skip connection
  assertEquals(await networksOf(changed((node) => node === first ? { ...node, inputs: [node.inputs[0]!, node.inputs[0]!] } : node)), 2);
  assertEquals(await networksOf(zoo("resnet50.dyn")), 2);
});

Deno.test("no two networks of the zoo have one architecture, and all files of one have", async () => {
  const seen = new Map<string, string>();
  for (const { name } of Deno.readDirSync(new URL("data/zoo/", import.meta.url))) {
    if (!name.endsWith(".onnx")) continue;
    const network = name.split(".")[0]!;
    const { architecture } = (await profile(new URL(`data/zoo/${name}`, import.meta.url))).facts;
    const known = seen.get(architecture!.structure);
    assert(known === undefined || known === network, `${name} and ${known}`);
    assert(known === network || ![...seen.values()].includes(network), `${name} is not like the other files of ${network}`);
    seen.set(architecture!.structure, network);
  }
  assert(seen.size >= 12, `${seen.size} networks`);
});

Deno.test("layers of two versions are put together, and what differs is told", async () => {
  const comparison = await compare(zoo("resnet50.dyn"), zoo("resnet50_nc99.init"), { dims: { batch: 1 } });
  const { layers, networks } = comparison.toJSON();
  assertEquals(networks.length, 2, "another number of classes is another network");
  assertEquals(layers.find(({ names }) => names[0] === "fc")?.parameters, [2_049_000, 202_851]);
  assertEquals(
    layers.filter(({ state }) => state === "missing").every(({ names, types }) => names[0] === null && types[1] === "BatchNorm2d"),
    true,
  );
});

Deno.test("text, HTML and chart tell the same, no wider than wanted", async () => {
  const comparison = await compare(zoo("resnet18.keep"), zoo("resnet18.fp16"), zoo("resnet18.qdq"));
  const bundle = comparison.toMimeBundle();
  assertEquals(bundle["text/plain"], String(comparison));
  for (const line of String(comparison).split("\n")) assert(textWidth(line) <= 110, line);
  const { text } = readHtml(bundle["text/html"]!);
  for (const word of ["are one network", "−50.0%", "parameters (bytes)", "44.6 MiB", "22.3 MiB", "QuantizeLinear", "layer4.1.conv2"]) {
    assertStringIncludes(text, word);
    assertStringIncludes(String(comparison).replaceAll("\n", " "), word);
  }
  assert(bundle["text/html"]!.length < 100_000);
  const chart = comparison.chart();
  assertEquals(Object.keys(chart.toMimeBundle()), ["application/vnd.vegalite.v5+json", "text/plain"]);
  assertStringIncludes(String(chart), "55.8 MiB");
  JSON.stringify(comparison);
});

Deno.test("names from files and callers are text, and wrong calls are told", async () => {
  const name = `<img src=x onerror=alert(1)>"'</details>\u001b[31m\u202e`;
  const comparison = await compare(zoo("alexnet.keep"), zoo("alexnet.keep"), { names: [name, name] });
  readHtml(comparison.toMimeBundle()["text/html"]!);
  assert(!/[\p{C}]/u.test(String(comparison).replaceAll("\n", "")));
  assertEquals(comparison.toJSON().models[1]!.name, `${name} #2`);
  await assertRejects(() => compare(zoo("alexnet.keep")), ArgumentError, "there must be two or more: there are 1");
  await assertRejects(() => compare(zoo("alexnet.keep"), zoo("resnet50.dyn"), { dims: { bach: 1 } }), ArgumentError, '"bach"');
  await assertRejects(() => compare(zoo("alexnet.keep"), zoo("alexnet.keep"), { names: ["a"] }), ArgumentError, "a name for each of the 2");
});

Deno.test("with limit 0 the number of layers that differ is told, and no table of none is drawn", async () => {
  const comparison = await compare("tests/data/zoo/resnet18.keep.onnx", "tests/data/zoo/mobilenet_v2.dyn.onnx", { limit: 0 });
  assertStringIncludes(String(comparison), "Layers: ");
  assertEquals([String(comparison).includes("layer that differs"), String(comparison).includes("option limit")], [false, false]);
  assertEquals(comparison.toMimeBundle()["text/html"]!.includes("those that differ"), false);
});

Deno.test("a network without normalisations is told from one with them where that can be, and where it cannot, that is said", async () => {
  const programs = await compare(vgg11(), vgg11_bn());
  assertEquals(programs.toJSON().networks.length, 2, "nobody has merged anything in a program");
  const files = await compare((await load(vgg11_bn())).model, { ...(await load(vgg11())).model, format: "onnx" }, {
    names: ["bn", "plain"],
  });
  assertEquals(files.toJSON().networks, [{ models: [0, 1], kinship: "same" }]);
  const [same, open] = files.kinship;
  assertStringIncludes(same!, "have the same layers");
  assertStringIncludes(open!, "or never was there: the file does not tell which");
});
