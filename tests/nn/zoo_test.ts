/** Every network of the zoo against torchvision 0.14.1 (tests/data/nn/torchvision.json), papers, and the files that PyTorch itself exported (../shared/zoo). */
import type { Model } from "../../lib/model/model.ts";
import { assert, assertEquals } from "@std/assert";
import { load, nn, profile, zoo } from "../../mod.ts";

interface Truth {
  readonly size: number;
  readonly output: readonly number[];
  readonly parameters: number;
  readonly buffers: number;
  readonly macs: number;
  readonly numParams: readonly number[];
  readonly modules: string;
  readonly parameterNames: string;
  readonly bufferNames: string;
}

const data = new URL("../data/nn/torchvision.json", import.meta.url);
const { networks } = JSON.parse(await Deno.readTextFile(data)) as { networks: Record<string, Truth> };
const makers = zoo as unknown as Record<string, (options?: object) => nn.Module>;

async function digest(rows: unknown): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(rows))));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
}

/** Swin V2 computes its biases from a stored table, which PyTorch does on each run and a graph once: (2·8 − 1)² rows through 2 → 512 → heads. */
function folded(name: string): number {
  if (!name.startsWith("swin_v2")) return 0;
  const depths = name.endsWith("_t") ? [2, 2, 6, 2] : [2, 2, 18, 2];
  const heads = name.endsWith("_b") ? [4, 8, 16, 32] : [3, 6, 12, 24];
  return depths.reduce((total, depth, stage) => total + depth * 225 * (2 * 512 + 512 * heads[stage]!), 0);
}

Deno.test("torchvision's networks: modules, parameters, buffers and macs are exactly its own", async (context) => {
  for (const [name, truth] of Object.entries(networks)) {
    await context.step(name, async () => {
      const network = makers[name]!();
      const model = network.toModel({ inputs: { input: [1, 3, truth.size, truth.size] } });
      assertEquals(await digest(network.namedParameters().map(([path, { shape }]) => [path, shape])), truth.parameterNames, "parameters");
      assertEquals(await digest(network.namedBuffers().map(([path, { shape }]) => [path, shape])), truth.bufferNames, "buffers");
      assertEquals(await digest(model.modules!.map(({ path, type, detail }) => [path, type, detail])), truth.modules, "modules");
      const report = await profile(model);
      assertEquals(report.parameters, truth.parameters);
      assertEquals(report.buffers, truth.buffers);
      assertEquals(Number(report.macs) + folded(name), truth.macs);
      assertEquals(report.outputs.map((output) => output.shape), [truth.output]);
      assertEquals(report.coverage.exact, report.nodes.length);
    });
  }
});

Deno.test("torchvision's published num_params are the parameters, but for GoogLeNet's auxiliary classifiers", async () => {
  for (const [name, { numParams }] of Object.entries(networks)) {
    const network = makers[name]!();
    const parts = name === "googlenet" ? network.namedParameters().filter(([path]) => !path.startsWith("aux")) : network.namedParameters();
    assert(numParams.includes(parts.reduce((total, [, parameter]) => total + parameter.numel(), 0)), name);
  }
  await Promise.resolve();
});

Deno.test("FCN has as many parameters as published, less the auxiliary classifier that only trained weights have", async () => {
  const auxiliary = 256 * 1024 * 9 + 2 * 256 + 256 * 21 + 21; // FCNHead(1024, 21)
  assertEquals((await profile(zoo.fcn_resnet50())).parameters, 35_322_218 - auxiliary); // FCN_ResNet50_Weights.meta["num_params"]
  assertEquals((await profile(zoo.fcn_resnet101())).parameters, 54_314_346 - auxiliary); // FCN_ResNet101_Weights
  assertEquals((await profile(zoo.lraspp_mobilenet_v3_large())).parameters, 3_221_538);
});

/** Hugging Face's `sum(p.numel() for p in model.parameters())` of gpt2*, bert-*-uncased, Llama-2-*-hf, Meta-Llama-3-8B, TinyLlama-1.1B; GPT-2's 124M etc. are its README's names. */
const PUBLISHED: Readonly<Record<string, number>> = {
  gpt2: 124_439_808,
  gpt2_medium: 354_823_168,
  gpt2_large: 774_030_080,
  gpt2_xl: 1_557_611_200,
  bert_base: 109_482_240,
  bert_large: 335_141_888,
  llama2_7b: 6_738_415_616,
  llama2_70b: 68_976_648_192,
  llama3_8b: 8_030_261_248,
  tinyllama_1_1b: 1_100_048_384,
};

Deno.test("language models have as many parameters as published", async () => {
  for (const [name, parameters] of Object.entries(PUBLISHED)) {
    const report = await profile(makers[name]!(name === "llama2_70b" ? { tokens: 1 } : {}));
    assertEquals([name, report.parameters], [name, parameters]);
    assertEquals(report.coverage.exact, report.nodes.length);
  }
});

Deno.test("ShuffleNet of each number of groups costs what the paper's authors state", async () => {
  // MFLOPs (multiply-adds) of table 1 of the paper, stages and classifier; it rounds down, and leaves some part of the stem or the poolings out
  for (const [groups, millions] of [[1, 143], [2, 140], [3, 137], [4, 133], [8, 137]] as const) {
    const { macs } = await profile(zoo.shufflenet_v1({ groups }));
    assert(Math.abs(Number(macs) / 1e6 - millions) < 1.5, `${groups} groups: ${macs}`);
  }
  // The authors' own code (megvii-model/ShuffleNet-Series, ShuffleNetV1) prints 1.9M and 2.4M parameters for 1.0× with 3 and 8 groups
  assertEquals(Math.round((await profile(zoo.shufflenet_v1({ groups: 3 }))).parameters / 1e5), 19);
  assertEquals(Math.round((await profile(zoo.shufflenet_v1({ groups: 8 }))).parameters / 1e5), 24);
});

Deno.test("free sizes give closed forms", async () => {
  const gpt = await profile(zoo.gpt2(), { inputs: { tokens: ["batch", "seq"] } });
  // 12 blocks: 12·768² for the linear layers, 2·768·seq for the attention, and the head 768·50257 a token
  assertEquals(String(gpt.macs), `${2 * 12 * 768}*batch*seq*seq + ${12 * 12 * 768 ** 2 + 768 * 50257}*batch*seq`);
  assertEquals(
    String((await profile(zoo.resnet50(), { inputs: { input: ["batch", 3, 224, 224] } })).macs),
    `${networks["resnet50"]!.macs}*batch`,
  );
  assertEquals(
    String((await profile(zoo.vit_b_16(), { inputs: { input: ["batch", 3, 224, 224] } })).macs),
    `${networks["vit_b_16"]!.macs}*batch`,
  );
});

Deno.test("a cache of keys and values makes the attention's work depend on its length only", async () => {
  const report = await profile(zoo.tinyllama_1_1b({ tokens: 1, past: "past" }));
  assertEquals(report.inputs.length, 1 + 2 * 22);
  assertEquals(report.outputs.length, 1 + 2 * 22);
  assertEquals(report.outputs[1], { name: "present.0.key", dtype: "float32", shape: report.outputs[2]!.shape! });
  // 22 blocks, 32 heads of 64: q·k and weights·v over past + 1 keys
  assert(String(report.macs).startsWith(`${22 * 2 * 32 * 64}*past + `), String(report.macs));
});

Deno.test("options are checked and do what they say", async () => {
  assertEquals((await profile(zoo.resnet50({ numClasses: 99 }))).parameters, 23_710_883); // the shared zoo's resnet50_nc99
  const half = zoo.mobilenet_v2({ width: 0.5, numClasses: 10 });
  assertEquals(half.namedParameters().at(-1)![1].shape, [10]);
  let message = "";
  try {
    zoo.alexnet({ numclasses: 10 } as object);
  } catch (error) {
    message = String(error);
  }
  assertEquals(
    message,
    `TypeError: Cannot make zoo.alexnet with the option "numclasses" as it must be one of: numClasses. Write numClasses`,
  );
});

/** `make_zoo.EncoderClassifier` of the shared zoo, in `nn`. */
class EncoderClassifier extends nn.Module {
  embed = new nn.Embedding(2000, 128);
  pos = new nn.Parameter([1, 128, 128]);
  encoder = new nn.TransformerEncoder(
    new nn.TransformerEncoderLayer(128, 4, { dimFeedforward: 512, batchFirst: true, activation: "gelu" }),
    2,
  );
  head = new nn.Linear(128, 5);

  override forward(tokens: nn.Value) {
    const x = this.embed(tokens).add(this.pos.slice(1, 0, tokens.shape[1]));
    return this.head(this.encoder(x).mean(1));
  }
}

/** `make_zoo.FirstOutput` of the shared zoo. */
class FirstOutput extends nn.Module {
  constructor(readonly net: nn.Module) {
    super();
  }

  override forward(x: nn.Value) {
    return this.net(x).out;
  }
}

const shared = new URL("../../../shared/zoo/", import.meta.url);
const hasShared = await Deno.stat(shared).then(() => true, () => false);

/** The nodes that do the work: shape arithmetic is written in fewer nodes here. */
const TELLING = new Set([
  "Conv",
  "ConvTranspose",
  "Gemm",
  "MatMul",
  "BatchNormalization",
  "LayerNormalization",
  "Relu",
  "Softmax",
  "Erf",
  "MaxPool",
  "AveragePool",
  "LSTM",
]);

Deno.test({
  name: `nodes are named as in PyTorch's own exports${hasShared ? "" : " (skipped: ../shared/zoo is not there)"}`,
  ignore: !hasShared,
  fn: async () => {
    const files: Record<string, [variant: string, network: nn.Module]> = {
      resnet18: ["keep", zoo.resnet18()],
      densenet121: ["keep", zoo.densenet121()],
      mobilenet_v3_small: ["keep", zoo.mobilenet_v3_small()],
      efficientnet_b0: ["keep", zoo.efficientnet_b0()],
      convnext_tiny: ["op17", zoo.convnext_tiny()],
      vit_b_16: ["op17", zoo.vit_b_16()],
      gpt2_124m: ["op17", zoo.gpt2()],
      unet: ["keep", zoo.unet()],
      lstm_lm: ["keep", zoo.lstm_lm()],
    };
    for (const [name, [variant, network]] of Object.entries(files)) {
      const names = (model: Model) => model.graph.nodes.filter(({ op }) => TELLING.has(op)).map((node) => node.name);
      assertEquals(names(network.toModel()), names((await load(new URL(`models/${name}.${variant}.onnx`, shared))).model), name);
    }
  },
});

Deno.test({
  name: `modules, parameters, buffers and text are those of the shared zoo's own networks${
    hasShared ? "" : " (skipped: ../shared/zoo is not there)"
  }`,
  ignore: !hasShared,
  fn: async () => {
    const truths = JSON.parse(await Deno.readTextFile(new URL("truth.json", shared))).models;
    const own: Record<string, nn.Module> = {
      unet: zoo.unet(),
      lstm_lm: zoo.lstm_lm(),
      transformer_encoder: new EncoderClassifier(),
      gpt2_124m: zoo.gpt2(),
      gpt2_nano: zoo.gpt2({ layers: 3, heads: 4, dim: 128, context: 64, vocab: 1000 }),
      resnet50_nc99: zoo.resnet50({ numClasses: 99 }),
      efficientnet_b4: zoo.efficientnet_b4(),
      fcn_resnet50: new FirstOutput(zoo.fcn_resnet50()),
      lraspp_mobilenet_v3_large: new FirstOutput(zoo.lraspp_mobilenet_v3_large()),
    };
    for (const [name, network] of Object.entries(own)) {
      const file = await Deno.open(new URL(`modules/${name}.json.gz`, shared));
      const { torch } = JSON.parse(await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text());
      const inputs = Object.fromEntries(truths[name].inputs.map((input: { name: string; shape: number[] }) => [input.name, input.shape]));
      const model = network.toModel({ inputs });
      const modules = model.modules!.filter(({ aliasOf }) => aliasOf === undefined);
      assertEquals(
        modules.map(({ path, type, detail }) => [path, type, detail]),
        torch.named_modules.map((row: unknown[]) => [row[0], row[1], row[3]]),
      );
      assertEquals(network.namedParameters().map(([path, p]) => [path, p.shape, p.dtype]), torch.named_parameters);
      assertEquals(network.namedBuffers().map(([path, b]) => [path, b.shape, b.dtype, b.persistent]), torch.named_buffers);
      assertEquals([...network.stateDict()].map(([path, s]) => [path, s.shape, s.dtype]), torch.state_dict);
      assertEquals(String(network), torch.repr);
      const report = await profile(model);
      assertEquals(report.macs, truths[name].macs);
      assertEquals(report.parameters, truths[name].torch.params);
      assertEquals(report.buffers, truths[name].torch.buffers);
    }
  },
});
