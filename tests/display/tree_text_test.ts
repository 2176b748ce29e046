/** The tree's text is PyTorch's own (`print(model)`, which tests/zoo_modules_test.ts holds against PyTorch), with numbers on its left. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { treeText } from "../../lib/display/tree_text.ts";
import { load, tree } from "../../lib/profile.ts";
import { textWidth } from "../../lib/display/printable_text.ts";
import { profileOf, residualNetwork } from "./_profiles.ts";

const zoo = (name: string) => new URL(`../data/zoo/${name}.onnx`, import.meta.url);
const WHOLE = { collapse: false, limit: 1e6, width: 1e6 };

/** The lines of a tree without its numbers. */
function hierarchy(text: string): string[] {
  const [heading, ...lines] = text.split("\n\n")[0]!.split("\n");
  const left = heading!.indexOf("share") + "share".length + 2;
  return lines.map((line) => line.slice(left)).filter((line) => line.trim() !== "(own operators)");
}

Deno.test("without its numbers it is what String(network) prints, line by line", async () => {
  for (const name of ["resnet18.keep", "squeezenet1_1.keep", "alexnet.keep", "gpt2_nano.keep", "unet.keep", "transformer_encoder.keep"]) {
    assertEquals(hierarchy(String(await tree(zoo(name), WHOLE))), String(await load(zoo(name))).split("\n"), name);
  }
});

Deno.test("equal neighbours are one, and what is not shown are dots", async () => {
  const text = String(await tree(zoo("gpt2_nano.keep")));
  assertMatch(text, /\(0-\d+\): \d+ × Module\($/m);
  assertMatch(String(await tree(zoo("resnet18.keep"), { depth: 1 })), /\(layer1\): Sequential\(…\)$/m);
});

Deno.test("lines are no wider than wanted, and cut at their ends", () => {
  for (const width of [60, 90, 140]) {
    const lines = treeText(profileOf(residualNetwork(1)), { width }).split("\n\n")[0]!.split("\n");
    assert(lines.every((line) => textWidth(line) <= width), String(width));
  }
});
