/** Types as PyTorch's `named_modules()` has them, for modules as PyTorch exports them, with the texts that each class's `extra_repr` makes (torch/nn/modules, 1.13). */
import { assertEquals } from "@std/assert";
import { inferShapes } from "../../../../lib/analysis/infer_shapes.ts";
import { Leaf } from "../../../../lib/analysis/modules/leaf/leaf.ts";
import { describeLeaf } from "../../../../lib/analysis/modules/leaf/mod.ts";
import { findStoredTensors } from "../../../../lib/analysis/stored_tensors.ts";
import type { AttributeValue } from "../../../../lib/model/model.ts";
import { model, type NodeSpec, tensor, value } from "../../_models.ts";

const scalar = (name: string, number: number) => tensor(name, [], "float32", [number]);
const list = (name: string, numbers: readonly number[]) => tensor(name, [numbers.length], "int64", numbers);

const TENSORS = [
  scalar("zero", 0),
  scalar("six", 6),
  scalar("one", 1),
  scalar("eps", 1e-5),
  tensor("kernel", [6, 2, 3, 5]),
  tensor("turned", [4, 3, 2, 2]),
  tensor("four", [4]),
  tensor("six_values", [6]),
  tensor("matrix", [8, 16]),
  tensor("sixteen", [16]),
  tensor("table", [50, 16]),
  tensor("groups", [2], "float32", [1, 1]),
  tensor("grouped", [3], "int64", [0, 2, -1]),
  tensor("back", [4], "int64", [1, 4, 8, 8]),
  list("pads", [0, 0, 1, 2, 0, 0, 1, 2]),
  tensor("scales", [4], "float32", [1, 1, 2, 2]),
  tensor("w", [1, 64, 8]),
  tensor("r", [1, 64, 16]),
];

const INPUTS = [value("x", [1, 4, 8, 8]), value("tokens", [1, 3], "int64"), value("s", [5, 1, 8])];

function lineOf(...nodes: NodeSpec[]): string {
  const typed = inferShapes(model({ inputs: INPUTS, outputs: ["y"], nodes, tensors: TENSORS }));
  const { type, detail } = describeLeaf(Leaf.of(typed.nodes, new Map(), typed, findStoredTensors(typed)));
  return `${type}(${detail})`;
}

const node = (op: string, inputs: string[], outputs: string[], attributes: Record<string, AttributeValue> = {}): NodeSpec => ({
  op,
  inputs,
  outputs,
  attributes,
});

Deno.test("activations", () => {
  assertEquals(lineOf(node("Relu", ["x"], ["y"])), "ReLU()");
  assertEquals(lineOf(node("LeakyRelu", ["x"], ["y"], { alpha: Math.fround(0.2) })), "LeakyReLU(negative_slope=0.2)");
  assertEquals(lineOf(node("Softmax", ["x"], ["y"], { axis: -1 })), "Softmax(dim=-1)");
  assertEquals(lineOf(node("PRelu", ["x", "four"], ["y"])), "PReLU(num_parameters=4)");
  assertEquals(lineOf(node("Clip", ["x", "zero", "six"], ["y"])), "ReLU6()");
  assertEquals(lineOf(node("Clip", ["x", "zero", "one"], ["y"])), "Hardtanh(min_val=0.0, max_val=1.0)");
});

Deno.test("modules that exporters write in several operators", () => {
  assertEquals(lineOf(node("Sigmoid", ["x"], ["s"]), node("Mul", ["x", "s"], ["y"])), "SiLU()");
  const gelu = [
    node("Div", ["x", "one"], ["a"]),
    node("Erf", ["a"], ["b"]),
    node("Add", ["b", "one"], ["c"]),
    node("Mul", ["x", "c"], ["y"]),
  ];
  assertEquals(lineOf(...gelu), "GELU(approximate='none')");
  assertEquals(lineOf(node("Relu", ["x"], ["a"]), node("Erf", ["a"], ["y"])), "Module()");
  assertEquals(lineOf(node("MatMul", ["x", "x"], ["y"])), "Module()");
});

Deno.test("convolutions, products and tables", () => {
  const window = { kernel_shape: [3, 5], strides: [2, 1], pads: [1, 2, 1, 2], group: 2, dilations: [1, 1] };
  assertEquals(
    lineOf(node("Conv", ["x", "kernel"], ["y"], window)),
    "Conv2d(4, 6, kernel_size=(3, 5), stride=(2, 1), padding=(1, 2), groups=2, bias=False)",
  );
  assertEquals(
    lineOf(node("ConvTranspose", ["x", "turned"], ["y"], { strides: [2, 2], output_padding: [1, 1] })),
    "ConvTranspose2d(4, 3, kernel_size=(2, 2), stride=(2, 2), output_padding=(1, 1), bias=False)",
  );
  assertEquals(lineOf(node("MatMul", ["s", "matrix"], ["y"])), "Linear(in_features=8, out_features=16, bias=False)");
  assertEquals(
    lineOf(node("MatMul", ["s", "matrix"], ["a"]), node("Add", ["sixteen", "a"], ["y"])),
    "Linear(in_features=8, out_features=16, bias=True)",
  );
  assertEquals(lineOf(node("Gather", ["table", "tokens"], ["y"])), "Embedding(50, 16)");
});

Deno.test("normalizations", () => {
  const statistics = ["four", "four", "four", "four"];
  assertEquals(
    lineOf(node("BatchNormalization", ["x", ...statistics], ["y"], { epsilon: Math.fround(1e-3), momentum: Math.fround(0.99) })),
    "BatchNorm2d(4, eps=0.001, momentum=0.01, affine=True, track_running_stats=True)",
  );
  assertEquals(
    lineOf(node("LayerNormalization", ["s", "sixteen"], ["y"], { epsilon: Math.fround(1e-6) })),
    "LayerNorm((16,), eps=1e-06, elementwise_affine=True)",
  );
  assertEquals(
    lineOf(
      node("Reshape", ["x", "grouped"], ["a"]),
      node("InstanceNormalization", ["a", "groups", "groups"], ["b"]),
      node("Reshape", ["b", "back"], ["y"]),
    ),
    "GroupNorm(2, 4, eps=1e-05, affine=False)",
  );
});

Deno.test("poolings and arrangements", () => {
  const window = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], ceil_mode: 1 };
  assertEquals(
    lineOf(node("MaxPool", ["x"], ["y"], window)),
    "MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=True)",
  );
  assertEquals(
    lineOf(node("AveragePool", ["x"], ["y"], { kernel_shape: [2, 1], strides: [2, 1] })),
    "AvgPool2d(kernel_size=(2, 1), stride=(2, 1), padding=0)",
  );
  assertEquals(lineOf(node("GlobalAveragePool", ["x"], ["y"])), "AdaptiveAvgPool2d(output_size=1)");
  assertEquals(lineOf(node("Flatten", ["x"], ["y"], { axis: 1 })), "Flatten(start_dim=1, end_dim=-1)");
  assertEquals(lineOf(node("DepthToSpace", ["x"], ["y"], { blocksize: 2 })), "PixelShuffle(upscale_factor=2)");
  assertEquals(lineOf(node("Pad", ["x", "pads"], ["y"], { mode: "reflect" })), "ReflectionPad2d((2, 2, 1, 1))");
  assertEquals(lineOf(node("Resize", ["x", "", "scales"], ["y"], { mode: "linear" })), "Upsample(scale_factor=2.0, mode=bilinear)");
});

Deno.test("a recurrent network prints what differs from the defaults", () => {
  const lstm = node("LSTM", ["s", "w", "r"], ["y"], { hidden_size: 16 });
  assertEquals(lineOf(lstm), "LSTM(8, 16, bias=False)");
});

Deno.test("what the graph does not tell stays out of the brackets", () => {
  const typed = inferShapes(model({ inputs: [value("x")], outputs: ["y"], nodes: [node("AveragePool", ["x"], ["y"])] }));
  assertEquals(describeLeaf(Leaf.of(typed.nodes, new Map(), typed, findStoredTensors(typed))), { type: "AvgPool2d", detail: "" });
});
