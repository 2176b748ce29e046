import { assertEquals } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { findStoredTensors, type StoredTensor } from "../../lib/analysis/stored_tensors.ts";
import type { Tensor } from "../../lib/model/tensor.ts";
import { model, type NodeSpec, tensor, value } from "./_models.ts";

function stored(nodes: readonly NodeSpec[], tensors: readonly Tensor[], x = value("x", [1, 4, 8, 8])): Map<string, StoredTensor> {
  const typed = inferShapes(model({ inputs: [x], outputs: [nodes.at(-1)!.outputs[0]!], nodes, tensors }));
  return new Map(findStoredTensors(typed).all.map((tensor) => [tensor.name, tensor]));
}

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

Deno.test("the scales of a product of whole numbers are constants, as onnxruntime's quantize_dynamic writes them", () => {
  const nodes = [
    { op: "DynamicQuantizeLinear", inputs: ["x"], outputs: ["q", "q_scale", "q_zero"] },
    { op: "MatMulInteger", inputs: ["q", "w_quantized", "q_zero", "w_zero"], outputs: ["sums"] },
    { op: "Cast", inputs: ["sums"], outputs: ["real"], attributes: { to: 1 } },
    { op: "Mul", inputs: ["q_scale", "w_scale"], outputs: ["scale"] },
    { op: "Mul", inputs: ["real", "scale"], outputs: ["scaled"] },
    { op: "Mul", inputs: ["scaled", "gain"], outputs: ["y"] },
  ];
  const tensors = [
    tensor("w_quantized", [8, 6], "int8"),
    tensor("w_zero", [6], "int8"),
    tensor("w_scale", [6]),
    tensor("gain", [6]),
  ];
  assertEquals(roles(nodes, tensors), { w_quantized: "parameter", w_zero: "constant", w_scale: "constant", gain: "parameter" });
});

Deno.test("a quantised table that is looked up before it is made real is a parameter", () => {
  const nodes = [
    { op: "Gather", inputs: ["words_quantized", "ids"], outputs: ["rows"] },
    { op: "DequantizeLinear", inputs: ["rows", "words_scale", "words_zero"], outputs: ["y"] },
  ];
  const tensors = [tensor("words_quantized", [100, 8], "uint8"), tensor("words_scale", []), tensor("words_zero", [], "uint8")];
  const found = stored(nodes, tensors, value("ids", [1, 5], "int64"));
  assertEquals([...found.values()].map(({ role }) => role), ["parameter", "constant", "constant"]);
});

Deno.test("a weight of 4 bits, packed as the documentation of MatMulNBits has it, stands for N × K parameters", () => {
  // 32 columns in blocks of 16: B is [N, blocks, block_size · bits / 8] bytes, scales [N · blocks], zero points two to a byte
  const attributes = { K: 32, N: 6, bits: 4, block_size: 16 };
  const nodes = [{ op: "MatMulNBits", domain: "com.microsoft", inputs: ["x", "b", "scales", "zeros"], outputs: ["y"], attributes }];
  const tensors = [{ ...tensor("b", [6, 2, 8], "uint8"), byteLength: 96 }, tensor("scales", [12]), tensor("zeros", [6], "uint8")];
  const found = stored(nodes, tensors, value("x", [1, 5, 32]));
  assertEquals([...found.values()].map(({ role }) => role), ["parameter", "constant", "constant"]);
  const { shape, dtype, elements, tensor: { byteLength } } = found.get("b")!;
  assertEquals({ shape, dtype, elements, byteLength }, { shape: [6, 32], dtype: "uint4", elements: 192, byteLength: 96 });
});

Deno.test("one token meets k experts of all that are held", () => {
  const nodes = [{
    op: "QMoE",
    domain: "com.microsoft",
    inputs: ["x", "router", "w1", "s1", "", "w2", "s2"],
    outputs: ["y"],
    attributes: { k: 2, expert_weight_bits: 4 },
  }];
  const tensors = [
    tensor("router", [5, 8]),
    tensor("w1", [8, 16, 4], "uint8"), // 8 experts of 16 × 8, two elements a byte
    tensor("s1", [8, 16]),
    tensor("w2", [8, 8, 8], "uint8"),
    tensor("s2", [8, 8]),
  ];
  const found = stored(nodes, tensors, value("x", [5, 8]));
  assertEquals(found.get("w1")!.elements, 8 * 16 * 8);
  assertEquals([found.get("w1")!.perToken, found.get("w2")!.perToken], [2 * 16 * 8, 2 * 16 * 8]);
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
