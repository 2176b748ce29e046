import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { nn, profile, summary, tree, zoo } from "../../mod.ts";

class Block extends nn.Module {
  conv = new nn.Conv2d(3, 8, 3, { padding: 1, bias: false });
  bn = new nn.BatchNorm2d(8);
  relu = new nn.ReLU();
  scale = new nn.Parameter([8, 1, 1]);

  override forward(x: nn.Value) {
    return this.relu(this.bn(this.conv(x))).mul(this.scale);
  }
}

class Net extends nn.Module {
  block = new Block();
  pool = new nn.AdaptiveAvgPool2d(1);
  head = new nn.Linear(8, 10);

  override forward(x: nn.Value) {
    return this.head(this.pool(this.block(x)).flatten(1));
  }
}

Deno.test("fields are registered in order, a module's own parameters before those of its children", () => {
  assertEquals(new Net().namedParameters().map(([name]) => name), [
    "block.scale",
    "block.conv.weight",
    "block.bn.weight",
    "block.bn.bias",
    "head.weight",
    "head.bias",
  ]);
  assertEquals(new Block().namedParameters({ recurse: false }).map(([name]) => name), ["scale"]);
  assertEquals(new Net().namedBuffers().map(([name]) => name), [
    "block.bn.running_mean",
    "block.bn.running_var",
    "block.bn.num_batches_tracked",
  ]);
  assertEquals(new Net().namedModules().map(([path, { type }]) => `${path} ${type}`.trim()), [
    "Net",
    "block Block",
    "block.conv Conv2d",
    "block.bn BatchNorm2d",
    "block.relu ReLU",
    "pool AdaptiveAvgPool2d",
    "head Linear",
  ]);
});

Deno.test("a network is a source: profile, summary and tree take it", async () => {
  const inputs = { x: [1, 3, 32, 32] };
  const report = await profile(new Net(), { inputs });
  assertEquals(report.macs, 3 * 8 * 9 * 32 * 32 + 8 * 10);
  assertEquals(report.parameters, 8 + 3 * 8 * 9 + 16 + 90);
  assertEquals(report.buffers, 17);
  assertEquals(report.outputs, [{ name: "output", dtype: "float32", shape: [1, 10] }]);
  assertMatch(String(await summary(new Net(), { inputs })), /block/);
  assertMatch(String(await tree(new Net(), { inputs })), /head/);
});

Deno.test("frozen parameters are not trainable", async () => {
  const network = zoo.resnet18({ numClasses: 10 });
  assertEquals((await profile(network)).trainable, 11_181_642); // 11,689,512 − 513,000 + 5,130
  network.requiresGrad_(false).setSubmodule("fc", new nn.Linear(512, 5));
  const report = await profile(network);
  assertEquals(report.trainable, 512 * 5 + 5);
  assertEquals(report.parameters, 11_689_512 - 513_000 + 2565);
  assertEquals(report.outputs[0]!.shape, [1, 5]);
});

Deno.test("a tensor or a module under two names counts once", async () => {
  class Tied extends nn.Module {
    embed = new nn.Embedding(100, 16);
    head = new nn.Linear(16, 100, { bias: false });
    again = this.head;
    constructor() {
      super();
      this.head.weight = this.embed.weight;
    }
    override forward(tokens: nn.Value) {
      return this.again(this.embed(tokens));
    }
  }
  const network = new Tied();
  const report = await profile(network, { inputs: { tokens: [1, 7] } });
  assertEquals(report.parameters, 1600);
  assertEquals(report.inputs[0]!.dtype, "int64"); // told by the embedding
  assertEquals(network.namedParameters().map(([name]) => name), ["embed.weight"]);
  assertEquals([...network.stateDict().keys()], ["embed.weight", "head.weight", "again.weight"]);
  assertEquals(network.toModel({ inputs: { tokens: [1, 7] } }).modules, [
    { path: "", type: "Tied", detail: "" },
    { path: "embed", type: "Embedding", detail: "100, 16" },
    { path: "head", type: "Linear", detail: "in_features=16, out_features=100, bias=False" },
    { path: "again", type: "Linear", detail: "in_features=16, out_features=100, bias=False", aliasOf: "head" },
  ]);
});

Deno.test("what the forward never uses is counted, and said", async () => {
  const report = await profile(zoo.googlenet());
  assertEquals(report.parameters, 13_004_888); // torchvision 0.14.1, googlenet(weights=None)
  const note = report.notes.find(({ kind }) => kind === "unused")!;
  assert(note.tensors.every((name) => name.startsWith("aux")));
  assertMatch(note.text, /6,379,984 elements/); // 13,004,888 − 6,624,904, torchvision's num_params without the two classifiers
});

Deno.test("nodes carry the modules they are in, by name and as PyTorch 2's exporter notes them", () => {
  const { nodes } = new Net().toModel({ inputs: { x: [1, 3, 8, 8] } }).graph;
  assertEquals(nodes.map((node) => node.name), [
    "/block/conv/Conv",
    "/block/bn/BatchNormalization",
    "/block/relu/Relu",
    "/block/Mul",
    "/pool/GlobalAveragePool",
    "/Flatten",
    "/head/Gemm",
  ]);
  assertEquals(nodes[0]!.metadata.get("pkg.torch.onnx.name_scopes"), "['', 'block', 'block.conv', 'Conv']");
  assertEquals(nodes.at(-1)!.outputs, ["output"]);
});

Deno.test("containers hold modules under numbers and names, and can be changed", () => {
  const sequence = new nn.Sequential(new nn.Linear(4, 4), new nn.ReLU());
  sequence[1] = new nn.Tanh();
  assertEquals(String(sequence), "Sequential(\n  (0): Linear(in_features=4, out_features=4, bias=True)\n  (1): Tanh()\n)");
  assertEquals(sequence.at(-1)!.type, "Tanh");
  assertEquals(sequence.length, 2);
  const heads = new nn.ModuleDict({ mask: new nn.Linear(4, 1) });
  assertEquals(heads.get("mask").type, "Linear");
  assertEquals(new nn.ModuleList([heads])[0], heads);
  assertThrows(() => heads.get("box"), RangeError, "must be one of: mask");
  assertThrows(() => new nn.Sequential({ "a.b": heads }), TypeError, "must not be empty or have a dot");
  assertThrows(() => new nn.Sequential({ forward: heads }), TypeError, "must be no word of its own");
});

Deno.test("getSubmodule and setSubmodule name the path and what there is", () => {
  const network = zoo.resnet18();
  assertEquals(network.getSubmodule("layer1.0.conv1").type, "Conv2d");
  assertThrows(
    () => network.getSubmodule("layer1.0.conv9"),
    TypeError,
    'BasicBlock must have a child "conv9": it has conv1, bn1, relu, conv2, bn2',
  );
  assertThrows(() => network.setSubmodule("head", new nn.Identity()), TypeError, 'must have a child "head"');
});

Deno.test("a list that a forward gets, or has passed on, is its own to change", () => {
  class Lists extends nn.Module {
    override forward(x: nn.Value) {
      const parts = x.split(2, 1);
      parts.reverse();
      const all = nn.concat(parts, 1);
      parts.push(all);
      return all;
    }
  }
  const { nodes } = new Lists().toModel({ inputs: { x: [1, 4] } }).graph;
  const split = nodes.find(({ op }) => op === "Split")!;
  assertEquals(split.outputs, ["/Split_output_0", "/Split_output_1"]);
  assertEquals(nodes.at(-1)!.inputs, ["/Split_output_1", "/Split_output_0"]);
});

Deno.test("several inputs and outputs keep their names", async () => {
  class Two extends nn.Module {
    a = new nn.Linear(4, 2);
    b = new nn.Linear(6, 2);
    override forward(left: nn.Value, right: nn.Value) {
      const sum = this.a(left).add(this.b(right));
      return { sum, same: sum, left };
    }
  }
  const report = await profile(new Two(), { inputs: { left: ["batch", 4], right: ["batch", 6] } });
  assertEquals(report.outputs.map(({ name, shape }) => `${name} ${shape}`), ["sum batch,2", "same batch,2", "left_output batch,4"]);
  assertEquals(String(report.macs), "20*batch");
});

Deno.test("free sizes can be passed on as PyTorch's users write them", async () => {
  class Heads extends nn.Module {
    qkv = new nn.Linear(16, 48);
    position = new nn.Embedding(64, 16);
    override forward(x: nn.Value) {
      const [b, t, c] = x.size() as [number, number, number];
      const [q, k, v] = this.qkv(x.add(this.position(nn.arange(0, t)))).split(c, 2).map((part) =>
        part.view(b, t, 4, c / 4).transpose(1, 2)
      );
      const y = nn.scaledDotProductAttention(q!, k!, v!, { isCausal: true });
      return y.transpose(1, 2).contiguous().view(x.size(0), x.size(1), c);
    }
  }
  const report = await profile(new Heads(), { inputs: { x: ["batch", "time", 16] } });
  assertEquals(report.outputs[0]!.shape!.map(String), ["batch", "time", "16"]);
  assertEquals(String(report.macs), "32*batch*time*time + 768*batch*time"); // 2·16 a pair of places, 16·48 a place
  assertEquals(report.coverage.exact, report.nodes.length);
});

Deno.test("a network in another type takes its bytes, and its inputs follow", async () => {
  for (const dtype of ["float16", "bfloat16"] as const) {
    const report = await profile(zoo.swin_t().to(dtype));
    assertEquals(report.parameterBytes, 2 * 28_288_354); // torchvision's num_params
    assertEquals([report.inputs[0]!.dtype, report.outputs[0]!.dtype], [dtype, dtype]);
    assertEquals(report.coverage.exact, report.nodes.length);
  }
  const llama = await profile(zoo.tinyllama_1_1b({ layers: 1, tokens: 1, past: 7 }).to("bfloat16"));
  assertEquals(llama.inputs.map((input) => input.dtype), ["int64", "bfloat16", "bfloat16"]);
  assertEquals(llama.outputs[0]!.dtype, "bfloat16");
});
