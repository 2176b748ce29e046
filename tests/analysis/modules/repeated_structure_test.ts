import { assert, assertEquals } from "@std/assert";
import { findRepeats } from "../../../lib/analysis/modules/find_repeats.ts";
import { model, type NodeSpec, tensor, value } from "../_models.ts";
import { treeOf } from "./_trees.ts";

/** The feed-forward half of a transformer's layer, without a name anywhere. */
function layer(index: number, input: string, output: string): NodeSpec[] {
  const at = (name: string) => `${name}${index}`;
  return [
    { op: "MatMul", inputs: [input, `${2 * index}`], outputs: [at("a")] },
    { op: "Erf", inputs: [at("a")], outputs: [at("b")] },
    { op: "MatMul", inputs: [at("b"), `${2 * index + 1}`], outputs: [at("c")] },
    { op: "Add", inputs: [at("c"), input], outputs: [at("d")] },
    { op: "LayerNormalization", inputs: [at("d"), "100"], outputs: [output] },
  ];
}

Deno.test("twelve times the same operators are twelve blocks, labelled as a guess", () => {
  const layers = Array.from({ length: 12 }, (_, index) => layer(index, `h${index}`, `h${index + 1}`)).flat();
  const nodes: NodeSpec[] = [{ op: "Tanh", inputs: ["x"], outputs: ["h0"] }, ...layers, { op: "Softmax", inputs: ["h12"], outputs: ["y"] }];
  const tensors = [...Array.from({ length: 24 }, (_, index) => tensor(`${index}`, [8, 8])), tensor("100", [8])];
  const { modules, paths } = treeOf(model({ inputs: [value("x", [2, 8])], outputs: ["y"], nodes, tensors }));
  assertEquals(modules.get("blocks")!.type, "12 × Block");
  assertEquals(modules.get("blocks")!.children.length, 12);
  assert([...modules.values()].every(({ path, guessed }) => guessed === (path !== "")));
  assertEquals([paths[0], paths[1], paths[5], paths[6], paths.at(-1)], ["", "blocks.0", "blocks.0", "blocks.1", ""]);
});

Deno.test("where words name the layers, nothing is guessed", () => {
  const nodes = Array.from({ length: 12 }, (_, index) => layer(index, `h${index}`, `h${index + 1}`)).flat()
    .map((node, index) => ({ ...node, name: `/layers.${Math.floor(index / 5)}/${node.op}` }));
  const tensors = [...Array.from({ length: 24 }, (_, index) => tensor(`${index}`, [8, 8])), tensor("100", [8])];
  const { modules } = treeOf(model({ inputs: [value("h0", [2, 8])], outputs: ["h12"], nodes, tensors }));
  assert([...modules.values()].every(({ guessed }) => !guessed));
  assertEquals(modules.get("layers")!.children.length, 12);
});

Deno.test("a stretch begins where least is cut through", () => {
  const labels = Int32Array.from([9, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 8]);
  const crossings = Int32Array.from([0, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]);
  assertEquals(findRepeats(labels, crossings), [{ start: 1, period: 4, count: 3 }]);
});

Deno.test("a chain of one operator, or of two in turn, has no blocks", () => {
  const flat = new Int32Array(64);
  assertEquals(findRepeats(flat, flat), []);
  assertEquals(findRepeats(flat.map((_, index) => index % 2), flat), []);
});
