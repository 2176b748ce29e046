import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { findLayers } from "../../lib/display/found_layers.ts";
import { heaviestKinds } from "../../lib/display/heaviest_layers.ts";
import { layersOf } from "../../lib/display/layer_tree.ts";
import { viewOf } from "../../lib/display/profile_view.ts";
import { collapseRepeats, likenessOf } from "../../lib/display/repeated_layers.ts";
import { type Dim, sum } from "../../lib/model/dim.ts";
import { profile, tree } from "../../lib/profile.ts";
import { readHtml } from "./_html.ts";
import { conv, profileOf, residualNetwork } from "./_profiles.ts";

const resnet = new URL("../../examples/resnet50.onnx", import.meta.url);

Deno.test("the equal blocks of ResNet-50's stages are one line each, with the numbers of all", async () => {
  const text = String(await tree(resnet));
  // PyTorch: 2 + 3 + 5 + 2 blocks without a projection; layer3's have 1,117,184 parameters each
  for (const line of [/ \(1-2\): 2 × Module\(/, / \(1-3\): 3 × Module\(/, /^ *5\.59 M .* \(1-5\): 5 × Module\(/m]) {
    assertMatch(text, line);
  }
  assertEquals(text.split("\n").filter((line) => / × Module/.test(line)).length, 4);
  assertStringIncludes(text, "so many equal layers");
  const whole = String(await tree(resnet, { collapse: false }));
  assert(!whole.includes(" × ") && whole.split("\n").length > text.split("\n").length);
});

Deno.test("layers are equal only if types, shapes of parameters, costs and all in them are", () => {
  const sketches = [conv("a", 1, [8, 8], 3, 14), conv("b", 1, [8, 8], 3, 14), conv("c", 1, [8, 8], 3, 7), conv("d", 1, [72, 8], 1, 7)];
  const view = viewOf(profileOf(sketches));
  const { children } = collapseRepeats(view.root, likenessOf(view.profile));
  assertEquals(children.map(({ label, type }) => `${label}: ${type}`), ["a … b: 2 × Conv2d", "c: Conv2d", "d: Conv2d"]);
  assertEquals(sum(children.map(({ macs }): Dim => macs)), view.root.macs);
  // as many parameters and macs, in another shape
  const other = viewOf(profileOf([conv("a", 1, [8, 8], 3, 14), { ...conv("b", 1, [8, 8], 3, 14), type: "Other" }]));
  assertEquals(collapseRepeats(other.root, likenessOf(other.profile)).children.length, 2);
});

Deno.test("the heaviest list puts equal layers together, and still sums to the network", async () => {
  const view = viewOf((await profile(resnet)).facts);
  const { layers, rest } = heaviestKinds(view, 10);
  assertEquals([layers[0]!.type, layers[0]!.macs], ["5 × Conv2d", 5 * 115_605_504]);
  assertEquals(sum([...layers, rest!].map(({ macs }): Dim => macs)), view.root.macs);
  const shown = layers.reduce((count, { members = 1 }) => count + members, 0);
  assertEquals(rest!.label, `… ${layersOf(view.root).filter(({ children }) => children.length === 0).length - shown} more`);
});

Deno.test("a pattern finds layers by path or type, and shows what they stand in", async () => {
  const view = viewOf((await profile(resnet)).facts);
  const { root, count, of } = findLayers(view.root, "layer4.*conv");
  assertEquals([count, of], [9, view.profile.modules.length - 1]);
  const found = layersOf(root).filter(({ children, kind }) => kind === "module" && children.length === 0);
  assertEquals(found.map(({ name }) => name), [0, 1, 2].flatMap((block) => [1, 2, 3].map((each) => `layer4.${block}.conv${each}`)));
  for (const layer of layersOf(root)) {
    if (layer.children.length > 0) assertEquals(sum(layer.children.map(({ macs }): Dim => macs)), layer.macs, layer.name);
  }
  assertEquals(findLayers(view.root, "BATCHNORM2D").count, 53);
  const shown = await tree(resnet, { find: "layer4.*conv" });
  assertStringIncludes(String(shown), `9 of ${of} layers with "layer4.*conv" in their paths or types.`);
  assertStringIncludes(readHtml(shown.toMimeBundle()["text/html"]!).text, "… 9 others");
  assert(!String(shown).includes("Not shown"));
});

Deno.test("what is not found is told, whatever was asked for", async () => {
  const text = String(await tree(resnet, { find: "<b>\u001b[31m*nothing" }));
  assertStringIncludes(text, `No layer with "<b>\\u{1b}[31m*nothing" in its path or type.`);
  const { tags } = readHtml((await tree(resnet, { find: "<b>" })).toMimeBundle()["text/html"]!);
  assert(!tags.has("b"));
  const start = performance.now();
  findLayers(viewOf(profileOf(residualNetwork(1, 20, 12))).root, "*a".repeat(5000));
  assert(performance.now() - start < 500);
});
