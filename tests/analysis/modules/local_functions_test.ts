import { assertEquals } from "@std/assert";
import type { LocalFunction } from "../../../lib/model/model.ts";
import { model, node, type NodeSpec, value } from "../_models.ts";
import { conv, kernel, treeOf } from "./_trees.ts";

function define(domain: string, name: string, inputs: string[], outputs: string[], nodes: NodeSpec[]): LocalFunction {
  const empty = { overload: "", attributes: [], defaults: new Map(), valueInfo: new Map() };
  return { ...empty, domain, name, inputs, outputs, opset: new Map([["ai.onnx", 15]]), nodes: nodes.map(node) };
}

function described(functions: readonly LocalFunction[], nodes: readonly NodeSpec[], tensors: readonly string[]): string[] {
  const { modules } = treeOf(
    model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, functions, tensors: tensors.map(kernel), opset: 15 }),
  );
  return [...modules.values()].map(({ path, type }) => `${path}: ${type}`);
}

// Functions as PyTorch 1.13 writes them with export_modules_as_functions (tests/data/zoo/resnet18.fn.onnx).
Deno.test("classes are the functions' names, paths those of the parameters that a call is given", () => {
  const conv2d = define("torch.nn.modules.conv", "Conv2d", ["a", "w"], ["b"], [conv("Conv_36", "a", "b", "w")]);
  const relu = define("torch.nn.modules.activation", "ReLU", ["a"], ["b"], [{
    op: "Relu",
    name: "Relu_33",
    inputs: ["a"],
    outputs: ["b"],
  }]);
  const call = (op: string, domain: string, name: string, inputs: string[], outputs: string[]): NodeSpec => ({
    op,
    domain,
    name,
    inputs,
    outputs,
  });
  const block = define("torchvision.models.resnet", "BasicBlock.1", ["a", "w1", "w2"], ["d"], [
    call("Conv2d", "torch.nn.modules.conv", "Conv2d_1", ["a", "w1"], ["b"]),
    call("ReLU", "torch.nn.modules.activation", "ReLU_2", ["b"], ["c"]),
    call("Conv2d", "torch.nn.modules.conv", "Conv2d_3", ["c", "w2"], ["d"]),
  ]);
  const net = define("torchvision.models.resnet", "ResNet", ["a", "w1", "w2"], ["b"], [
    call("BasicBlock.1", "torchvision.models.resnet", "BasicBlock.1_16", ["a", "w1", "w2"], ["b"]),
  ]);
  const names = ["layer1.0.conv1.weight", "layer1.0.conv2.weight"];
  const nodes = [call("ResNet", "torchvision.models.resnet", "/fc/ResNet", ["x", ...names], ["y"])];
  assertEquals(described([conv2d, relu, block, net], nodes, names), [
    ": ResNet",
    "layer1: ModuleList",
    "layer1.0: BasicBlock",
    "layer1.0.conv1: Conv2d",
    "layer1.0.ReLU_2: ReLU",
    "layer1.0.conv2: Conv2d",
  ]);
});

// `nn.Sequential(nn.MaxPool2d(3), BasicConv2d(…))` of torchvision's GoogLeNet.
Deno.test("a module of which only one part has parameters is above that part", () => {
  const call = (op: string, domain: string, name: string, inputs: string[], outputs: string[]): NodeSpec => ({
    op,
    domain,
    name,
    inputs,
    outputs,
  });
  const nn = "torch.nn.modules";
  const conv2d = define(`${nn}.conv`, "Conv2d", ["a", "w"], ["b"], [conv("Conv_36", "a", "b", "w")]);
  const relu = define(`${nn}.activation`, "ReLU", ["a"], ["b"], [{ op: "Relu", name: "Relu_33", inputs: ["a"], outputs: ["b"] }]);
  const basic = define("googlenet", "BasicConv2d", ["a", "w"], ["b"], [call("Conv2d", `${nn}.conv`, "Conv2d_30", ["a", "w"], ["b"])]);
  const branch = define(`${nn}.container`, "Sequential", ["a", "w"], ["c"], [
    call("ReLU", `${nn}.activation`, "ReLU_26", ["a"], ["b"]),
    call("BasicConv2d", "googlenet", "BasicConv2d_27", ["b", "w"], ["c"]),
  ]);
  const nodes = [call("Sequential", `${nn}.container`, "Sequential_1", ["x", "branch4.1.conv.weight"], ["m"]), {
    op: "Erf",
    inputs: ["m"],
    outputs: ["y"],
  }];
  assertEquals(described([conv2d, relu, basic, branch], nodes, ["branch4.1.conv.weight"]), [
    ": Module",
    "branch4: Sequential",
    "branch4.ReLU_26: ReLU",
    "branch4.1: BasicConv2d",
    "branch4.1.conv: Conv2d",
  ]);
});

// Names as the dynamo exporter of PyTorch 2.1 makes them (torch/onnx/_internal/fx/passes/modularization.py).
Deno.test("a function's name may hold class and path", () => {
  const domain = "pkg.torch.2.1.0";
  const conv2d = define(domain, "torch_nn_modules_conv_Conv2d_layer1_conv1_1", ["a", "w"], ["b"], [conv("n0", "a", "b", "w")]);
  const relu = define(domain, "torch_nn_modules_activation_ReLU_layer1_relu_1", ["a"], ["b"], [{
    op: "Relu",
    inputs: ["a"],
    outputs: ["b"],
  }]);
  const layer = define(domain, "net_Layer_layer1_1", ["a", "w"], ["c"], [
    { op: conv2d.name, domain, name: "conv2d_3", inputs: ["a", "w"], outputs: ["b"] },
    { op: relu.name, domain, name: "relu_4", inputs: ["b"], outputs: ["c"] },
  ]);
  const nodes: NodeSpec[] = [
    { op: layer.name, domain, name: "layer_0", inputs: ["x", "layer1.conv1.weight"], outputs: ["m"] },
    { op: "Relu", name: "last", inputs: ["m"], outputs: ["y"] },
  ];
  assertEquals(described([conv2d, relu, layer], nodes, ["layer1.conv1.weight"]), [
    ": Module",
    "layer1: Layer",
    "layer1.conv1: Conv2d",
    "layer1.relu: ReLU",
  ]);
});

Deno.test("a library of operators is no module: its nodes belong where the call stands", () => {
  const domain = "pkg.onnxscript.torch_lib";
  const relu = define(domain, "aten_relu", ["a"], ["b"], [{ op: "Relu", name: "n0", inputs: ["a"], outputs: ["b"] }]);
  assertEquals(described([relu], [{ op: "aten_relu", domain, name: "/act/aten_relu", inputs: ["x"], outputs: ["y"] }], []), [
    ": Module",
    "act: ReLU",
  ]);
});
