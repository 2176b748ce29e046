// Metadata as PyTorch 2.6's exporter writes it (torch/onnx/_internal/exporter/_core.py, `_get_node_namespace`).
import { assertEquals } from "@std/assert";
import { model, value } from "../_models.ts";
import { chainTree, conv, kernel, treeOf } from "./_trees.ts";

const stack = (scopes: string, classes: string) => ({ "pkg.torch.onnx.name_scopes": scopes, "pkg.torch.onnx.class_hierarchy": classes });

Deno.test("paths and classes come from the stack around a node", () => {
  const tree = chainTree(["node_relu", "node_relu_1"], [
    stack(
      "['', 'layer1', 'layer1.0', 'layer1.0.relu', 'relu']",
      "['resnet.ResNet', 'torch.nn.modules.container.Sequential', 'resnet.Bottleneck', " +
        "'torch.nn.modules.activation.ReLU', 'aten.relu.default']",
    ),
    stack("['', 'relu_1']", "['resnet.ResNet', 'aten.relu.default']"),
  ]);
  assertEquals(tree.paths, ["layer1.0.relu", ""]);
  assertEquals([...tree.modules.values()].map(({ path, type }) => [path, type]), [
    ["", "ResNet"],
    ["layer1", "Sequential"],
    ["layer1.0", "Bottleneck"],
    ["layer1.0.relu", "ReLU"],
  ]);
});

Deno.test("`namespace` alone says the same", () => {
  const namespace = ": resnet.ResNet/avgpool: torch.nn.modules.pooling.AdaptiveAvgPool2d/mean: aten.mean.dim";
  const tree = chainTree(["node_mean"], [{ namespace }]);
  assertEquals(tree.paths, ["avgpool"]);
  assertEquals(tree.modules.get("avgpool")!.type, "AdaptiveAvgPool2d");
});

Deno.test("names as a program sees them, and later calls of the same module", () => {
  const tree = chainTree(["a", "b", "c"], [
    stack(`["L['self'].h[1].attn", 'relu']`, "['Attention', 'aten.relu.default']"),
    stack("['', 'act@1', 'relu_1']", "['Net', 'ReLU', 'aten.relu.default']"),
    stack('["", "act", "act"]', '["Net", "ReLU", "aten.relu.default"]'),
  ]);
  assertEquals(tree.paths, ["h.1.attn", "act", "act"]);
});

Deno.test("where bodies have lost their stacks, the names of parameters tell", () => {
  const metadata = stack("['', 'conv2d']", "['ONNXMerge', 'aten.conv2d.default']");
  const nodes = [{ ...conv("node_conv2d", "x", "y", "model.encoder.0.weight"), metadata }];
  const tree = treeOf(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors: [kernel("model.encoder.0.weight")] }));
  assertEquals(tree.paths, ["model.encoder.0"]);
  assertEquals(tree.modules.get("")!.type, "ONNXMerge");
});
