import { assertEquals } from "@std/assert";
import { modulePaths } from "../../lib/analysis/module_tree.ts";
import { node } from "./_models.ts";

function paths(names: readonly string[], parameters: readonly string[] = []): string[] {
  const nodes = names.map((name) => ({
    node: node({ op: name.split("/").at(-1)!, name, inputs: [], outputs: [name] }),
    calls: [],
    opset: new Map(),
  }));
  return modulePaths(nodes, parameters);
}

// Names as PyTorch 1.13 wrote them for torchvision networks (tests/data/zoo).
Deno.test("scopes of the TorchScript exporter become module paths", () => {
  assertEquals(paths(["/conv1/Conv"]), ["conv1"]);
  assertEquals(paths(["/layer1/layer1.0/conv1/Conv"]), ["layer1.0.conv1"]);
  assertEquals(paths(["/features/features.0/features.0.0/Conv"]), ["features.0.0"]);
  assertEquals(paths(["/h.0/ln_1/Div"]), ["h.0.ln_1"]);
  assertEquals(paths(["/Add", "Identity_0", ""]), ["", "", ""]);
});

Deno.test("the second call of a module is that module", () => {
  const names = ["/layer1/layer1.0/relu/Relu", "/layer1/layer1.0/relu_1/Relu"];
  assertEquals(paths(names), ["layer1.0.relu", "layer1.0.relu"]);
});

Deno.test("a name that ends in a number is a name of its own where parameters say so, or where nothing has the name without it", () => {
  assertEquals(paths(["/m/branch/Conv", "/m/branch_1/Conv"], ["m.branch.weight", "m.branch_1.weight"]), ["m.branch", "m.branch_1"]);
  assertEquals(paths(["/m/ln_1/Mul"]), ["m.ln_1"]);
});
