import { assertEquals, assertStringIncludes } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { measure } from "../../lib/analysis/measure.ts";
import { symbol } from "../../lib/model/dim.ts";
import { boundsOf } from "../../lib/model/dim_bounds.ts";
import { body, model, type NodeSpec, tensor, value } from "./_models.ts";

const op = (op: string, inputs: string[], outputs: string[], attributes: NodeSpec["attributes"] = {}): NodeSpec => ({
  op,
  inputs,
  outputs,
  attributes,
});

/** PyTorch's `x.squeeze(-1)` where the last size is free, as its exporter writes it, and what follows. */
function squeezedModel(after: readonly NodeSpec[], tensors: ReturnType<typeof tensor>[], output: string) {
  const attributes = {
    then_branch: body([], ["cut"], [op("Squeeze", ["x", "last"], ["cut"])]),
    else_branch: body([], ["same"], [op("Identity", ["x"], ["same"])]),
  };
  const nodes = [
    op("Shape", ["x"], ["sizes"]),
    op("Gather", ["sizes", "two"], ["size"]),
    op("Equal", ["size", "one"], ["is_one"]),
    { ...op("If", ["is_one"], ["y"], attributes), name: "squeeze" },
    ...after,
  ];
  const constants = [tensor("last", [1], "int64", [-1]), tensor("two", [], "int64", [2]), tensor("one", [], "int64", [1])];
  return model({ inputs: [value("x", [2, 4, symbol("n")])], outputs: [output], nodes, tensors: [...constants, ...tensors] });
}

const squeezed = (...args: Parameters<typeof squeezedModel>) => measure(inferShapes(squeezedModel(...args)));

Deno.test("behind a squeeze that a size decides, each case has its own shapes, and what is alike is one node", () => {
  const after = [
    op("Relu", ["y"], ["r"]),
    op("ReduceSum", ["r"], ["total"], { keepdims: 0 }),
    op("Mul", ["total", "total"], ["z"]),
  ];
  const profile = squeezed(after, [], "z");
  assertEquals(profile.coverage.nodes.filter(({ coverage }) => coverage === "unknown"), []);
  assertEquals(profile.tensors.get("r")?.shape, undefined); // [2, 4] or [2, 4, n]
  assertEquals(profile.outputs[0]!.shape, []);
  assertEquals(profile.nodes.filter(({ op }) => op === "Relu").length, 2);
  assertEquals(profile.nodes.filter(({ op }) => op === "Mul").length, 1);
  const { compares } = profile.totals.work;
  assertEquals([boundsOf(compares!, new Map([["squeeze.then", { min: 1, max: 1 }]])).max, 8], [8, 8]);
  assertEquals(String(boundsOf(compares!, new Map([["squeeze.then", { min: 0, max: 0 }]])).max), "8*n");
});

Deno.test("a case that contradicts a definition cannot occur: the other is exact, and a note says so", () => {
  // a convolution along one axis takes rank 3 only
  const profile = squeezed([op("Conv", ["y", "w"], ["z"])], [tensor("w", [6, 4, 1])], "z");
  assertEquals(profile.tensors.get("z")?.shape?.map(String), ["2", "6", "n"]);
  assertEquals(String(profile.totals.macs), "48*n");
  assertEquals(profile.coverage.nodes, []);
  assertStringIncludes(profile.notes[0]!.text, "of squeeze only else_branch is counted");
});

Deno.test("contents that differ between the cases are not known behind them, those that do not are", () => {
  const after = [op("Shape", ["y"], ["sizes_after"]), op("Gather", ["sizes_after", "ends"], ["picked"])];
  const { values } = inferShapes(squeezedModel(after, [tensor("ends", [2], "int64", [0, -1])], "picked"));
  // [2, 4] has 2 and 4 at its ends, [2, 4, n] has 2 and n.
  assertEquals(values.get("picked")?.elements, [2, undefined]);
});
