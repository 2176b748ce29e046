/**
 * What PyTorch would call a module, told from the operators that run directly in it.
 *
 * @module
 */
import type { TypedNode } from "./typed_model.ts";

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

/** Modules that exporters write in several operators: those that must be there, and those that may be. */
const PATTERNS: readonly { readonly type: string; readonly all: readonly string[]; readonly some?: readonly string[] }[] = [
  { type: "SiLU", all: ["Mul", "Sigmoid"] },
  { type: "Mish", all: ["Mul", "Softplus", "Tanh"] },
  { type: "GELU", all: ["Add", "Erf", "Mul"], some: ["Div"] },
  { type: "GELU", all: ["Add", "Mul", "Pow", "Tanh"] },
  { type: "Hardswish", all: ["Add", "Clip", "Div", "Mul"] },
  { type: "LayerNorm", all: ["Add", "Div", "Pow", "ReduceMean", "Sqrt", "Sub"], some: ["Mul"] },
  { type: "GroupNorm", all: ["InstanceNormalization"], some: ["Add", "Mul"] },
  { type: "AvgPool#d", all: ["AveragePool", "Pad"] },
  { type: "Linear", all: ["Add", "MatMul"] },
];

/** Operators that accompany others without changing what the module is. */
const ACCOMPANIES = new Set([
  "Cast",
  "Constant",
  "DequantizeLinear",
  "Identity",
  "QuantizeLinear",
  "Reshape",
  "Shape",
  "Squeeze",
  "Transpose",
  "Unsqueeze",
]);

/** The type of a module without children from the nodes that run in it; `Module` where they do not tell. */
export function leafType(nodes: readonly TypedNode[]): string {
  const telling = nodes.filter(({ node }) => !ACCOMPANIES.has(node.op));
  const ops = new Set(telling.map(({ node }) => node.op));
  const [op] = ops;
  const type = ops.size === 1 ? singleType(op!, telling[0]!) : patternType(ops);
  return type?.replace("#", () => spatialAxes(telling)) ?? "Module";
}

function singleType(op: string, node: TypedNode): string | undefined {
  return op === "Clip" ? clipType(node) : LEAF_TYPES[op];
}

function patternType(ops: ReadonlySet<string>): string | undefined {
  return PATTERNS.find(({ all, some = [] }) =>
    all.every((op) => ops.has(op)) && [...ops].every((op) => all.includes(op) || some.includes(op))
  )?.type;
}

/** PyTorch's ReLU6 is a Hardtanh from 0 to 6, and exported as such. */
function clipType({ binding }: TypedNode): string {
  const [least, most] = ["min", "max"].map((name) => binding?.inputs[name]?.elements?.[0]);
  return least === 0 && most === 6 ? "ReLU6" : "Hardtanh";
}

/** How many axes behind batch and channels the module's input has. */
function spatialAxes(nodes: readonly TypedNode[]): string {
  for (const { binding } of nodes) {
    const input = binding?.inputs["X"] ?? binding?.inputs["input"];
    if (input?.hasShape && input.rank > 2) return String(input.rank - 2);
  }
  return "2";
}
