import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { comparableLayers } from "../../lib/display/comparable_layers.ts";
import { heaviestLayers } from "../../lib/display/heaviest_layers.ts";
import { textWidth } from "../../lib/display/printable_text.ts";
import { profileText } from "../../lib/display/profile_text.ts";
import { type ProfileView, viewOf } from "../../lib/display/profile_view.ts";
import { summaryHtml } from "../../lib/display/summary_html.ts";
import { summaryText } from "../../lib/display/summary_text.ts";
import { treeHtml } from "../../lib/display/tree_html.ts";
import { treeText } from "../../lib/display/tree_text.ts";
import { type VisibleLayer, visibleLayers } from "../../lib/display/visible_layers.ts";
import { type Dim, sum } from "../../lib/model/dim.ts";
import { readHtml } from "./_html.ts";
import { conv, type NodeSketch, profileOf, residualNetwork } from "./_profiles.ts";

const METRICS = ["parameters", "macs"] as const;

/** As torchinfo's tests do on every table: each column sums to the printed total, at every level. */
function assertSums({ layer, children }: VisibleLayer): void {
  if (children.length === 0) return;
  for (const name of METRICS) assertEquals(sum(children.map((child): Dim => child.layer[name])), layer[name], `${name} of ${layer.name}`);
  children.forEach(assertSums);
}

function countRows({ children }: VisibleLayer): number {
  return children.reduce((total, child) => total + 1 + countRows(child), 0);
}

function flat(count: number): NodeSketch[] {
  return Array.from(
    { length: count },
    (_, index): NodeSketch => ({ ...conv("", 1, [3 + index % 5, 8], 3, 14), name: `node${index}`, op: "Conv" }),
  );
}

function nested(): NodeSketch[] {
  return Array.from({ length: 40 }, (_, index) => ({ ...conv(`model.blocks.${index}.attention.query`, 1, [64, 64], 1, 8) }));
}

const networks: Record<string, ProfileView> = {
  residual: viewOf(profileOf(residualNetwork(1))),
  large: viewOf(profileOf(residualNetwork(1, 20, 12))),
  flat: viewOf(profileOf(flat(500))),
  nested: viewOf(profileOf(nested())),
  single: viewOf(profileOf([conv("only", 1, [1, 1], 1, 1)])),
  functional: viewOf(profileOf([{ name: "matmul", op: "MatMul", module: "attn", work: { macs: 7 } }, conv("attn.qkv", 1, [4, 4], 1, 2)])),
  empty: viewOf(profileOf([])),
};

Deno.test("rows sum to what they are in, whatever is cut or folded", () => {
  for (const [name, view] of Object.entries(networks)) {
    for (const limit of [1, 2, 5, 20, 60, 1000]) {
      const { root } = visibleLayers(view, { limit }, METRICS);
      assertSums(root);
      assert(countRows(root) <= 2 * limit + 3, `${name}: ${countRows(root)} rows of ${limit}`);
    }
  }
});

Deno.test("what a module does beside its children is a row of its own", () => {
  const { root } = visibleLayers(networks["functional"]!, { limit: 60 }, METRICS);
  const attention = root.children[0]!;
  assertEquals(attention.children.map(({ layer }) => [layer.label, layer.macs]), [["qkv", 64], ["(own operators)", 7]]);
});

Deno.test("too many layers are folded by depth, or cut to the heaviest in their order", () => {
  const large = visibleLayers(networks["large"]!, { limit: 60 }, METRICS);
  assertEquals([large.depth, large.hidden], [1, 960]);
  const nestedView = visibleLayers(networks["nested"]!, { limit: 60 }, METRICS);
  assertEquals(nestedView.depth, 3);
  const cut = visibleLayers(networks["flat"]!, { limit: 20 }, METRICS).root.children;
  assertEquals(cut.at(-1)!.layer.label, "… 482 more");
  const order = cut.slice(0, -1).map(({ layer }) => layer.index);
  assertEquals(order, order.toSorted((a, b) => a - b));
  assertEquals(visibleLayers(networks["residual"]!, { limit: 60, depth: 1 }, METRICS).depth, 1);
});

Deno.test("the heaviest layers and all else sum to the network; so do the layers of one level", () => {
  for (const view of Object.values(networks)) {
    const { layers, rest } = heaviestLayers(view, 10);
    const heaviest = rest === undefined ? layers : [...layers, rest];
    if (layers.length > 0) assertEquals(sum(heaviest.map(({ macs }): Dim => macs)), view.root.macs);
    const level = comparableLayers(view, 12, "macs");
    const level1 = level.rest === undefined ? level.layers : [...level.layers, level.rest];
    assertEquals(sum(level1.map(({ macs }): Dim => macs)), view.root.macs);
    assert(level.layers.length <= 12);
  }
});

Deno.test("the table has torchinfo's columns, aligned and no wider than wanted", () => {
  const profile = profileOf(residualNetwork(1), { name: "resnet" });
  const lines = summaryText(profile).split("\n");
  const head = lines.findIndex((line) => line.startsWith("Layer (type: depth-idx)"));
  assertMatch(lines[head]!, /^Layer \(type: depth-idx\) +Output shape +Params +Mult-adds \(macs\) +Share$/);
  assertMatch(lines[head + 2]!, /^resnet \(Module: 0-1\) +\[1, 512, 7, 7\] +18,815,872 +2,892,546,048 +100%$/);
  assertMatch(lines[head + 3]!, /^├─conv1 \(Conv2d: 1-1\) +\[1, 64, 112, 112\] +9,472 +118,013,952 +4\.1%$/);
  const ends = lines.slice(head + 2, head + 20).map(textWidth);
  assertEquals(new Set(ends).size, 1, "numbers end in one column");
  for (const width of [80, 100, 120]) {
    for (const line of summaryText(profile, { width }).split("\n")) assert(textWidth(line) <= width, line);
  }
});

Deno.test("long names are cut in the middle of the table", () => {
  const profile = profileOf([conv(`${"very_long_name_".repeat(20)}.end`, 1, [1, 1], 1, 1)]);
  for (const line of profileText(profile).split("\n")) assert(textWidth(line) <= 110, line);
});

Deno.test("a model without module names shows its nodes", () => {
  const text = summaryText(profileOf(flat(500)));
  assertStringIncludes(text, "(Conv: 1-");
  assertMatch(text, /… 442 more/);
  assertMatch(treeText(profileOf(flat(5))), /\(node4\): Conv/);
});

Deno.test("HTML tells the same as text, without any style", () => {
  const profile = profileOf(residualNetwork(1));
  const { text, tags } = readHtml(summaryHtml(profile));
  for (const word of ["conv1", "Conv2d: 1-1", "[1, 64, 112, 112]", "118,013,952", "18,815,872", "flopbook convention", "├─"]) {
    assertStringIncludes(text, word);
  }
  assert(tags.get("caption")! >= 2);
  const tree = readHtml(treeHtml(profile, { collapse: false }));
  assertEquals(tree.tags.get("details"), 17, "every module with modules in it can be folded");
  assertEquals(readHtml(treeHtml(profile)).tags.get("details"), 9, "and three equal blocks a stage are one");
  for (const word of ["layer4", "2.36 M parameters", "116 M macs", "heaviest"]) assertStringIncludes(tree.text, word);
});
