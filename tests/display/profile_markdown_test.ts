import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { profileMarkdown } from "../../lib/display/profile_markdown.ts";
import { multiply, symbol } from "../../lib/model/dim.ts";
import { profile } from "../../lib/profile.ts";
import { type NodeSketch, profileOf } from "./_profiles.ts";

const { facts } = await profile(new URL("../../examples/resnet50.onnx", import.meta.url));

/** Cells of a table's line. */
function cells(line: string): number {
  return line.split("|").length - 2;
}

function tablesOf(text: string): string[][] {
  return [...text.matchAll(/(?:^\|.*\|$\n?)+/gm)].map(([table]) => table.trimEnd().split("\n"));
}

Deno.test("ResNet-50: totals, heaviest, layers", () => {
  const text = profileMarkdown(facts);
  assertStringIncludes(text, "# What resnet50.onnx costs");
  assertStringIncludes(text, "| macs | 4,087,339,008 | 4.09 G |");
  assertStringIncludes(text, "| `layer1.0.conv2` |");
  assertEquals(tablesOf(text).length, 3);
  assert(text.length < 40_000);
});

Deno.test("a hostile model's names are text in every cell", () => {
  const names = [
    "<script>alert(1)</script>",
    "a|b|c",
    "`|`",
    "\\|",
    "x\n| y |\n# z",
    "[a](javascript:b)",
    "![i](http://x/y.png)",
    "<!--",
    "\u202e",
    "| --- |",
  ];
  const sketches = names.map((name, index): NodeSketch => ({
    name,
    op: name,
    module: `m${index}${name.replaceAll(".", "")}`,
    type: name,
    work: { macs: multiply(symbol(name.replaceAll("`", "'")), index + 1) },
    shape: [symbol(name)],
    ...(index % 3 === 0 && { problem: name, work: {} }),
  }));
  const text = profileMarkdown(profileOf(sketches, {
    name: names.join(" "),
    producer: names.join(" "),
    inputs: names.map((name) => ({ name, dtype: "float32", shape: [symbol(name)] })),
    outputs: names.map((name) => ({ name })),
    notes: names.map((name) => ({ kind: "input", text: name, tensors: [] })),
  }));
  for (const table of tablesOf(text)) {
    for (const line of table) assertEquals(cells(line), cells(table[0]!), line);
  }
  const outsideCode = text.replace(/`[^`\n]*`/g, "");
  assert(!/<|!\[|\]\(|javascript:/.test(outsideCode.replaceAll("&nbsp;", "")), outsideCode);
  assertEquals(text.split("\n").filter((line) => line.startsWith("#")).length, 4);
  assert(!/[\p{C}]/u.test(text.replaceAll("\n", "")));
});
