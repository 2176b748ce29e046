import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { layerColumns, SUMMARY_COLUMNS, type SummaryColumn } from "../../lib/display/layer_columns.ts";
import { layersOf } from "../../lib/display/layer_tree.ts";
import { textWidth } from "../../lib/display/printable_text.ts";
import { viewOf } from "../../lib/display/profile_view.ts";
import { profile, summary } from "../../lib/profile.ts";
import { readHtml } from "./_html.ts";

const resnet = new URL("../../examples/resnet50.onnx", import.meta.url);

/** What the columns say of a layer of ResNet-50. */
async function cells(layer: string, names: readonly SummaryColumn[], source: URL = resnet): Promise<string[]> {
  const view = viewOf((await profile(source)).facts);
  const found = layersOf(view.root).find(({ name }) => name === layer)!;
  return layerColumns(view, names, 40).columns.map(({ text }) => text(found));
}

Deno.test("input and output shapes are those that PyTorch's hooks saw", async () => {
  // shared/zoo/modules/resnet50.json.gz: calls, made by torch's own forward hooks
  const calls: [string, string, string][] = [
    ["conv1", "[1, 3, 224, 224]", "[1, 64, 112, 112]"],
    ["layer1", "[1, 64, 56, 56]", "[1, 256, 56, 56]"],
    ["layer2.0.downsample", "[1, 256, 56, 56]", "[1, 512, 28, 28]"],
    ["layer4.2.conv3", "[1, 512, 7, 7]", "[1, 2048, 7, 7]"],
    ["avgpool", "[1, 2048, 7, 7]", "[1, 2048, 1, 1]"],
  ];
  for (const [layer, input, output] of calls) assertEquals(await cells(layer, ["input", "output"]), [input, output], layer);
  assertEquals(await cells("", ["input"]), ["[1, 3, 224, 224]"]);
});

Deno.test("kernels, bytes and receptive fields stand beside the layers that have them", async () => {
  assertEquals(await cells("conv1", ["kernel", "params", "multAdds", "weightBytes", "activationBytes", "receptiveField", "trainable"]), [
    "[7, 7]",
    "9,408",
    "118,013,952",
    "36.8 KiB",
    "3.06 MiB",
    "7",
    "?",
  ]);
  assertEquals(await cells("maxpool", ["kernel", "weightBytes", "receptiveField", "trainable"]), ["[3, 3]", "0 bytes", "11", "–"]);
  assertEquals(await cells("layer3", ["kernel", "receptiveField"]), ["", "267"]);
  assertEquals(await cells("layer4", ["receptiveField"]), ["427"]);
  assertEquals(await cells("avgpool", ["receptiveField"]), ["all"]);
});

Deno.test("columns are chosen by name, in the caller's order, and rows and depth by number", async () => {
  const text = String(await summary(resnet, { columns: ["trainable", "params"], depth: 1 }));
  assertMatch(text, /^Layer \(type: depth-idx\) +Trainable +Params$/m);
  assertMatch(text, /^├─layer4 \(Sequential: 1-8\) +\? +14,964,736$/m);
  assert(!text.includes("2-1)"));
  const few = String(await summary(resnet, { rows: 12 }));
  assert(few.split("\n").filter((line) => /[├└]─/.test(line)).length <= 12, few);
  const view = viewOf((await profile(resnet)).facts);
  assertThrows(() => layerColumns(view, ["parms" as "params"], 40), RangeError, 'Cannot show column "parms" as it must be one of: input');
});

Deno.test("every column is in text and in HTML, which stays what front ends allow", async () => {
  const shown = await summary(resnet, { columns: SUMMARY_COLUMNS, width: 200 });
  const { text } = readHtml(shown.toMimeBundle()["text/html"]!);
  for (
    const title of [
      "Input shape",
      "Output shape",
      "Kernel",
      "Params",
      "Mult-adds (macs)",
      "Share",
      "Trainable",
      "Weights (bytes)",
      "Activations (bytes)",
      "Receptive field",
    ]
  ) {
    assertStringIncludes(text, title);
    assertStringIncludes(String(shown), title);
  }
  for (const line of String(shown).split("\n")) assert(textWidth(line) <= 200, line);
});

Deno.test("a network without windows has no column for them", async () => {
  const text = String(await summary(new URL("../data/zoo/lstm_lm.keep.onnx", import.meta.url)));
  assert(!text.includes("Kernel") && !text.includes("Receptive field"), text);
});
