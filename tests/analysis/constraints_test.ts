import { assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../lib/analysis/argument_error.ts";
import { ConstraintList, type holds } from "../../lib/analysis/constraints.ts";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { floorDivide, min, multiply, symbol } from "../../lib/model/dim.ts";
import type { TensorType } from "../../lib/model/types.ts";
import type { Relation } from "../../lib/operators/define.ts";
import { Contradiction } from "../../lib/operators/operand.ts";
import { profile } from "../../lib/profile.ts";
import { body, model, type NodeSpec, tensor, value } from "./_models.ts";

const [n, h] = [symbol("n"), symbol("h")];

function listed(...required: readonly (readonly [Parameters<typeof holds>[0], Relation, Parameters<typeof holds>[2]])[]): string[] {
  const list = new ConstraintList();
  required.forEach(([left, relation, right], index) => list.require(`node${index}`, left, relation, right));
  return list.list().map(({ left, relation, right, node }) => `${left} ${relation} ${right} (${node})`);
}

Deno.test("what always holds is not listed, what never holds is refused", () => {
  assertEquals(listed([n, "equals", n], [4, "equals", 4], [1, "equals or is 1", n], [multiply(6, n), "is a multiple of", 3]), []);
  assertThrows(() => listed([4, "equals", 5]), Contradiction);
  assertThrows(() => listed([7, "is a multiple of", 2]), Contradiction);
  assertThrows(() => listed([4, "equals or is 1", 5]), Contradiction);
});

Deno.test("halves of halves that meet again are one multiple", () => {
  const half = (divisor: number) => floorDivide(h, divisor);
  assertEquals(
    listed([half(4), "equals", multiply(2, half(8))], [half(2), "equals", multiply(2, half(4))], [h, "equals", multiply(2, half(2))]),
    ["h is a multiple of 8 (node0)"],
  );
});

Deno.test("a minimum that must meet its own side is a limit", () => {
  assertEquals(listed([min(1024, n), "equals or is 1", n]), ["n is at most 1024 (node0)"]);
});

Deno.test("the constraints of a U-Net and of GPT-2 are those that their users know", async () => {
  const of = async (name: string) => (await profile(new URL(`../data/zoo/${name}.dyn.onnx`, import.meta.url))).facts.constraints;
  // Three poolings by 2 that are undone and joined with what went in; a table of 64 positions.
  assertEquals((await of("unet")).map(({ left, relation, right }) => `${left} ${relation} ${right}`), [
    "height is a multiple of 8",
    "width is a multiple of 8",
  ]);
  assertEquals((await of("gpt2_nano")).map(({ left, relation, right }) => `${left} ${relation} ${right}`), ["seq is at most 64"]);
});

Deno.test("sizes that break a constraint are an error that names the node", () => {
  const nodes: NodeSpec[] = [{ op: "MatMul", name: "product", inputs: ["x", "y"], outputs: ["z"] }];
  const product = model({ inputs: [value("x", [2, symbol("k")]), value("y", [symbol("rows"), 3])], outputs: ["z"], nodes });
  assertEquals(inferShapes(product).constraints.map(({ left, relation, right }) => `${left} ${relation} ${right}`), ["k equals rows"]);
  assertEquals(inferShapes(product, { dims: { k: 4, rows: 4 } }).nodes[0]!.problem, undefined);
  assertThrows(() => inferShapes(product, { dims: { k: 4, rows: 5 } }), ArgumentError, 'node "product" needs that k equals rows');
});

Deno.test("a free size that a node needs to be one number is that number for later nodes, unless the node may not run", () => {
  const matrix = (name: string) => tensor(name, [3, 5]);
  const product: NodeSpec = { op: "MatMul", inputs: ["x", "w"], outputs: ["p"] };
  const after: NodeSpec = { op: "Concat", inputs: ["x", "x"], outputs: ["y"], attributes: { axis: 1 } };
  const types = (nodes: readonly NodeSpec[]) =>
    inferShapes(model({ inputs: [value("x", [2, n]), value("yes", [], "bool")], outputs: ["y"], nodes, tensors: [matrix("w")] }));
  const certain = types([product, after]);
  assertEquals(certain.outputs[0]!.type, { kind: "tensor", dtype: "float32", shape: [2, 6] });
  const branches = {
    then_branch: body([], ["q"], [{ ...product, outputs: ["q"] }]),
    else_branch: body([], ["r"], [{ op: "Slice", inputs: ["x", "zero", "five", "one"], outputs: ["r"] }]),
  };
  const maybe = types([{ op: "If", inputs: ["yes"], outputs: ["p"], attributes: branches }, after]);
  assertEquals(String((maybe.outputs[0]!.type as TensorType).shape![1]), "2*n");
  assertEquals(maybe.constraints, []);
});
