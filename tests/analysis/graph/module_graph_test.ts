import { assert, assertEquals, assertThrows } from "@std/assert";
import { countDrawn, type GraphBox, type ModuleGraph, moduleGraph } from "../../../lib/analysis/graph/module_graph.ts";
import { inferShapes } from "../../../lib/analysis/infer_shapes.ts";
import { measure } from "../../../lib/analysis/measure.ts";
import type { Profile } from "../../../lib/analysis/profile.ts";
import { profile } from "../../../lib/profile.ts";
import { gpt2WithCache } from "../_gpt2.ts";
import { model, type NodeSpec, tensor, value } from "../_models.ts";

const ROOT = new URL("../../../", import.meta.url);
const resnet = (await profile(new URL("examples/resnet50.onnx", ROOT))).facts;

function everyBox(boxes: readonly GraphBox[]): GraphBox[] {
  return boxes.flatMap((box) => [box, ...everyBox(box.inside)]);
}

/** Edges as `from -> to` by the boxes' names. */
function arrows({ boxes, edges }: ModuleGraph): string[] {
  const names = new Map(everyBox(boxes).map(({ id, name }) => [id, name]));
  return edges.map(({ from, to }) => `${names.get(from)} -> ${names.get(to)}`).sort();
}

/** A network of square layers: each `[name, op, ...inputs]`; a value is called like the node that makes it. */
function network(layers: readonly (readonly [string, string, ...string[]])[], output: string): Profile {
  const nodes: NodeSpec[] = layers.map(([name, op, ...inputs]) => ({
    name,
    op,
    inputs: op === "MatMul" ? [...inputs, "w"] : inputs,
    outputs: [name],
  }));
  return measure(inferShapes(model({ inputs: [value("x", [4, 4])], outputs: [output], nodes, tensors: [tensor("w", [4, 4])] })));
}

/** A block with a skip connection. */
function block(path: string, input: string): [string, string, ...string[]][] {
  return [[`/${path}/fc/MatMul`, "MatMul", input], [`/${path}/act/Relu`, "Relu", `/${path}/fc/MatMul`], [
    `/${path}/Add`,
    "Add",
    input,
    `/${path}/act/Relu`,
  ]];
}

Deno.test("a skip connection and a branch are edges of their own", () => {
  const facts = network([...block("a", "x"), ["/left/Relu", "Relu", "/a/Add"], ["/right/Tanh", "Tanh", "/a/Add"], [
    "/Mul",
    "Mul",
    "/left/Relu",
    "/right/Tanh",
  ]], "/Mul");
  assertEquals(arrows(moduleGraph(facts, { depth: 1 })), [
    "/Mul -> /Mul",
    "a -> left",
    "a -> right",
    "left -> /Mul",
    "right -> /Mul",
    "x -> a",
  ]);
  assertEquals(arrows(moduleGraph(facts)), [
    "/Mul -> /Mul",
    "/a/Add -> left",
    "/a/Add -> right",
    "a.act -> /a/Add",
    "a.fc -> a.act",
    "left -> /Mul",
    "right -> /Mul",
    "x -> /a/Add",
    "x -> a.fc",
  ]);
});

Deno.test("blocks that follow one another and are the same are one box, told from those that are not", () => {
  const chain = [...block("h/h.0", "x"), ...block("h/h.1", "/h/h.0/Add"), ...block("h/h.2", "/h/h.1/Add")];
  const graph = moduleGraph(network(chain, "/h/h.2/Add"));
  const h = graph.boxes.find(({ name }) => name === "h")!;
  assertEquals(h.inside.map(({ name, last, times }) => [name, last, times]), [["h.0", "h.2", 3]]);
  assertEquals(arrows(graph).filter((arrow) => !arrow.includes("x ->")), [
    "/h/h.0/Add -> /h/h.2/Add",
    "h.0.act -> /h/h.0/Add",
    "h.0.fc -> h.0.act",
  ]);
  // the last one skips from further up: it is another block
  const other = chain.map((layer): [string, string, ...string[]] =>
    layer[0] === "/h/h.2/Add" ? ["/h/h.2/Add", "Add", "/h/h.0/Add", layer[3]!] : layer
  );
  const told = moduleGraph(network(other, "/h/h.2/Add")).boxes.find(({ name }) => name === "h")!;
  assertEquals(told.inside.map(({ times }) => times), [2, 1]);
});

Deno.test("parallel blocks are not a chain, and a module that is called again is drawn for each call", () => {
  const heads = ["q", "k", "v"].map((name): [string, string, string] => [`/${name}/MatMul`, "MatMul", "x"]);
  const parallel = moduleGraph(network([...heads, ["/Sum", "Sum", ...heads.map(([name]) => name)]], "/Sum"));
  assertEquals(parallel.boxes.map(({ times }) => times), [1, 1, 1, 1, 1, 1]);
  const calls = network(
    [["/relu/Relu", "Relu", "x"], ["/fc/MatMul", "MatMul", "/relu/Relu"], ["/relu_1/Relu", "Relu", "/fc/MatMul"]],
    "/relu_1/Relu",
  );
  assertEquals(arrows(moduleGraph(calls)), ["fc -> relu", "relu -> /relu_1/Relu", "relu -> fc", "x -> relu"]);
});

Deno.test("ResNet-50 has the blocks of its paper: 3, 4, 6, 3, the first of each stage by itself", () => {
  const graph = moduleGraph(resnet);
  const stages = graph.boxes.filter(({ name }) => name.startsWith("layer"));
  assertEquals(stages.map(({ inside }) => inside.map(({ times }) => times)), [[1, 2], [1, 3], [1, 5], [1, 2]]);
  const adds = everyBox(graph.boxes).filter(({ type }) => type === "Add");
  assertEquals(adds.length, 8);
  for (const { id } of adds) assertEquals(graph.edges.filter(({ to }) => to === id).length, 2, "a skip connection");
});

Deno.test("GPT-2 has its twelve layers, with the cache of all as one box in and one out", () => {
  const sizes = { layers: 12, hidden: 24, heads: 2, words: 50, places: 16 };
  const facts = measure(inferShapes(model(gpt2WithCache(sizes)))); // without names of modules
  const graph = moduleGraph(facts);
  const repeats = everyBox(graph.boxes).filter(({ times }) => times > 1);
  assertEquals(repeats.map(({ times }) => times), [12]);
  const inputs = graph.boxes.filter(({ kind }) => kind === "input").map(({ label }) => label);
  assertEquals(inputs.toSorted(), ["12 inputs", "12 inputs", "attention_mask", "input_ids", "position_ids"]);
});

Deno.test("a chosen module is unfolded to its operators, with what goes in and out", () => {
  const graph = moduleGraph(resnet, { module: "layer1.0", depth: 3 });
  const outer = graph.boxes.filter(({ kind }) => kind === "input" || kind === "output").map(({ label }) => label);
  assertEquals(outer, ["from maxpool", "to layer1.1"]);
  assertEquals(everyBox(graph.boxes).filter(({ type }) => type === "Conv2d").length, 4);
  assertThrows(() => moduleGraph(resnet, { module: "layer5.0" }), RangeError, `module "layer5.0" as the model must have one of that name`);
  assertThrows(() => moduleGraph(resnet, { depth: 0 }), RangeError, "whole number >= 1");
});

Deno.test("too many operators are drawn together, still in an order without circles", () => {
  const ops = ["Relu", "Tanh", "Sigmoid", "Exp"];
  let random = 1;
  const chain = Array.from({ length: 1200 }, (_, index): [string, string, string] => {
    random = (random * 1103515245 + 12345) % 2 ** 31;
    return [`n${index}`, ops[random >> 16 & 3]!, index === 0 ? "x" : `n${index - 1}`];
  });
  const graph = moduleGraph(network(chain, "n1199"), { limit: 100 });
  assert(countDrawn(graph.boxes) <= 102);
  assert(graph.boxes.some(({ kind }) => kind === "several"));
  assertWithoutCircles(graph);
});

/** Edges lead from earlier boxes to later ones in some order: Kahn's algorithm comes to an end. */
function assertWithoutCircles({ boxes, edges }: ModuleGraph): void {
  const left = new Map(
    everyBox(boxes).filter(({ inside }) => inside.length === 0).map(({ id }) => [id, edges.filter(({ to }) => to === id).length]),
  );
  for (let free; (free = [...left].find(([, count]) => count === 0)?.[0]) !== undefined;) {
    left.delete(free);
    for (const { from, to } of edges) if (from === free) left.set(to, left.get(to)! - 1);
  }
  assertEquals(left.size, 0);
}

Deno.test("every zoo model: no circles, every running node is in a box, every edge joins what is drawn", async () => {
  for await (const { name } of Deno.readDir(new URL("tests/data/zoo/", ROOT))) {
    if (!name.endsWith(".onnx")) continue;
    const { facts } = await profile(new URL(`tests/data/zoo/${name}`, ROOT));
    for (const depth of [undefined, 1, 3]) {
      const graph = moduleGraph(facts, depth === undefined ? {} : { depth });
      assertWithoutCircles(graph);
      const running = facts.nodes.filter(({ folded }) => !folded).length;
      const drawn = graph.boxes.reduce((total, box) => total + nodesIn(box), 0);
      assertEquals(drawn, running, `${name} ${depth}`);
      const leaves = new Set(everyBox(graph.boxes).filter(({ inside }) => inside.length === 0).map(({ id }) => id));
      assert(graph.edges.every(({ from, to }) => leaves.has(from) && leaves.has(to)), name);
      assertEquals(arrowsWithout(graph), arrowsByHand(facts, graph), `${name} ${depth}`);
    }
  }
});

function nodesIn({ nodeCount, times }: GraphBox): number {
  return nodeCount * times;
}

/** The edges between boxes of one level, where nothing is repeated. */
function arrowsWithout(graph: ModuleGraph): string[] | undefined {
  if (graph.depth > 1 || graph.boxes.some(({ times, kind }) => times > 1 || kind === "several")) return undefined;
  return [...new Set(arrows(graph))].sort();
}

/** The same found from the nodes alone: two modules are joined where a node of one takes what a node of the other makes. */
function arrowsByHand({ nodes, inputs, outputs }: Profile, graph: ModuleGraph): string[] | undefined {
  if (arrowsWithout(graph) === undefined) return undefined;
  const home = new Map<string, string>();
  const boxOf = ({ module, name }: Profile["nodes"][number]) => module === "" ? name : module.split(".")[0]!;
  const running = nodes.filter(({ folded }) => !folded);
  for (const node of running) for (const output of node.outputs) home.set(output, boxOf(node));
  const outer = graph.boxes.filter(({ kind }) => kind === "input" || kind === "output").map(({ name, kind }) => ({
    kind,
    names: name.split(", "),
    name,
  }));
  const nameOf = (kind: string, value: string) => outer.find((box) => box.kind === kind && box.names.includes(value))!.name;
  const found = new Set<string>();
  for (const node of running) {
    for (const input of node.inputs) {
      const from = home.get(input) ?? (inputs.some(({ name }) => name === input) ? nameOf("input", input) : undefined);
      if (from !== undefined && from !== boxOf(node)) found.add(`${from} -> ${boxOf(node)}`);
    }
    for (const output of node.outputs) {
      if (outputs.some(({ name }) => name === output)) found.add(`${boxOf(node)} -> ${nameOf("output", output)}`);
    }
  }
  const again = arrows(graph).filter((arrow) => arrow.split(" -> ")[0] === arrow.split(" -> ")[1]); // two calls of one module
  return [...new Set([...found, ...again])].sort();
}
