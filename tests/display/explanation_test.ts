import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { formulaLatex, symbolLatex } from "../../lib/display/formula_latex.ts";
import { factor, literal, over, plus, times } from "../../lib/analysis/explain/formula.ts";
import { formulaText } from "../../lib/display/formula_text.ts";
import { floorDivide, symbol } from "../../lib/model/dim.ts";
import * as nn from "../../lib/nn/mod.ts";
import { profile } from "../../lib/profile.ts";
import { model, tensor, value } from "../analysis/_models.ts";

const resnet18 = await profile(new URL("../data/zoo/resnet18.keep.onnx", import.meta.url));

Deno.test("the text has the formula with the numbers put in, and in symbols", () => {
  const text = String(resnet18.explain("layer1.0.conv1"));
  assertStringIncludes(text, "parameters: (3 × 3 × 64 + 0) × 64 = 36,864\n            (k × k × Cin + 0) × Cout\n");
  assertStringIncludes(text, "macs: 3 × 3 × 64 × 64 × 56 × 56 = 115,605,504\n");
  assertStringIncludes(text, "multiply-accumulates of a convolution, without the bias");
});

Deno.test("the text of a module is the table of its parts and the sum", () => {
  const text = String(resnet18.explain("layer1.0"));
  assertStringIncludes(text, "(3 × 3 × 64 + 0) × 64 = 36,864");
  // two convolutions of 36,864 and two normalisations of 128
  assert(/^sum +73,984 +231,211,008 /m.test(text), text);
});

Deno.test("a notebook is given Markdown with LaTeX, and no HTML that would hide it", () => {
  const bundle = resnet18.explain("layer1.0.conv1").toMimeBundle();
  assertEquals(Object.keys(bundle), ["text/markdown", "text/plain"]);
  const markdown = bundle["text/markdown"]!;
  assertStringIncludes(markdown, "(k \\times k \\times C_{\\mathrm{in}} + 0) \\times C_{\\mathrm{out}}");
  assertStringIncludes(markdown, "3 \\times 3 \\times 64 \\times 64 \\times 56 \\times 56 = 115{,}605{,}504");
});

Deno.test("a layer that is a network of its own is told by its class, and the tools' rules are folded", async () => {
  const linear = await profile(new nn.Linear(3, 2), { inputs: { x: [1, 3] } });
  const [heading, ...rest] = linear.explain("").toMarkdown().split("\n\n");
  assertStringIncludes(heading!, "Linear, ");
  const folded = rest.slice(rest.findIndex((block) => block.startsWith("<details>")));
  assertEquals([folded.length, folded.at(-1)], [3, "</details>"]); // Markdown reads the table only between empty lines
  assert(folded[1]!.startsWith("| tool"), folded[1]);
});

Deno.test("JSON has formula, numbers and what the symbols stand for", () => {
  const { quantities, conventions } = JSON.parse(JSON.stringify(resnet18.explain("fc")));
  assertEquals(quantities[0], {
    name: "parameters",
    value: 513_000,
    formula: "(in + 1) × out",
    numbers: "(512 + 1) × 1,000",
    where: [{ symbol: "in", value: 512, meaning: "input features" }, { symbol: "out", value: 1000, meaning: "output features" }],
  });
  // deno-lint-ignore no-explicit-any -- parsed
  assert(conventions.some(({ tool, numbers }: any) => tool === "torchinfo" && numbers[0].amount === 513_000));
});

Deno.test("sizes that are expressions stand in brackets or as fractions", () => {
  const half = floorDivide(symbol("height"), 2);
  const formula = times(
    plus(factor("k", 3, "window"), literal(-1)),
    over(factor("Cin", 8, "channels"), factor("g", 2, "groups")),
    factor("Hout", half, "height"),
  );
  assertEquals(formulaText(formula, "symbols"), "(k - 1) × Cin / g × Hout");
  assertEquals(formulaText(formula, "numbers"), "(3 - 1) × 8 / 2 × floor(height/2)");
  assertEquals(
    formulaLatex(formula, "numbers"),
    "(3 - 1) \\times \\frac{8}{2} \\times \\left\\lfloor \\frac{\\mathrm{height}}{2} \\right\\rfloor",
  );
});

Deno.test("symbols are letters with an index, or words", () => {
  assertEquals(["k", "kh", "Cin", "N", "n1", "rows", "in", "weight_ih"].map(symbolLatex), [
    "k",
    "k_{\\mathrm{h}}",
    "C_{\\mathrm{in}}",
    "N",
    "n_{\\mathrm{1}}",
    "\\mathrm{rows}",
    "\\mathrm{in}",
    "\\mathrm{weight\\_ih}",
  ]);
});

Deno.test("names from a model file are neither markup nor formulas nor links", async () => {
  const name = "<img src=x>|$\\input{a}$[a](http://b)*c*";
  const network = model({
    inputs: [value("x", [symbol("$\\evil{}|"), 4])],
    outputs: ["y"],
    nodes: [{ op: "Gemm", inputs: ["x", "w"], outputs: ["y"], name, attributes: { transB: 1 } }],
    tensors: [tensor("w", [3, 4])],
  });
  const markdown = (await profile(network)).explain(name).toMarkdown();
  assert(!/<img|\\input|\\evil|\]\(http/.test(markdown), markdown);
  assertEquals(markdown.split("\n").filter((line) => line.startsWith("| flopbook"))[0]!.match(/\|/g)!.length, 5);
});
