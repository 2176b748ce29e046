import { assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../lib/analysis/argument_error.ts";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import type { Known } from "../../lib/analysis/known_inputs.ts";
import { symbol } from "../../lib/model/dim.ts";
import { model, type ModelSpec, type NodeSpec, tensor, value } from "./_models.ts";

const relu: NodeSpec = { op: "Relu", inputs: ["x"], outputs: ["y"] };
const spec: ModelSpec = { inputs: [value("x", [symbol("batch"), 3, symbol("?x.2")])], outputs: ["y"], nodes: [relu] };

function shapeOf(spec: ModelSpec, name: string, known?: Known): string {
  const type = inferShapes(model(spec), known).values.get(name)?.type;
  return type?.kind === "tensor" ? `[${type.shape?.join(", ")}]` : String(type);
}

Deno.test("free dimensions stay symbols, given ones are put in", () => {
  assertEquals(shapeOf(spec, "y"), "[batch, 3, `?x.2`]");
  assertEquals(shapeOf(spec, "y", { dims: { batch: 4, "?x.2": 5 } }), "[4, 3, 5]");
  assertEquals(shapeOf(spec, "y", { inputs: { x: [2, 3, 8] } }), "[2, 3, 8]");
});

Deno.test("one symbol in two inputs is one size", () => {
  const two: ModelSpec = {
    inputs: [value("x", [symbol("n")]), value("z", [symbol("n"), 2])],
    outputs: ["y"],
    nodes: [relu, { op: "Relu", inputs: ["z"], outputs: ["w"] }],
  };
  assertEquals(shapeOf(two, "w", { inputs: { x: [7] } }), "[7, 2]");
  assertThrows(
    () => inferShapes(model(two), { inputs: { x: [7], z: [8, 2] } }),
    ArgumentError,
    "dimension n must be one size everywhere: it is 7 and 8",
  );
});

Deno.test("a caller names a dimension and gives its size in one breath", () => {
  const [batch, side] = [symbol("batch"), symbol("side")];
  assertEquals(shapeOf(spec, "y", { inputs: { x: [batch, 3, side] }, dims: { batch: 4 } }), "[4, 3, side]");
  assertEquals(shapeOf(spec, "y", { inputs: { x: [batch, 3, side] }, dims: { batch: 4, side: 5 } }), "[4, 3, 5]");
  const fixed: ModelSpec = { ...spec, inputs: [value("x", [1, 3, 8])] };
  assertEquals(shapeOf(fixed, "y", { inputs: { x: [batch, 3, side] }, dims: { batch: 4, side: 5 } }), "[4, 3, 5]");
  assertThrows(() => inferShapes(model(fixed), { inputs: { x: [batch, 3, 8] }, dims: { side: 5 } }), ArgumentError, "are batch");
});

Deno.test("an overridden size is followed, and said", () => {
  assertEquals(shapeOf(spec, "y", { inputs: { x: [1, 4, 8] } }), "[1, 4, 8]");
  assertEquals(inferShapes(model(spec), { inputs: { x: [1, 4, 8] } }).notes.length, 1);
});

Deno.test("what the model does not have cannot be set", () => {
  assertThrows(() => inferShapes(model(spec), { inputs: { images: [1] } }), ArgumentError, 'Cannot set input "images"');
  assertThrows(() => inferShapes(model(spec), { inputs: { x: [1] } }), ArgumentError, "must have 3 dimensions");
  assertThrows(() => inferShapes(model(spec), { dims: { height: 1 } }), ArgumentError, "current free dimensions are batch, ?x.2");
  assertThrows(() => inferShapes(model(spec), { dims: { batch: -1 } }), ArgumentError, "whole number >= 0");
});

Deno.test("an unknown operator is told, takes what the file declares, and ends nothing", () => {
  const custom = model({
    inputs: [value("x", [2, 3])],
    outputs: ["y"],
    nodes: [{ op: "Magic", domain: "my.domain", inputs: ["x"], outputs: ["m"] }, { op: "Relu", inputs: ["m"], outputs: ["y"] }, {
      op: "Relu",
      inputs: ["x"],
      outputs: ["z"],
    }],
  });
  const typed = inferShapes({ ...custom, graph: { ...custom.graph, valueInfo: new Map([["m", value("m", [2, 9])]]) } });
  assertEquals(typed.nodes.map((node) => node.problem), ["no rule for operator Magic of domain my.domain", undefined, undefined]);
  assertEquals(typed.values.get("y")?.type, value("y", [2, 9]).type);
});

Deno.test("a node that contradicts its operator is told, the rest is inferred", () => {
  const typed = inferShapes(model({
    inputs: [value("x", [2, 3])],
    outputs: ["y"],
    nodes: [{ op: "Conv", inputs: ["x", "w"], outputs: ["c"] }, relu],
    tensors: [tensor("w", [4, 3, 3, 3])],
  }));
  assertEquals(typed.nodes[0]!.problem, "X must have rank >= 3: current shape is [2, 3]");
  assertEquals(typed.nodes[1]!.problem, undefined);
});

Deno.test("an input with a stored default is no free input, unless it is given", () => {
  const old: ModelSpec = { inputs: [value("x", [2]), value("w", [2])], outputs: ["y"], nodes: [relu], tensors: [tensor("w", [2])] };
  assertEquals(inferShapes(model(old)).inputs.map((input) => input.name), ["x"]);
  assertEquals(inferShapes(model(old), { inputs: { w: [2] } }).inputs.map((input) => input.name), ["x", "w"]);
});

Deno.test("what depends on stored tensors and shapes alone is constant, whatever the input holds", () => {
  const typed = inferShapes(model({
    inputs: [value("x", [2, 3])],
    outputs: ["y"],
    nodes: [
      { op: "Shape", inputs: ["x"], outputs: ["s"] },
      { op: "Relu", inputs: ["w"], outputs: ["v"] },
      { op: "Add", inputs: ["x", "v"], outputs: ["y"] },
    ],
    tensors: [tensor("w", [3])],
  }));
  assertEquals(["s", "v", "y", "x"].map((name) => typed.values.get(name)!.constant), [true, true, false, false]);
  assertEquals(typed.values.get("s")!.elements, [2, 3]);
});
