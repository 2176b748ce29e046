import { assertEquals } from "@std/assert";
import { dataFlow } from "../../../lib/analysis/graph/data_flow.ts";
import { childOf, itemsOf } from "../../../lib/analysis/graph/items.ts";
import { inferShapes } from "../../../lib/analysis/infer_shapes.ts";
import { measure } from "../../../lib/analysis/measure.ts";
import { model, value } from "../_models.ts";

Deno.test("parts are in an order in which they can run, whatever the order in the file", () => {
  const relu = (name: string, input: string, output: string) => ({ name, op: "Relu", inputs: [input], outputs: [output] });
  const facts = measure(inferShapes(model({
    inputs: [value("x", [2])],
    outputs: ["d"],
    // a.first and a.last are one module, with b between them, which needs the one and is needed by the other
    nodes: [relu("/a/first/Relu", "x", "p"), relu("/b/Relu", "p", "q"), relu("/a/last/Relu", "q", "r"), relu("/Relu", "r", "d")],
  })));
  const items = itemsOf(facts, dataFlow(facts), [0, 1, 2, 3], "");
  assertEquals(items.map(({ module, nodes }) => [module, nodes]), [["a", [0]], ["b", [1]], ["a", [2]], [undefined, [3]]]);
});

Deno.test("what is folded flows nowhere", () => {
  const facts = measure(inferShapes(model({
    inputs: [value("x", [2, 3])],
    outputs: ["y"],
    nodes: [{ op: "Shape", inputs: ["x"], outputs: ["s"] }, { op: "Reshape", inputs: ["x", "s"], outputs: ["y"] }],
  })));
  const flow = dataFlow(facts);
  assertEquals(flow.running, [1]);
  assertEquals(flow.taken, [[], [{ value: "x" }]]);
});

Deno.test("the child of a path", () => {
  assertEquals([childOf("a.b.c", ""), childOf("a.b.c", "a"), childOf("a", "a"), childOf("ab", "")], ["a", "a.b", undefined, "ab"]);
});
