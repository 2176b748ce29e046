/** Types as PyTorch's `named_modules()` has them, for modules as PyTorch 1.13 exports them (the shared zoo's truth). */
import { assertEquals } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { leafType } from "../../lib/analysis/module_types.ts";
import { profile } from "../../lib/profile.ts";
import { model, type NodeSpec, tensor, value } from "./_models.ts";

function typeOf(...nodes: NodeSpec[]): string {
  const tensors = [tensor("zero", [], "float32", [0]), tensor("six", [], "float32", [6]), tensor("one", [], "float32", [1])];
  return leafType(inferShapes(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors })).nodes);
}

const node = (op: string, inputs: string[], outputs: string[]): NodeSpec => ({ op, inputs, outputs });

Deno.test("modules of one operator, and of the several that an exporter writes", () => {
  assertEquals(typeOf(node("Relu", ["x"], ["y"])), "ReLU");
  assertEquals(typeOf(node("Sigmoid", ["x"], ["s"]), node("Mul", ["x", "s"], ["y"])), "SiLU");
  assertEquals(typeOf(node("Clip", ["x", "zero", "six"], ["y"])), "ReLU6");
  assertEquals(typeOf(node("Clip", ["x", "zero", "one"], ["y"])), "Hardtanh");
  const gelu = [
    node("Div", ["x", "one"], ["a"]),
    node("Erf", ["a"], ["b"]),
    node("Add", ["b", "one"], ["c"]),
    node("Mul", ["x", "c"], ["y"]),
  ];
  assertEquals(typeOf(...gelu), "GELU");
  assertEquals(typeOf(node("Relu", ["x"], ["a"]), node("Erf", ["a"], ["y"])), "Module");
});

Deno.test("types in whole networks", async () => {
  const types = async (name: string) => {
    const { modules } = await profile(new URL(`../data/zoo/${name}.onnx`, import.meta.url));
    return new Map(modules.map(({ name, type }) => [name, type]));
  };
  const encoder = await types("transformer_encoder.keep");
  assertEquals([...encoder].filter(([name]) => /norm\d$/.test(name)).map(([, type]) => type), [
    "LayerNorm",
    "LayerNorm",
    "LayerNorm",
    "LayerNorm",
  ]);
  assertEquals((await types("lstm_lm.keep")).get("lstm"), "LSTM");
  assertEquals((await types("resnet18.keep")).get("layer1.0.conv1"), "Conv2d");
});
