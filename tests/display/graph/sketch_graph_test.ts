import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { moduleGraph } from "../../../lib/analysis/graph/module_graph.ts";
import { graphText } from "../../../lib/display/graph/graph_text.ts";
import { isGroup, type SketchBox, type SketchGroup, type SketchPart } from "../../../lib/display/graph/sketch.ts";
import { sketchGraph } from "../../../lib/display/graph/sketch_graph.ts";
import { fitMiddle, textExtent } from "../../../lib/display/graph/text_extent.ts";
import { inferShapes } from "../../../lib/analysis/infer_shapes.ts";
import { measure } from "../../../lib/analysis/measure.ts";
import { profile } from "../../../lib/profile.ts";
import { model, value } from "../../analysis/_models.ts";

const { facts } = await profile(new URL("../../../examples/resnet50.onnx", import.meta.url));
const sketch = sketchGraph(facts, moduleGraph(facts));

function boxesOf(parts: readonly SketchPart[]): SketchBox[] {
  return parts.flatMap((part) => isGroup(part) ? boxesOf(part.parts) : [part]);
}

function groupsOf(parts: readonly SketchPart[]): SketchGroup[] {
  return parts.flatMap((part) => isGroup(part) ? [part, ...groupsOf(part.parts)] : []);
}

Deno.test("ResNet-50: what follows a convolution alone is stacked with it, and repeated blocks are piles", () => {
  const boxes = sketch.columns.flatMap(({ parts }) => boxesOf(parts));
  const stacks = boxes.map(({ segments }) => segments.map(({ title }) => title).join(" / "));
  assertEquals(stacks[1], "conv1 · Conv2d / bn1 · BatchNorm2d / relu · ReLU");
  assertEquals(stacks.filter((stack) => stack === "Add / relu · ReLU").length, 8);
  const piles = sketch.columns.flatMap(({ parts }) => groupsOf(parts)).filter(({ piled }) => piled).map(({ title }) => title);
  assertEquals(piles, ["2 × layer1.1 … layer1.2", "3 × layer2.1 … layer2.3", "5 × layer3.1 … layer3.5", "2 × layer4.1 … layer4.2"]);
  assertEquals(boxes[1]!.segments[0]!.detail, "1 × 64 × 112 × 112 · 118 M macs");
  assertEquals(boxes[1]!.segments.map(({ tone }) => tone), ["learned", "stored", "plain"]);
  assertStringIncludes(boxes[1]!.segments[0]!.tooltip, "118 M macs, 9.41 k parameters");
});

Deno.test("words fit into their boxes", () => {
  for (const { width, height, segments } of sketch.columns.flatMap(({ parts }) => boxesOf(parts))) {
    assertEquals(segments.reduce((total, segment) => total + segment.height, 0), height);
    for (const { title, detail } of segments) {
      assert(textExtent(title, 11) <= width - 8, title);
      assert(textExtent(detail, 9.5) <= width - 8, detail);
    }
  }
});

Deno.test("text is as wide as DejaVu Sans draws it, and is cut in the middle", () => {
  assertEquals(Math.round(textExtent("iiWW", 100)), 28 + 28 + 99 + 99); // advances of the font: 569 and 2025 of 2048
  assertEquals(fitMiddle("layer1", 11, 100), "layer1");
  const cut = fitMiddle("x".repeat(10_000), 11, 100);
  assert(cut.includes("…") && textExtent(cut, 11) <= 100 && textExtent(cut, 11) > 80, cut);
});

Deno.test("the text twin has a line for each box, with what it takes", () => {
  const lines = graphText(facts, moduleGraph(facts)).split("\n");
  assertEquals(lines[0], "The flow of data in resnet50.onnx");
  assert(lines.some((line) => /2 × layer1\.1 … layer1\.2 .*each$/.test(line)));
  const add = lines.find((line) => /^\s*\d+\s+Add /.test(line))!;
  assert(/← 13, 15$/.test(add), add);
  for (const line of lines) assert(line.length <= 150, line);
});

Deno.test("names from a hostile model are text without control characters, and cut", () => {
  const bad = `\u001b[31m<img src=x onerror=alert(1)>\u202e${"y".repeat(9000)}`;
  const network = measure(inferShapes(model({
    inputs: [value(bad, [2])],
    outputs: ["out"],
    nodes: [{ name: `/${bad.replaceAll("/", "")}/a/Relu`, op: "Relu", inputs: [bad], outputs: ["p"] }, {
      name: bad,
      op: "Tanh",
      inputs: ["p"],
      outputs: ["out"],
    }],
  })));
  for (const depth of [1, 3]) {
    const graph = moduleGraph(network, { depth });
    const text = graphText(network, graph);
    assert(!/[\p{C}\p{Zl}\p{Zp}]/u.test(text.replaceAll("\n", "")) && text.length < 3000, `${text.length}`);
    for (const { width, segments } of sketchGraph(network, graph).columns.flatMap(({ parts }) => boxesOf(parts))) {
      assert(width <= 210 && segments.every(({ tooltip }) => tooltip.length < 400));
    }
  }
});
