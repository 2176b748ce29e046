/**
 * What PyTorch would call a module, told from the operators that run directly in it.
 *
 * @module
 */
import type { TypedNode } from "./infer_shapes.ts";

/** Operators that say what a leaf module is; `#` is the number of spatial axes. */
const LEAF_TYPES: Readonly<Record<string, string>> = {
  AveragePool: "AvgPool#d",
  BatchNormalization: "BatchNorm#d",
  Conv: "Conv#d",
  ConvTranspose: "ConvTranspose#d",
  Elu: "ELU",
  Flatten: "Flatten",
  GRU: "GRU",
  Gather: "Embedding",
  Gelu: "GELU",
  Gemm: "Linear",
  GlobalAveragePool: "AdaptiveAvgPool#d",
  HardSigmoid: "Hardsigmoid",
  HardSwish: "Hardswish",
  InstanceNormalization: "InstanceNorm#d",
  LSTM: "LSTM",
  LayerNormalization: "LayerNorm",
  LeakyRelu: "LeakyReLU",
  MatMul: "Linear",
  MaxPool: "MaxPool#d",
  PRelu: "PReLU",
  RNN: "RNN",
  Relu: "ReLU",
  Sigmoid: "Sigmoid",
  Softmax: "Softmax",
  Tanh: "Tanh",
};

/** Operators that accompany others without changing what the module is. */
const ACCOMPANIES = new Set([
  "Constant",
  "Identity",
  "Transpose",
  "Reshape",
  "Squeeze",
  "Unsqueeze",
  "Shape",
  "Cast",
  "Add",
  "QuantizeLinear",
  "DequantizeLinear",
]);

/** The type of a module without children from the nodes in it; `Module` where they do not tell. */
export function leafType(nodes: readonly TypedNode[]): string {
  const telling = new Set(nodes.map(({ node }) => node.op).filter((op) => !ACCOMPANIES.has(op)));
  const [op] = telling;
  const type = telling.size === 1 ? LEAF_TYPES[op!] : undefined;
  if (type === undefined) return "Module";
  const X = nodes.find(({ node }) => node.op === op)?.binding?.inputs["X"] ??
    nodes.find(({ node }) => node.op === op)?.binding?.inputs["input"];
  return type.replace("#", X?.hasShape ? String(X.rank - 2) : "2");
}
