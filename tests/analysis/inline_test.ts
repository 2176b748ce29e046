import { assertEquals, assertThrows } from "@std/assert";
import { inlineFunctions } from "../../lib/analysis/inline.ts";
import { type LocalFunction, type Node, Reference } from "../../lib/model/model.ts";
import { model, node, type NodeSpec, value } from "./_models.ts";

function fn(name: string, inputs: string[], outputs: string[], nodes: readonly Node[], more: Partial<LocalFunction> = {}): LocalFunction {
  return {
    name,
    domain: "my",
    overload: "",
    inputs,
    outputs,
    attributes: [],
    defaults: new Map(),
    opset: new Map([["ai.onnx", 18]]),
    nodes,
    valueInfo: new Map(),
    ...more,
  };
}

function flatten(nodes: readonly NodeSpec[], functions: readonly LocalFunction[]): string[] {
  const flat = inlineFunctions(model({ inputs: [value("x", [2])], outputs: ["y"], nodes, functions }));
  return flat.nodes.map(({ node }) => `${node.name}: ${node.op}(${node.inputs}) → ${node.outputs}`);
}

const call = (name: string, input: string, output: string, op = "Block"): NodeSpec => ({
  op,
  domain: "my",
  name,
  inputs: [input],
  outputs: [output],
});

Deno.test("a call is replaced by the body, its inner values renamed", () => {
  const block = fn("Block", ["a"], ["c"], [
    node({ op: "Relu", inputs: ["a"], outputs: ["b"] }),
    node({ op: "Neg", name: "n", inputs: ["b"], outputs: ["c"] }),
  ]);
  assertEquals(flatten([call("first", "x", "h"), call("second", "h", "y")], [block]), [
    "first/Relu: Relu(x) → first/b",
    "first/n: Neg(first/b) → h",
    "second/Relu: Relu(h) → second/b",
    "second/n: Neg(second/b) → y",
  ]);
});

Deno.test("nested calls carry the path of their callers", () => {
  const inner = fn("Inner", ["a"], ["b"], [node({ op: "Relu", inputs: ["a"], outputs: ["b"] })]);
  const outer = fn("Outer", ["a"], ["b"], [node({ ...call("deep", "a", "b", "Inner") })]);
  const flat = inlineFunctions(
    model({ inputs: [value("x", [2])], outputs: ["y"], nodes: [call("top", "x", "y", "Outer")], functions: [inner, outer] }),
  );
  assertEquals(flat.nodes.map(({ node }) => node.name), ["top/deep/Relu"]);
  assertEquals(flat.nodes[0]!.calls.map((call) => `${call.function} ${call.name}`), ["Outer top", "Inner deep"]);
});

Deno.test("attributes pass by reference, with the function's defaults", () => {
  const body = node({
    op: "Conv",
    inputs: ["a"],
    outputs: ["b"],
    attributes: { group: new Reference("groups"), strides: new Reference("absent") },
  });
  const block = fn("Block", ["a"], ["b"], [body], { attributes: ["absent"], defaults: new Map([["groups", 4]]) });
  const groups = (attributes: Record<string, number>) => {
    const flat = inlineFunctions(
      model({ inputs: [value("x", [2])], outputs: ["y"], nodes: [{ ...call("c", "x", "y"), attributes }], functions: [block] }),
    );
    return [...flat.nodes[0]!.node.attributes];
  };
  assertEquals(groups({}), [["group", 4]]);
  assertEquals(groups({ groups: 2 }), [["group", 2]]);
});

Deno.test("an input that a function gives straight back still makes the caller's value", () => {
  assertEquals(flatten([call("same", "x", "y")], [fn("Block", ["a"], ["a"], [])]), ["same/Identity: Identity(x) → y"]);
});

Deno.test("recursion is refused", () => {
  const a = fn("A", ["i"], ["o"], [node(call("b", "i", "o", "B"))]);
  const b = fn("B", ["i"], ["o"], [node(call("a", "i", "o", "A"))]);
  assertThrows(() => flatten([call("top", "x", "y", "A")], [a, b]), RangeError, "Cannot expand function A as its calls must end");
});

Deno.test("functions that stand for a hundred million nodes are refused at once", () => {
  const level = (depth: number): LocalFunction =>
    fn(
      `L${depth}`,
      ["i"],
      ["o"],
      Array.from({ length: 100 }, (_, k) =>
        depth === 0
          ? node({ op: "Relu", inputs: ["i"], outputs: [k === 99 ? "o" : `t${k}`] })
          : node(call(`c${k}`, "i", k === 99 ? "o" : `t${k}`, `L${depth - 1}`))),
    );
  assertThrows(() => flatten([call("top", "x", "y", "L4")], [0, 1, 2, 3, 4].map(level)), RangeError, "at most 300000 nodes");
});
