import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Profile } from "../../lib/analysis/profile.ts";
import { multiply, symbol } from "../../lib/model/dim.ts";
import { reconcile } from "../../lib/profile.ts";
import { Reconciliation, SideBySide } from "../../lib/reconciliation.ts";
import { readHtml } from "./_html.ts";
import { type NodeSketch, profileOf } from "./_profiles.ts";

const resnet = "examples/resnet50.onnx";
const dynamic = new URL("../data/zoo/resnet50.dyn.onnx", import.meta.url);

Deno.test("a waterfall begins and ends with both tools' numbers, and tells each step's amount, reason and places", async () => {
  const found = await reconcile(resnet, "thop", "torch");
  const bundle = found.toMimeBundle();
  assertEquals(Object.keys(bundle), ["text/html", "text/plain"]);
  const html = readHtml(bundle["text/html"]!).text;
  const order = [
    "thop flops",
    "4,131,897,344",
    "2 per multiply-accumulate",
    "+4,087,339,008",
    "BatchNorm",
    "−44,455,936",
    "torch flops",
    "8,174,678,016",
  ];
  let at = -1;
  for (const word of order) {
    const next = html.indexOf(word, at);
    assert(next > at, `${word} in its place`);
    at = next;
  }
  for (const text of [html, String(found)]) {
    assertStringIncludes(text.replaceAll(/\s+/g, " "), "53 nodes in bn1, layer1.0.bn1, … 51 more");
    assertStringIncludes(text.replaceAll(/\s+/g, " "), "torch does not");
  }
  assert(String(found).split("\n").every((line) => line.length <= 110 || line.startsWith("Note")));
});

Deno.test("bars of a waterfall stand where the number is", async () => {
  const lines = String(await reconcile(resnet, "thop", "torch")).split("\n");
  const bars = lines.filter((line) => /[█▏▎▍▌▋▊▉]/.test(line)).map((
    line,
  ) => [line.search(/[█▏▎▍▌▋▊▉]/), (line.match(/[█▏▎▍▌▋▊▉]/g) ?? []).length]);
  const left = bars[0]![0]!;
  assertEquals(bars.map(([start]) => start! - left), [0, 12, 23, 23, 0], "half of the way up, then the end");
  assertEquals(bars.map(([, length]) => length), [13, 12, 1, 1, 24]);
});

Deno.test("free sizes: digits at example values, closed forms below", async () => {
  const found = await reconcile(dynamic, "ptflops", "torch", { unfold: true });
  const html = readHtml(found.toMimeBundle()["text/html"]!).text;
  for (const text of [html, String(found)]) {
    assertStringIncludes(text, "at batch = 1, height = 224, width = 224");
    assertStringIncludes(text, "8,178,368,512");
    assertStringIncludes(text, "Closed forms");
    assertStringIncludes(text, "-1000*batch");
  }
});

Deno.test("the JSON has both numbers, their assumptions, and steps that name nodes", async () => {
  const json = JSON.parse(JSON.stringify(await reconcile(resnet, "thop", "ptflops")));
  assertEquals([json.from.convention, json.from.number, json.from.value, json.to.convention], ["thop", "flops", 4_131_897_344, "ptflops"]);
  assertEquals(json.to.assumptions[0].id, "elementwise-operators");
  const fields = ["after", "amount", "kind", "layer", "modules", "nodes", "reasons", "text", "title"];
  for (const step of json.steps) {
    assertEquals(
      Object.keys(step).filter((key) => key !== "layer").sort(),
      fields.filter((key) => key !== "layer"),
    );
  }
  const total = json.steps.reduce((sum: number, { amount }: { amount: number }) => sum + amount, json.from.value);
  assertEquals(total, json.to.value);
  assertEquals(json.steps.find(({ layer }: { layer: string }) => layer === "BatchNorm").nodes[0], "/bn1/BatchNormalization");
  const free = JSON.parse(JSON.stringify(await reconcile(dynamic, "thop", "torch")));
  assertEquals(free.steps[1].amount, "-2048*batch*floor((height + 31)/32)*floor((width + 31)/32) - 2048*batch");
});

Deno.test("a waterfall as a chart: bars that stand on each other", async () => {
  const chart = (await reconcile(resnet, "thop", "torch")).chart();
  assertEquals(Object.keys(chart.toMimeBundle()), ["application/vnd.vegalite.v5+json", "text/plain"]);
  const { data: { values } } = chart.toJSON() as { data: { values: { step: string; start: number; end: number; kind: string }[] } };
  assertEquals(values.map(({ step, kind }) => [step, kind]), [
    ["thop flops: 4.13 G", "total"],
    ["2 per multiply-accumulate: +4.09 G", "more"],
    ["BatchNorm: −44.5 M", "less"],
    ["AdaptiveAvgPool: −102 k", "less"],
    ["torch flops: 8.17 G", "total"],
  ]);
  assertEquals(values.map(({ start, end }) => [start, end]), [
    [0, 4_131_897_344],
    [4_131_897_344, 8_219_236_352],
    [8_219_236_352, 8_174_780_416],
    [8_174_780_416, 8_174_678_016],
    [0, 8_174_678_016],
  ]);
  assertStringIncludes(String(chart), "BatchNorm");
});

Deno.test("all tools beside each other: each number, what it counts, parameters, and what is assumed", async () => {
  const all = await reconcile(resnet);
  const html = readHtml(all.toMimeBundle()["text/html"]!).text;
  for (const text of [html, String(all)].map((each) => each.replaceAll(/\s+/g, " "))) {
    for (const { convention } of all.counts) assertStringIncludes(text, convention.name);
    assertStringIncludes(text, "4,131,897,344");
    assertStringIncludes(text, "two for a multiply-accumulate");
    assertStringIncludes(text, "23,764,003"); // onnx-tool's parameters, with the statistics
    assertStringIncludes(text, "ptflops assumes that sums and products");
  }
  const json = JSON.parse(JSON.stringify(all));
  assertEquals(json.conventions.length, all.counts.length);
  const torchvision = json.conventions.find(({ name }: { name: string }) => name === "torchvision");
  assertEquals([torchvision.main, torchvision.numbers], ["gflops", { gflops: 4.087 }]);
  const unknown = String(await reconcile(dynamic)).split("\n").find((line) => line.startsWith("torchvision"))!;
  assert(unknown.includes("?"), "what cannot be told is not 0");
});

/** A profile that carries hostile texts wherever a model file may put one. */
function hostileProfile(texts: readonly string[]): Profile {
  const nodes = texts.map((text, index): NodeSketch => ({
    name: text,
    op: text,
    module: `m${index}${text.replaceAll(".", "")}`,
    work: { macs: multiply(symbol(text.replaceAll("`", "'")), index + 1), adds: index },
  }));
  return profileOf(nodes, { name: texts.join(" "), inputs: texts.map((name) => ({ name, dtype: "float32", shape: [symbol(name)] })) });
}

Deno.test("text from a model is no markup and steers no terminal", () => {
  const facts = hostileProfile([
    `<script>alert(1)</script>`,
    `"><img src=x onerror="alert(1)">`,
    `</td></table></div><h1>`,
    "line\nfeed\r\ttab",
    "\u001b[31mred\u001b[0m\u0007",
    "\u202eright to left\u2066\u200b",
    "half \ud800 pair",
    "__proto__",
    "x".repeat(5000),
  ]);
  const found = new Reconciliation(facts, "flopbook", "flopbook.macs");
  for (const shown of [found, new SideBySide(facts)]) {
    const { "text/html": html, "text/plain": text } = shown.toMimeBundle();
    assertStringIncludes(readHtml(html!).text, "<script>");
    assert(html!.length < 60_000, `${html!.length} bytes`);
    assert(!/[\p{C}\p{Zl}\p{Zp}]/u.test(text.replaceAll("\n", "")), "no control characters");
    assertEquals(JSON.parse(JSON.stringify(shown)), JSON.parse(JSON.stringify(shown)));
  }
  assert(!/[\p{C}\p{Zl}\p{Zp}]/u.test(JSON.stringify(found.chart().toJSON())), "the chart's texts are printable");
});
