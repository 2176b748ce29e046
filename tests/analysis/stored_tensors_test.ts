import { assertEquals } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { findStoredTensors } from "../../lib/analysis/stored_tensors.ts";
import type { Tensor } from "../../lib/model/tensor.ts";
import { model, type NodeSpec, tensor, value } from "./_models.ts";

function roles(nodes: readonly NodeSpec[], tensors: readonly Tensor[]): Record<string, string> {
  const { all } = findStoredTensors(
    inferShapes(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: [nodes.at(-1)!.outputs[0]!], nodes, tensors })),
  );
  return Object.fromEntries(all.map(({ name, role }) => [name, role]));
}

Deno.test("weights and biases are parameters, running statistics are buffers", () => {
  const nodes = [
    { op: "Conv", inputs: ["x", "w", "b"], outputs: ["c"] },
    { op: "BatchNormalization", inputs: ["c", "scale", "bias", "mean", "var"], outputs: ["y"] },
  ];
  const tensors = [tensor("w", [6, 4, 3, 3]), ...["b", "scale", "bias", "mean", "var"].map((name) => tensor(name, [6]))];
  assertEquals(roles(nodes, tensors), {
    w: "parameter",
    b: "parameter",
    scale: "parameter",
    bias: "parameter",
    mean: "buffer",
    var: "buffer",
  });
});

Deno.test("a shape operand is a constant, a named mask a buffer, an anonymous one a constant", () => {
  const nodes = [
    { op: "Reshape", inputs: ["x", "shape"], outputs: ["r"] },
    { op: "Where", inputs: ["attn.mask", "r", "r"], outputs: ["a"] },
    { op: "Where", inputs: ["onnx::Where_7", "a", "a"], outputs: ["y"] },
  ];
  const tensors = [tensor("shape", [1], "int64", [-1]), tensor("attn.mask", [256], "bool"), tensor("onnx::Where_7", [256], "bool")];
  assertEquals(roles(nodes, tensors), { shape: "constant", "attn.mask": "buffer", "onnx::Where_7": "constant" });
});

Deno.test("a quantised weight is a parameter, its scale and zero point are constants", () => {
  const nodes = [
    { op: "DequantizeLinear", inputs: ["w8", "scale", "zero"], outputs: ["w"] },
    { op: "Conv", inputs: ["x", "w"], outputs: ["y"] },
  ];
  const tensors = [tensor("w8", [6, 4, 3, 3], "int8"), tensor("scale", []), tensor("zero", [], "int8")];
  assertEquals(roles(nodes, tensors), { w8: "parameter", scale: "constant", zero: "constant" });
});

Deno.test("a tensor that is cut and joined before inference is a parameter all the same", () => {
  const nodes = [
    { op: "Slice", inputs: ["w", "starts", "ends"], outputs: ["p"] },
    { op: "Concat", inputs: ["p", "p"], outputs: ["q"], attributes: { axis: 0 } },
    { op: "Mul", inputs: ["x", "q"], outputs: ["y"] },
  ];
  assertEquals(roles(nodes, [tensor("w", [8]), tensor("starts", [1], "int64", [0]), tensor("ends", [1], "int64", [4])])["w"], "parameter");
});

Deno.test("an Identity by which an exporter merged equal tensors makes a tensor of its own", () => {
  const nodes = [
    { op: "Identity", inputs: ["bn1.weight"], outputs: ["bn2.weight"] },
    { op: "Identity", inputs: ["bn1.weight"], outputs: ["bn1.running_var"] },
    { op: "BatchNormalization", inputs: ["x", "bn1.weight", "bn1.bias", "bn1.bias", "bn1.running_var"], outputs: ["h"] },
    { op: "BatchNormalization", inputs: ["h", "bn2.weight", "bn1.bias", "bn1.bias", "bn1.running_var"], outputs: ["y"] },
  ];
  const tensors = [tensor("bn1.weight", [4]), tensor("bn1.bias", [4])];
  assertEquals(roles(nodes, tensors), {
    "bn1.weight": "parameter",
    "bn1.bias": "parameter",
    "bn2.weight": "parameter",
    "bn1.running_var": "buffer",
  });
});

Deno.test("parameters kept in Constant nodes are found by their use, other constants are not parameters", () => {
  const nodes = [
    { op: "Constant", inputs: [], outputs: ["w"], attributes: { value: tensor("", [6, 4, 3, 3]) } },
    { op: "Constant", inputs: [], outputs: ["half"], attributes: { value: tensor("", [], "float32", [0.5]) } },
    { op: "Conv", inputs: ["x", "w"], outputs: ["c"] },
    { op: "Mul", inputs: ["c", "half"], outputs: ["y"] },
  ];
  assertEquals(roles(nodes, []), { w: "parameter", half: "constant" });
});
