// Names as PyTorch 1.13's exporter leaves them when it folds constants (tests/data/zoo, the variant `fold`).
import { assertEquals } from "@std/assert";
import type { RecoveredName } from "../../../lib/analysis/stored_tensors.ts";
import { model, type NodeSpec, tensor, value } from "../_models.ts";
import { conv, kernel, treeOf, vector } from "./_trees.ts";

interface Named extends Partial<RecoveredName> {
  readonly name: string;
  readonly aliases?: readonly string[];
}

function namesOf(nodes: readonly NodeSpec[], tensors: Parameters<typeof model>[0]["tensors"], outputs = ["y"]) {
  const inputs = [value("x", [1, 4, 8, 8]), value("s", [2, 5, 8]), value("tokens", [2, 5], "int64")];
  const tree = treeOf(model({ inputs, outputs, nodes, tensors: tensors ?? [] }));
  return {
    tree,
    names: tree.stored.all.map(({ name, recovered, aliases }) => ({ name, ...recovered, ...(aliases && { aliases }) } as Named)),
  };
}

Deno.test("a weight that is stored transposed gets the name of its module's", () => {
  const nodes: NodeSpec[] = [
    { op: "MatMul", name: "/layers.0/linear1/MatMul", inputs: ["s", "onnx::MatMul_293"], outputs: ["a"] },
    { op: "Add", name: "/layers.0/linear1/Add", inputs: ["layers.0.linear1.bias", "a"], outputs: ["b"] },
    { op: "MatMul", name: "/head/MatMul", inputs: ["b", "onnx::MatMul_294"], outputs: ["y"] },
  ];
  const { names } = namesOf(nodes, [
    tensor("layers.0.linear1.bias", [16]),
    tensor("onnx::MatMul_293", [8, 16]),
    tensor("onnx::MatMul_294", [16, 3]),
  ]);
  assertEquals(names, [
    { name: "layers.0.linear1.weight", from: "onnx::MatMul_293", transposed: true },
    { name: "layers.0.linear1.bias" },
    { name: "head.weight", from: "onnx::MatMul_294", transposed: true },
  ]);
});

Deno.test("beside a bias with a name of its own, a weight in any module is known", () => {
  const nodes: NodeSpec[] = [
    { op: "MatMul", name: "/self_attn/MatMul", inputs: ["s", "onnx::MatMul_273"], outputs: ["a"] },
    { op: "Add", name: "/self_attn/Add", inputs: ["self_attn.in_proj_bias", "a"], outputs: ["b"] },
    { op: "Softmax", name: "/self_attn/Softmax", inputs: ["b"], outputs: ["y"] },
  ];
  const { names, tree } = namesOf(nodes, [tensor("self_attn.in_proj_bias", [24]), tensor("onnx::MatMul_273", [8, 24])]);
  assertEquals(names[0], { name: "self_attn.in_proj_weight", from: "onnx::MatMul_273", transposed: true });
  assertEquals([...tree.modules.keys()], ["", "self_attn"]);
});

Deno.test("a convolution whose weight and bias both lost their names holds a BatchNorm", () => {
  const nodes = [
    conv("/conv1/Conv", "x", "a", "onnx::Conv_193", "onnx::Conv_194"),
    conv("/conv2/Conv", "a", "y", "conv2.weight", "conv2.bias"),
  ];
  const { names, tree } = namesOf(nodes, [
    kernel("conv2.weight"),
    vector("conv2.bias"),
    kernel("onnx::Conv_193"),
    vector("onnx::Conv_194"),
  ]);
  assertEquals(names.slice(0, 2), [
    { name: "conv1.weight", from: "onnx::Conv_193", transposed: false, folded: true },
    { name: "conv1.bias", from: "onnx::Conv_194", transposed: false, folded: true },
  ]);
  assertEquals([...tree.modules.values()].map(({ path, holds }) => [path, holds]), [["", []], ["conv1", ["BatchNorm2d"]], ["conv2", []]]);
});

Deno.test("a tied weight is one tensor, known by the names of both modules", () => {
  const nodes: NodeSpec[] = [
    { op: "Gather", name: "/wte/Gather", inputs: ["wte.weight", "tokens"], outputs: ["a"] },
    { op: "Transpose", name: "/lm_head/Transpose", inputs: ["wte.weight"], outputs: ["t"] },
    { op: "MatMul", name: "/lm_head/MatMul", inputs: ["a", "t"], outputs: ["y"] },
  ];
  const { names } = namesOf(nodes, [tensor("wte.weight", [50, 8])]);
  assertEquals(names, [{ name: "wte.weight", aliases: ["lm_head.weight"] }]);
});

Deno.test("a tool's mark on a name is taken off it", () => {
  const nodes: NodeSpec[] = [{ op: "MatMul", name: "MatMul_81", inputs: ["s", "dense.weight_transposed"], outputs: ["y"] }];
  const { names } = namesOf(nodes, [tensor("dense.weight_transposed", [8, 16])]);
  assertEquals(names, [{ name: "dense.weight", from: "dense.weight_transposed", transposed: true }]);
});

Deno.test("in a module that is no leaf of torch.nn, nothing is named", () => {
  const nodes: NodeSpec[] = [
    { op: "MatMul", name: "/mixer/MatMul", inputs: ["s", "onnx::MatMul_1"], outputs: ["a"] },
    { op: "Erf", name: "/mixer/Erf", inputs: ["a"], outputs: ["y"] },
  ];
  assertEquals(namesOf(nodes, [tensor("onnx::MatMul_1", [8, 16])]).names, [{ name: "onnx::MatMul_1" }]);
});

Deno.test("a recurrent layer's weights are packed, its two biases in one tensor have no name", () => {
  const lstm = (index: number, input: string, output: string): NodeSpec => ({
    op: "LSTM",
    name: `/lstm/LSTM${index === 0 ? "" : `_${index}`}`,
    inputs: [input, ...["W", "R", "B"].map((name) => `onnx::LSTM_${name}${index}`)],
    outputs: [output],
    attributes: { hidden_size: 4 },
  });
  const nodes = [
    lstm(0, "s", "a"),
    { op: "Squeeze", name: "/lstm/Squeeze", inputs: ["a", "one"], outputs: ["b"] },
    lstm(1, "b", "y"),
  ];
  const layer = (index: number, inputs: number) => [
    tensor(`onnx::LSTM_W${index}`, [1, 16, inputs]),
    tensor(`onnx::LSTM_R${index}`, [1, 16, 4]),
    tensor(`onnx::LSTM_B${index}`, [1, 32]),
  ];
  const { names } = namesOf(nodes, [tensor("one", [1], "int64", [1]), ...layer(0, 8), ...layer(1, 4)]);
  assertEquals(names.filter(({ name }) => name.startsWith("lstm.")).map(({ name, packed }) => [name, packed]), [
    ["lstm.weight_ih_l0", true],
    ["lstm.weight_hh_l0", true],
    ["lstm.weight_ih_l1", true],
    ["lstm.weight_hh_l1", true],
  ]);
});
