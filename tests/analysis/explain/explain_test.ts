/** Formulas as they are taught, worked by hand; the multiply-accumulates of single layers are what `torch.utils.flop_counter` gives for them (conventions.md 2.10, halved). */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../../lib/analysis/argument_error.ts";
import { type Explanation, missingFromParts } from "../../../lib/analysis/explain/explain.ts";
import { valueOf } from "../../../lib/analysis/explain/formula.ts";
import { formulaText } from "../../../lib/display/formula_text.ts";
import { multiply, symbol } from "../../../lib/model/dim.ts";
import { profile } from "../../../lib/profile.ts";
import { model, tensor, value } from "../_models.ts";
import { type LayerName, networkOf } from "../conventions/_layers.ts";

const zoo = new URL("../../data/zoo/", import.meta.url);

type Wanted = readonly [numbers: string | undefined, symbols: string | undefined, value: number];

/** A quantity as numbers, symbols and value. */
function told(explanation: Explanation, name: string): Wanted {
  const { formula, value } = explanation.quantities.find((each) => each.name === name)!;
  return [formula && formulaText(formula, "numbers"), formula && formulaText(formula, "symbols"), value as number];
}

async function layer(name: LayerName): Promise<Explanation> {
  return (await profile(networkOf(name))).facts.explain("layer");
}

const LAYERS: { readonly [L in LayerName]?: { readonly parameters?: Wanted; readonly macs?: Wanted } } = {
  // one kernel of 3·3·16 = 144 weights and a bias, 32 times: 145·32 = 4,640; 144·32 on 10·12 positions of 2 images: 1,105,920
  "Conv2d(16,32,3,p1)": {
    parameters: ["(3 × 3 × 16 + 1) × 32", "(k × k × Cin + 1) × Cout", 4640],
    macs: ["2 × 3 × 3 × 16 × 32 × 10 × 12", "N × k × k × Cin × Cout × Hout × Wout", 1_105_920],
  },
  "Conv2d without bias": { parameters: ["(3 × 3 × 16 + 0) × 32", "(k × k × Cin + 0) × Cout", 4608] },
  // a kernel reads 16/4 channels: (36 + 1)·32 = 1,184; 36·32·5·6·2 = 69,120
  "Conv2d s2 g4": {
    parameters: ["(3 × 3 × 16 / 4 + 1) × 32", "(k × k × Cin / g + 1) × Cout", 1184],
    macs: ["2 × 3 × 3 × 16 / 4 × 32 × 5 × 6", "N × k × k × Cin / g × Cout × Hout × Wout", 69_120],
  },
  // from each of the 10·12 input positions: 9·16·32·120·2 = 1,105,920
  "ConvTranspose2d s2 op1": {
    parameters: ["(3 × 3 × 16 + 1) × 32", "(k × k × Cin + 1) × Cout", 4640],
    macs: ["2 × 3 × 3 × 16 × 32 × 10 × 12", "N × k × k × Cin × Cout × Hin × Win", 1_105_920],
  },
  // 16·(32/4)·9 weights and 32 biases = 1,184; 9·16·8·120·2 = 276,480
  "ConvTranspose2d s2 g4": {
    parameters: ["(3 × 3 × 16 / 4 + 1) × 32", "(k × k × Cin / g + 1) × Cout", 1184],
    macs: ["2 × 3 × 3 × 16 × 32 / 4 × 10 × 12", "N × k × k × Cin × Cout / g × Hin × Win", 276_480],
  },
  // (20 + 1)·30 = 630; 14 vectors of 600: 8,400
  "Linear(20,30) on 2×7×20": {
    parameters: ["(20 + 1) × 30", "(in + 1) × out", 630],
    macs: ["14 × 20 × 30", "rows × in × out", 8400],
  },
  "Linear without bias on 2×20": { parameters: ["(20 + 0) × 30", "(in + 0) × out", 600], macs: ["2 × 20 × 30", "rows × in × out", 1200] },
  BatchNorm2d: { parameters: ["2 × 16", "2 × C", 32], macs: [undefined, undefined, 0] },
  "LayerNorm(20) on 2×7×20": { macs: [undefined, undefined, 0] },
  "InstanceNorm2d affine": { parameters: ["2 × 16", "2 × C", 32] },
  PReLU: { parameters: ["1", "C", 1] },
  ReLU: { parameters: [undefined, undefined, 0], macs: [undefined, undefined, 0] },
  // a 50 × 8 table
  "Embedding(50,8) on 2×7": { parameters: ["50 × 8", "V × d", 400], macs: [undefined, undefined, 0] },
  // 4·16·(8 + 16 + 2) + 4·16·(16 + 16 + 2) = 1,664 + 2,176; 5 steps of 3 sequences: 15·(64·24 + 64·32) = 53,760
  "LSTM(8,16,2) on 3×5×8": {
    parameters: ["4 × 16 × (8 + 16 + 2) + 4 × 16 × (16 + 16 + 2)", "4 × H × (I + H + 2) + 4 × H × (I + H + 2)", 3840],
    macs: ["3 × 5 × (4 × 16 × (8 + 16) + 4 × 16 × (16 + 16))", "N × T × (4 × H × (I + H) + 4 × H × (I + H))", 53_760],
  },
  // the second layer reads both ways: 2·64·(32 + 16); 15·(2·64·24 + 2·64·48) = 138,240
  "LSTM(8,16,2) both ways": {
    macs: ["3 × 5 × (2 × 4 × 16 × (8 + 16) + 2 × 4 × 16 × (32 + 16))", "N × T × (D × 4 × H × (I + H) + D × 4 × H × (I + H))", 138_240],
  },
  // 15·(48·24 + 48·32) = 40,320
  "GRU(8,16,2) on 3×5×8": {
    macs: ["3 × 5 × (3 × 16 × (8 + 16) + 3 × 16 × (16 + 16))", "N × T × (3 × H × (I + H) + 3 × H × (I + H))", 40_320],
  },
  "RNN(8,16,2) on 3×5×8": {
    macs: ["3 × 5 × (1 × 16 × (8 + 16) + 1 × 16 × (16 + 16))", "N × T × (1 × H × (I + H) + 1 × H × (I + H))", 13_440],
  },
  // four projections of 64 to 64 for 20 tokens, and both products in 8 heads: 4·20·4,096 + 8·10·10·2·16 = 353,280
  "MultiheadAttention(64,4) on 2×10×64": {
    macs: ["4 × 20 × 64 × 64 + 8 × 10 × 10 × 2 × 16", "4 × rows × E × E + h × Lq × Lk × 2 × d", 353_280],
  },
};

for (const [name, wanted] of Object.entries(LAYERS)) {
  Deno.test(`${name} is explained as it is taught`, async () => {
    const explanation = await layer(name as LayerName);
    for (const [quantity, each] of Object.entries(wanted)) assertEquals(told(explanation, quantity), each);
  });
}

Deno.test("an encoder layer's attention and normalisation", async () => {
  const { facts } = await profile(new URL("transformer_encoder.op17.onnx", zoo));
  // four projections of 128 to 128 with a bias: 4·129·128
  const attention = facts.explain("encoder.layers.0.self_attn");
  assertEquals(attention.type, "MultiheadAttention");
  assertEquals(told(attention, "parameters"), ["4 × (128 + 1) × 128", "4 × (E + 1) × E", 66_048]);
  // 64 tokens, 4 heads of 32: 4·64·128·128 + 4·64·64·2·32
  assertEquals(told(attention, "macs")[2], 5_242_880);
  assertEquals(told(facts.explain("encoder.layers.0.norm1"), "parameters"), ["2 × 128", "2 × d", 256]);
});

Deno.test("a formula that does not come to what was counted is not shown", async () => {
  // a convolution with a factor of its own beside weight and bias: 9·4·4 + 4 + 4, and not (9·4 + 1)·4
  const nodes = [
    { op: "Conv", name: "/conv/Conv", inputs: ["x", "conv.weight", "conv.bias"], outputs: ["a"] },
    { op: "Mul", name: "/conv/Mul", inputs: ["a", "conv.gain"], outputs: ["y"] },
  ];
  const tensors = [tensor("conv.weight", [4, 4, 3, 3]), tensor("conv.bias", [4]), tensor("conv.gain", [4, 1, 1])];
  const { facts } = await profile(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors }));
  assertEquals(told(facts.explain("conv"), "parameters"), [undefined, undefined, 152]);
});

Deno.test("a convolution's flops are twice its macs and its biases", async () => {
  // 2·1,105,920 and one addition for each of 2·32·10·12 = 7,680 outputs
  assertEquals(told(await layer("Conv2d(16,32,3,p1)"), "flops"), [
    "2 × 1,105,920 + 1 × 2 × 32 × 10 × 12",
    "2 × macs + adds × N × C × Hout × Wout",
    2_219_520,
  ]);
});

Deno.test("a pooling compares or adds one time less than its window has elements", async () => {
  // 3 comparisons for each of 2·16·5·6 outputs; 119 additions and a division for each of 2·16
  assertEquals(told(await layer("MaxPool2d(2)"), "flops"), ["(2 × 2 - 1) × 2 × 16 × 5 × 6", "(k × k - 1) × N × C × Hout × Wout", 2880]);
  assertEquals(told(await layer("AdaptiveAvgPool2d(1)"), "flops")[2], 3840);
});

Deno.test("a normalisation and an activation are so many operations an element", async () => {
  assertEquals(told(await layer("BatchNorm2d"), "flops")[0], "(1 + 1) × 2 × 16 × 10 × 12");
  assertEquals(told(await layer("ReLU"), "flops")[0], "1 × 2 × 16 × 10 × 12");
});

Deno.test("a size that is free stays a symbol in the formula", async () => {
  const { facts } = await profile(new URL("mobilenet_v2.dyn.onnx", zoo));
  const { quantities } = facts.explain("features.0.0");
  const macs = quantities.find(({ name }) => name === "macs")!;
  // 3·3·3·32 on 112·112 positions
  assertEquals(formulaText(macs.formula!, "numbers"), "batch × 3 × 3 × 3 × 32 × 112 × 112");
  assertEquals(macs.value, multiply(10_838_016, symbol("batch")));
});

Deno.test("the standard's Attention is two products of every query with every key", async () => {
  const shape = [2, 4, 10, 16];
  const node = { op: "Attention", inputs: ["q", "k", "v"], outputs: ["y"], name: "attention" };
  const network = model({ inputs: ["q", "k", "v"].map((name) => value(name, shape)), outputs: ["y"], nodes: [node], opset: 23 });
  const explanation = (await profile(network)).facts.explain("attention");
  // 8 heads · 10 · 10 · (16 + 16)
  assertEquals(told(explanation, "macs"), ["8 × 10 × 10 × 2 × 16", "h × Lq × Lk × 2 × d", 25_600]);
});

Deno.test("what an Attention keeps of the past are keys too", async () => {
  const [now, past] = [[2, 4, 1, 16], [2, 4, 9, 16]];
  const names = ["q", "k", "v", "", "past_k", "past_v"];
  const inputs = names.filter((name) => name !== "").map((name) => value(name, name.startsWith("past") ? past : now));
  const node = { op: "Attention", inputs: names, outputs: ["y", "keys", "values"], name: "attention" };
  const network = model({ inputs, outputs: ["y", "keys", "values"], nodes: [node], opset: 23 });
  // 8 heads · 1 query · 10 keys · (16 + 16)
  assertEquals(told((await profile(network)).facts.explain("attention"), "macs")[2], 2560);
  assertEquals(told((await profile(network)).facts.explain("attention"), "macs")[0], "8 × 1 × 10 × 2 × 16");
});

Deno.test("any other operator is explained by its counts", async () => {
  const network = model({
    inputs: [value("x", [4, 6])],
    outputs: ["y"],
    nodes: [{ op: "Det", inputs: ["s"], outputs: ["y"], name: "det" }, {
      op: "Slice",
      inputs: ["x", "a", "b"],
      outputs: ["s"],
      name: "slice",
    }],
    tensors: [tensor("a", [2], "int64", [0, 0]), tensor("b", [2], "int64", [4, 4])],
  });
  const { quantities, summary } = (await profile(network)).facts.explain("det");
  assert(summary !== undefined);
  const flops = quantities.find(({ name }) => name === "flops")!;
  assert(flops.value !== 0 && flops.counts !== undefined && Object.keys(flops.counts).length > 0);
});

Deno.test("the parts of a module sum to it, and every formula comes to what was counted", async () => {
  for (
    const file of [
      "resnet18.keep",
      "unet.keep",
      "gpt2_nano.keep",
      "transformer_encoder.keep",
      "squeezenet1_1.keep",
      "lstm_lm.dyn",
      "resnet50_nc99.init",
    ]
  ) {
    const { facts } = await profile(new URL(`${file}.onnx`, zoo));
    for (const name of [...facts.modules, ...facts.nodes].map((each) => each.name)) {
      const explanation = facts.explain(name);
      for (const { formula, value } of [explanation, ...explanation.parts].flatMap(({ quantities }) => quantities)) {
        if (formula !== undefined) assertEquals(valueOf(formula), value, `${file} ${name}`);
      }
      if (explanation.parts.length === 0) continue;
      for (const quantity of ["parameters", "macs", "flops"] as const) {
        assertEquals(missingFromParts(explanation, quantity), 0, `${file} ${name} ${quantity}`);
      }
    }
  }
});

Deno.test("nearly all layers that multiply have formulas", async () => {
  for (
    const file of [
      "resnet18.keep",
      "resnet18.fn",
      "mobilenet_v2.dyn",
      "vgg16.keep",
      "unet.dyn",
      "gpt2_nano.dyn",
      "transformer_encoder.op17",
      "resnet18.qdq",
    ]
  ) {
    const { facts } = await profile(new URL(`${file}.onnx`, zoo));
    const without = facts.nodes.filter(({ macs }) => macs !== 0).filter(({ name }) =>
      facts.explain(name).quantities[1]!.formula === undefined
    );
    assertEquals(without.map(({ name }) => name), [], file);
  }
});

Deno.test("each tool's share is what the tool gives for that layer alone", async () => {
  // conventions.md 2.10, run on the very layer
  const { conventions } = await layer("Conv2d(16,32,3,p1)");
  const share = (tool: string, number: string) =>
    conventions.find((each) => each.tool === tool)!.numbers.find((each) => each.number === number)!;
  assertEquals(share("thop", "flops").amount, 1_105_920);
  assertEquals(share("torchinfo", "totalMultAdds").amount, 1_113_600);
  assertEquals(share("torch", "flops").amount, 2_211_840);
  assertEquals(share("torch", "flops").parts.length, 1);
  assertEquals(share("onnx-tool", "macs").amount, 1_113_600);
});

Deno.test("a name that there is not is answered with those that are near", async () => {
  const { facts } = await profile(new URL("resnet18.keep.onnx", zoo));
  assertThrows(() => facts.explain("layer1.0.convl"), ArgumentError, `the nearest are "layer1.0.conv1"`);
  assertThrows(() => facts.explain("layer1.*.conv1"), ArgumentError, `it is a pattern that matches "layer1.0.conv1", "layer1.1.conv1"`);
  assertThrows(() => facts.explain("__proto__"), ArgumentError);
});
