/** Why tools' numbers differ: sums that close on real models, and steps whose amounts follow from the tools' rules and the zoo's truths. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ArgumentError } from "../../lib/analysis/argument_error.ts";
import { type Convention, defineConvention, type Item, type Network } from "../../lib/analysis/conventions/convention.ts";
import { ConventionCounts } from "../../lib/analysis/conventions/mod.ts";
import { decimalDifference } from "../../lib/analysis/reconcile/decimal_difference.ts";
import { reconcileCounts } from "../../lib/analysis/reconcile/reconcile.ts";
import type { Step, Waterfall } from "../../lib/analysis/reconcile/waterfall.ts";
import { add, type Dim, multiply, sum, symbol } from "../../lib/model/dim.ts";
import { profile, reconcile } from "../../lib/profile.ts";
import type { Report } from "../../lib/report.ts";

const data = new URL("../data/zoo/", import.meta.url);
const shared = new URL("../../../shared/zoo/", import.meta.url);
const hasShared = await Deno.stat(shared).then(() => true, () => false);

/** Every number of every convention that can be told. */
function addresses({ conventions }: Report): string[] {
  return conventions.all().flatMap(({ convention, numbers }) => Object.keys(numbers).map((number) => `${convention.name}.${number}`));
}

/** Thousandths, so that decimal numbers are compared exactly. */
function thousandths(dim: Dim): Dim {
  return typeof dim === "number" && !Number.isInteger(dim) ? Math.round(dim * 1000) : multiply(dim, 1000);
}

/** All amounts sum to the difference, every step stands on the one before, and nothing of it is without words. */
function checkClosed({ from, to, steps }: Waterfall, title: string): void {
  const amounts = steps.map(({ amount }) => thousandths(amount));
  assertEquals(sum([thousandths(from.value), ...amounts]), thousandths(to.value), title);
  let before = from.value;
  for (const { amount, after, text, title: words, kind } of steps) {
    assertEquals(sum([thousandths(before), thousandths(amount)]), thousandths(after), `${title}: ${words}`);
    assert(text !== "" && words !== "" && !text.includes("undefined"), title);
    if (kind !== "finish") assertEquals(after, add(before, amount));
    before = after;
  }
  assertEquals(before, to.value, title);
}

function checkAllPairs(report: Report, numbers = addresses(report)): number {
  for (const from of numbers) {
    for (const to of numbers) {
      const found = reconcileCounts(report.conventions, from, to, (dim) => typeof dim === "number" ? dim : undefined);
      checkClosed(found, `${from} to ${to}`);
      if (from === to) assertEquals(found.steps, []);
      assert(found.steps.flatMap((step) => step.nodes).every((index) => report.nodes[index] !== undefined));
    }
  }
  return numbers.length;
}

for await (const { name } of Deno.readDir(data)) {
  if (!name.endsWith(".onnx")) continue;
  Deno.test(`${name}: the way from any tool's number to any other closes exactly`, async () => {
    for (const unfold of [false, true]) assert(checkAllPairs(await profile(new URL(name, data), { unfold })) >= 20);
  });
}

Deno.test({
  name: `the way from any tool's number to any other closes exactly on the shared zoo${
    hasShared ? "" : " (skipped: ../shared/zoo is not there)"
  }`,
  ignore: !hasShared,
  async fn(context) {
    for await (const { name } of Deno.readDir(new URL("models/", shared))) {
      if (!/\.(keep|dyn)\.onnx$/.test(name)) continue;
      await context.step(name, async () => {
        const report = await profile(new URL(`models/${name}`, shared));
        checkAllPairs(report, addresses(report).filter((each) => !/params|Params|Bytes|constants/.test(each)));
      });
    }
  },
});

/** A step's title with its amount. */
function amountsOf(steps: readonly Step[]): [title: string, amount: Dim][] {
  return steps.map(({ title, amount }) => [title, amount]);
}

/** Elements that ResNet-50's normalisations take: fvcore's activations, 11,114,984, without the classifier's 1,000. */
const NORMALISED = 11_113_984;
/** Elements that its ReLUs give: calflops's 8,211,108,352 without 2 per multiply-accumulate, 2 for each that is normalised, and both poolings. */
const RECTIFIED = 8_211_108_352 - 2 * 4_089_184_256 - 2 * NORMALISED - 64 * 112 * 112 - 2048 * 7 * 7;

Deno.test("ResNet-50 from thop to torch: 2 per multiply-accumulate, 4 an element of BatchNorm, the adaptive pooling", async () => {
  const { from, to, steps } = await reconcile("examples/resnet50.onnx", "thop", "torch");
  assertEquals([from.value, to.value], [4_131_897_344, 2 * 4_087_339_008]);
  assertEquals(amountsOf(steps), [
    ["2 per multiply-accumulate", 4_087_339_008], // half of torch's number
    ["BatchNorm", -4 * NORMALISED],
    ["AdaptiveAvgPool", -(7 * 7 + 1) * 2048], // the window's size and 1 for an output element
  ]);
  assertEquals(steps.map(({ kind, nodes }) => [kind, nodes.length]), [["unit", 54], ["only-from", 53], ["only-from", 1]]);
  assertEquals([steps[1]!.modules.length, steps[1]!.modules[0]], [53, "bn1"]);
  assertStringIncludes(steps[1]!.text, "thop counts 4 for an element");
});

Deno.test("the same where the exporter has merged the normalisations, and with free sizes: closed forms", async () => {
  const dynamic = new URL("resnet50.dyn.onnx", data);
  const free = await reconcile(dynamic, "thop", "torch", { unfold: true });
  assertEquals(free.steps.map(({ title }) => title), ["2 per multiply-accumulate", "BatchNorm", "AdaptiveAvgPool"]);
  assert(free.steps.every(({ amount }) => String(amount).includes("batch")));
  const fixed = await reconcile(dynamic, "thop", "torch", { unfold: true, dims: { batch: 1, height: 224, width: 224 } });
  assertEquals([fixed.from.value, fixed.to.value], [4_133_742_592, 8_178_368_512]); // as both print it
  assertEquals(fixed.steps.map(({ amount }) => amount), [4_089_184_256, -4 * NORMALISED, -102_400]);
});

Deno.test("what is counted twice, biases, and what a tool rounds in the end are steps of their own", async () => {
  const resnet = "examples/resnet50.onnx";
  const twice = amountsOf((await reconcile(resnet, "ptflops", "fvcore")).steps);
  assertEquals(twice.filter(([title]) => title === "ReLU"), [["ReLU", -RECTIFIED], ["ReLU", -RECTIFIED]]);
  assertEquals(twice.filter(([title]) => title === "bias of Linear"), [["bias of Linear", -99]]);
  const { steps, to } = await reconcile(resnet, "ptflops-aten", "torchvision");
  assertEquals(amountsOf(steps), [["bias of Linear", -99], ["division or rounding", -4_087_339_003.913]]);
  assertEquals([to.value, steps[1]!.kind, steps[1]!.after], [4.087, "finish", 4.087]);
  const [first] = (await reconcile(resnet, "torchvision", "fvcore")).steps;
  assertEquals([first!.kind, first!.after], ["finish", 4_087_339_008]);
});

Deno.test("U-Net from thop to torch: transposed convolutions by their output", async () => {
  const transposed = 805_306_368; // of torch's multiply-accumulates; each doubles both sides of an image
  const normalised = (12_100_567_040 - 9_623_830_528 - 3 * transposed) / 4;
  const unet = new URL("unet.keep.onnx", data);
  assertEquals(amountsOf((await reconcile(unet, "thop", "torch")).steps), [
    ["2 per multiply-accumulate", 9_623_830_528],
    ["ConvTranspose", -3 * transposed],
    ["BatchNorm", -4 * normalised],
  ]);
  const instructions = amountsOf((await reconcile(unet, "torch", "onnx-tool")).steps);
  assertEquals(instructions.filter(([title]) => title === "BatchNorm"), [["BatchNorm", 31 * normalised]]);
});

Deno.test("an encoder from thop to torch: attention and fused layers that no hook sees", async () => {
  const [addmm, bmm, linears] = [50_332_928, 4_194_304, 16_777_856]; // torch's operations, and multiply-accumulates of Linear modules
  assertEquals(amountsOf((await reconcile(new URL("transformer_encoder.keep.onnx", data), "thop", "torch")).steps), [
    ["2 per multiply-accumulate", 640],
    ["Linear in a fused encoder layer", 2 * (linears - 640)],
    ["Linear in an attention module", addmm - 2 * linears],
    ["MatMul in an attention module", bmm],
  ]);
});

Deno.test({
  name: `ViT-B/16 from thop to fvcore: attention, and 5 for 4 an element of LayerNorm${
    hasShared ? "" : " (skipped: ../shared/zoo is not there)"
  }`,
  ignore: !hasShared,
  async fn() {
    const { steps } = await reconcile(new URL("models/vit_b_16.keep.onnx", shared), "thop", "fvcore");
    assertEquals(amountsOf(steps), [
      ["Linear in an attention module", 33_465_790_464 / 2 - 11_155_519_488],
      ["MatMul in an attention module", 1_430_654_976 / 2],
      ["LayerNorm", 25 * 197 * 768],
    ]);
  },
});

Deno.test("one sample or the batch is a step of its own", async () => {
  const dims = { batch: 3, seq: 32 };
  const { from, steps } = await reconcile(new URL("gpt2_nano.dyn.onnx", data), "ptflops-aten", "torch", { dims });
  assertEquals([steps[0]!.kind, steps[0]!.amount], ["sample", multiply(from.value, 2)]);
  assertEquals(steps[1]!.amount, 3 * 23_756_800);
  const back = await reconcile(new URL("gpt2_nano.dyn.onnx", data), "torch", "ptflops-aten", { dims });
  assertEquals(back.steps.at(-1)!.amount, multiply(from.value, -2));
});

/** A network of nodes with so many multiply-accumulates each. */
function networkOf(macs: readonly Dim[]): Network {
  const nodes = macs.map((each, index) => ({ op: "Conv", macs: each, work: { macs: each, adds: 5 }, module: `m${index}` }));
  return { nodes, program: { calls: [] } } as unknown as Network;
}

function made(name: string, items: readonly Item[], perMac: 1 | 2 = 1): Convention {
  const numbers = { total: { items: () => items, perMac } };
  return defineConvention({
    name,
    source: "",
    version: "1",
    unit: "",
    counts: "nodes",
    main: "total",
    numbers,
    reasons: { own: `what ${name} counts` },
  });
}

Deno.test("the mechanism knows no tool: parts of any two conventions are matched by their nodes", () => {
  const item = (node: number, amount: Dim): Item => ({ nodes: [node], module: `m${node}`, amount, reason: "own" });
  const n = symbol("n");
  const network = networkOf([multiply(n, 10), 20]);
  const left = made("left", [item(0, add(multiply(n, 10), 5)), { nodes: [], module: "", amount: 3, reason: "own" }]);
  const right = made("right", [item(0, multiply(n, 20)), item(1, 40)], 2);
  const counts = new ConventionCounts(() => network, {}, [left, right]);
  const found = reconcileCounts(counts, "left", "right", (dim) => typeof dim === "number" ? dim : undefined);
  checkClosed(found, "made");
  assertEquals(found.steps.map(({ kind, amount, nodes }) => [kind, amount, nodes]), [
    ["unit", multiply(n, 10), [0]],
    ["only-to", 40, [1]],
    ["bias", -5, [0]],
    ["only-from", -3, []],
  ]);
});

Deno.test("numbers that are none, or cannot be told, are refused by name", async () => {
  const { conventions } = await profile(new URL("resnet50.dyn.onnx", data));
  const from = (address: string) => () => reconcileCounts(conventions, address, "thop", () => 0);
  assertThrows(from("guess"), ArgumentError, "must be one of: flopbook");
  assertThrows(from("torch.macs"), ArgumentError, 'Cannot reconcile "torch.macs" as the numbers of torch are: flops');
  assertThrows(from("torch.constructor"), ArgumentError, "the numbers of torch are");
  assertThrows(from("torchvision"), ArgumentError, "gflops cannot be told: it rounds");
});

Deno.test("a decimal difference has no more digits than both numbers", () => {
  assertEquals(decimalDifference(4.1, 4.3), 0.2);
  assertEquals(decimalDifference(4_089_184_256, 4.089), -4_089_184_251.911);
  assertEquals(decimalDifference(symbol("n"), symbol("n")), 0);
  assertEquals(decimalDifference(2, 7), 5);
});
