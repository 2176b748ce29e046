import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { toJson } from "../../lib/display/json.ts";
import { profileBundle, summaryBundle, treeBundle } from "../../lib/display/mime_bundle.ts";
import { profileHtml } from "../../lib/display/profile_html.ts";
import { profileText } from "../../lib/display/profile_text.ts";
import { viewOf } from "../../lib/display/profile_view.ts";
import { summaryHtml } from "../../lib/display/summary_html.ts";
import { summaryText } from "../../lib/display/summary_text.ts";
import { treeHtml } from "../../lib/display/tree_html.ts";
import { treeText } from "../../lib/display/tree_text.ts";
import { add, type Dim, floorDivide, multiply, product, symbol } from "../../lib/model/dim.ts";
import { readHtml } from "./_html.ts";
import { conv, type NodeSketch, profileOf, residualNetwork } from "./_profiles.ts";

const batch = symbol("batch");
const height = symbol("height");

Deno.test("a profile has the counts on top, the heaviest layers, and the rest folded", () => {
  const profile = profileOf(residualNetwork(1), { name: "resnet", notes: [{ kind: "unused", text: "3 tensors are unused", tensors: [] }] });
  const { text } = readHtml(profileHtml(profile));
  const order = [
    "resnet",
    "pytorch 1.13.1",
    "18.8 M",
    "2,892,546,048",
    "flopbook convention",
    "All 49 nodes are counted exactly",
    "3 tensors are unused",
  ];
  let at = -1;
  for (
    const word of [
      ...order,
      "Heaviest modules by macs",
      "6 × Conv2d",
      "118 M",
      "… 12 more",
      "All 53 modules",
      "3 kinds of operator in 49 nodes",
    ]
  ) {
    const next = text.indexOf(word, at);
    assert(next > at, `${word} in its place`);
    at = next;
  }
  assertStringIncludes(profileText(profile), "Heaviest layers by macs");
});

Deno.test("budgets: a model of 1,000 nodes stays far under 300 KB, whatever its names", () => {
  const long = (node: NodeSketch): NodeSketch => ({ ...node, module: (node.module ?? "").replaceAll("layer", "a_long_name_for_a_layer") });
  for (const sketches of [residualNetwork(1, 25, 10), residualNetwork(1, 25, 10).map(long), residualNetwork(batch, 25, 10)]) {
    const profile = profileOf(sketches);
    assert(profile.nodes.length > 1000);
    assert(profileHtml(profile).length < 150_000, `profile: ${profileHtml(profile).length}`);
    assert(treeHtml(profile).length < 200_000);
    assert(summaryHtml(profile).length < 100_000);
    assert(profileText(profile).length < 20_000);
  }
  assert(profileHtml(profileOf(residualNetwork(1))).length < 100_000);
});

Deno.test("closed forms stand as the contract writes them, with the way to numbers", () => {
  const profile = profileOf(residualNetwork(batch), { inputs: [{ name: "input", dtype: "float32", shape: [batch, 3, 224, 224] }] });
  const { text } = readHtml(profileHtml(profile));
  for (const shown of [text, profileText(profile)]) {
    assertStringIncludes(shown, "2892546048*batch");
    assertStringIncludes(shown, "profile(model, { dims: { batch: 1 } })");
    assertStringIncludes(shown, "118 M·batch");
    assertStringIncludes(shown, "at batch = 1");
  }
  assertStringIncludes(summaryText(profile), "118,013,952·batch");
});

Deno.test("shares of costs that all grow alike are exact; others are at sizes that are told", () => {
  const alike = viewOf(profileOf(residualNetwork(batch)));
  assertEquals(alike.shares("macs").atStandIns, false);
  assertEquals(alike.shares("macs").of(multiply(batch, 118_013_952)), 118_013_952 / 2_892_546_048);
  assertEquals(alike.shares("memoryAccess").atStandIns, true);
  const half = floorDivide(height, 2);
  const mixed = profileOf([conv("full", batch, [3, 8], 3, height), conv("half", batch, [8, 16], 3, half)], {
    inputs: [{ name: "image", dtype: "float32", shape: [batch, 3, height, height] }],
  });
  assertEquals(viewOf(mixed).standIns.text, "batch = 1, height = 224");
  assertEquals(viewOf(mixed).shares("macs").of(viewOf(mixed).root.macs), 1);
  for (const shown of [profileHtml(mixed), profileText(mixed), treeText(mixed)]) assertStringIncludes(shown, "at batch = 1, height = 224");
  const macs = 224 * 224 * 8 * 27 + 112 * 112 * 16 * 72;
  assertStringIncludes(summaryText(mixed), macs.toLocaleString("en-US"));
});

Deno.test("stand-ins fit the network: a limit and a multiple are met, and lengths are long enough to have macs", () => {
  const seq = symbol("seq");
  const node: NodeSketch = { name: "window", work: { macs: floorDivide(seq, 512) }, shape: [seq] };
  const sound = profileOf([node], { inputs: [{ name: "samples", dtype: "float32", shape: [batch, seq] }] });
  assertEquals(viewOf(sound).standIns.text, "batch = 1, seq = 512");
  const tokens = profileOf([{ name: "a", work: { macs: product([seq, 64]) } }], {
    inputs: [{ name: "tokens", dtype: "int64", shape: [batch, seq] }],
  });
  const limited = { ...tokens, constraints: [{ left: seq, relation: "is at most" as const, right: 77, node: "a" }] };
  assertEquals(viewOf(limited).standIns.text, "batch = 1, seq = 77");
  assertStringIncludes(profileText(limited), "It runs only where: seq ≤ 77");
});

Deno.test("what is not known is never 0", () => {
  const profile = profileOf([
    conv("known", 1, [3, 8], 3, 14),
    { name: "/strange/NonMaxSuppression", op: "NonMaxSuppression", module: "strange", type: "Module", problem: "no rule for it" },
  ]);
  const shown = [profileText(profile), readHtml(profileHtml(profile)).text, summaryText(profile), readHtml(treeHtml(profile)).text];
  for (const text of shown) assertStringIncludes(text, "≥ 42");
  for (const text of shown.slice(0, 3)) {
    assertStringIncludes(text, "1 of 2 nodes are counted exactly");
    assertStringIncludes(text, "no rule for it");
  }
  const row = summaryText(profile).split("\n").find((line) => line.includes("strange (Module"))!;
  assertMatch(row, /\? +0 +\? +\?$/);
  const nothing = profileText(profileOf([{ name: "x", op: "Custom", problem: "no rule for it" }]));
  assertMatch(nothing, /^macs +\?$/m);
});

Deno.test("costs that the data decide are ranges", () => {
  const boxes = symbol("boxes");
  const profile = profileOf([conv("known", 1, [3, 8], 3, 14), {
    name: "roi",
    module: "head",
    work: { macs: multiply(boxes, 100) },
    reads: boxes,
    writes: boxes,
  }], { ranges: new Map([["boxes", { min: 0, max: 50 }]]), outputs: [{ name: "boxes", shape: [boxes, 4] }] });
  const text = summaryText(profile);
  assertMatch(text, /head .* ≤ 5,000/);
  assertStringIncludes(text, "42,336 to 47,336");
  assertStringIncludes(text, "boxes (0 to 50)");
  assertStringIncludes(text, "1 within bounds");
});

Deno.test("bundles have HTML and text, and nothing that hides them", () => {
  const profile = profileOf(residualNetwork(1));
  for (const bundle of [profileBundle(profile), summaryBundle(profile, { limit: 10 }), treeBundle(profile, { depth: 1 })]) {
    assertEquals(Object.keys(bundle), ["text/html", "text/plain"]);
    readHtml(bundle["text/html"]!);
  }
});

Deno.test("networks without nodes, without parameters, or without macs are shown", () => {
  for (const nodes of [[], [{ name: "relu", op: "Relu", work: { compares: 10 }, reads: 10, writes: add(10, 0) }]]) {
    const profile = profileOf(nodes, { inputs: [] });
    for (const source of [profileHtml(profile), summaryHtml(profile), treeHtml(profile)]) {
      const { text } = readHtml(source);
      assert(!/NaN|Infinity|undefined/.test(text + profileText(profile) + treeText(profile)), text);
    }
  }
});

Deno.test("a decoder's passes stand in closed form, with the cache's bytes", () => {
  const [past, added] = [symbol("past"), symbol("new <b>")];
  const cost = (macs: Dim) => ({
    macs,
    flops: multiply(macs, 2),
    memoryAccess: { elements: macs, readBytes: multiply(macs, 4), writeBytes: 0 },
  });
  const prefill = cost(product([added, added, 7]));
  const decoding = { past: "past", added: "new <b>", prefill, step: cost(multiply(past, 5)), cacheBytesPerToken: 73_728, cacheTensors: 24 };
  const profile = { ...profileOf(residualNetwork(batch)), decoding };
  for (const shown of [readHtml(profileHtml(profile)).text, profileText(profile)]) {
    assertStringIncludes(shown, "a cache of 24 tensors takes 72.0 KiB for each token of a text");
    assertStringIncludes(shown, "the prompt: `new <b>` tokens, nothing cached");
    assertStringIncludes(shown, "each token after past cached ones");
    assertStringIncludes(shown, "7*`new <b>`*`new <b>`");
    assertStringIncludes(shown, "20*past");
  }
  assertEquals(toJson(profile).decoding, {
    past: "past",
    added: "new <b>",
    prefill: {
      macs: "7*`new <b>`*`new <b>`",
      flops: "14*`new <b>`*`new <b>`",
      memoryAccess: { elements: "7*`new <b>`*`new <b>`", readBytes: "28*`new <b>`*`new <b>`", writeBytes: 0 },
    },
    step: { macs: "5*past", flops: "10*past", memoryAccess: { elements: "5*past", readBytes: "20*past", writeBytes: 0 } },
    cacheBytesPerToken: 73_728,
    cacheTensors: 24,
  });
});
