import { assertEquals } from "@std/assert";
import { dataFlow } from "../../../lib/analysis/graph/data_flow.ts";
import { itemsOf } from "../../../lib/analysis/graph/items.ts";
import { repeatsIn } from "../../../lib/analysis/graph/repeats.ts";
import { inferShapes } from "../../../lib/analysis/infer_shapes.ts";
import { measure } from "../../../lib/analysis/measure.ts";
import { model, type NodeSpec, value } from "../_models.ts";

/** `[period, times]` of the repeats in a network without modules. */
function repeats(nodes: readonly NodeSpec[]): [number, number][] {
  const facts = measure(inferShapes(model({ inputs: [value("x", [2, 2])], outputs: [nodes.at(-1)!.outputs[0]!], nodes })));
  const flow = dataFlow(facts);
  return repeatsIn(facts, flow, itemsOf(facts, flow, flow.running, "")).map(({ period, times }) => [period, times]);
}

function chain(...ops: string[]): NodeSpec[] {
  return ops.map((op, index) => ({ op, inputs: [index === 0 ? "x" : `v${index - 1}`], outputs: [`v${index}`] }));
}

Deno.test("turns of one operator and of several", () => {
  assertEquals(repeats(chain("Relu", "Relu")), [[1, 1], [1, 1]], "two of one operator tell more than one of two");
  assertEquals(repeats(chain("Relu", "Relu", "Relu", "Tanh")), [[1, 3], [1, 1]]);
  assertEquals(repeats(chain("Exp", "Relu", "Tanh", "Relu", "Tanh", "Relu", "Tanh")), [[1, 1], [2, 3]]);
  assertEquals(repeats(chain("Relu", "Tanh", "Exp", "Neg", "Relu", "Tanh", "Exp", "Neg")), [[4, 2]]);
});

Deno.test("a block begins where it is narrow: before its branches part", () => {
  const blocks = [0, 1, 2].flatMap((turn): NodeSpec[] => {
    const input = turn === 0 ? "x" : `add${turn - 1}`;
    return [
      { op: "Exp", inputs: [input], outputs: [`exp${turn}`] },
      { op: "Tanh", inputs: [`exp${turn}`], outputs: [`tanh${turn}`] },
      { op: "Add", inputs: [input, `tanh${turn}`], outputs: [`add${turn}`] },
    ];
  });
  assertEquals(repeats(blocks), [[3, 3]]);
  assertEquals(
    repeats([
      { op: "Add", inputs: ["x", "x"], outputs: ["before"] },
      ...blocks.map((node) => ({ ...node, inputs: node.inputs.map((name) => name === "x" ? "before" : name) })),
    ]),
    [[1, 1], [3, 3]],
  );
});

Deno.test("what takes from further back, or from elsewhere in each turn, is no repeat", () => {
  const dense = [0, 1, 2, 3].map((turn): NodeSpec => ({
    op: "Sum",
    inputs: ["x", "x", "x", "x"].map((_, index) => index < turn ? `v${index}` : "x"),
    outputs: [`v${turn}`],
  }));
  assertEquals(repeats(dense).every(([, times]) => times === 1), true);
});
