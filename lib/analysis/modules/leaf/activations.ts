/**
 * Activations of torch.nn.
 *
 * @module
 */
import type { Leaf, LeafClass } from "./leaf.ts";
import { pythonFloat } from "./python_text.ts";

/** A class that one operator stands for, with an attribute of which it prints. */
function ofOne(op: string, type: string, attribute?: string, label: string = attribute ?? ""): LeafClass {
  if (attribute === undefined) return { type, all: [op] };
  const text = (value: unknown) => label === "dim" ? String(value) : pythonFloat(value as number);
  return { type, all: [op], detail: (leaf) => `${label === "" ? "" : `${label}=`}${text(leaf.attribute(leaf.node(op), attribute))}` };
}

/** The classes with their constructor lines (torch/nn/modules/activation.py). */
export const ACTIVATIONS: readonly LeafClass[] = [
  ofOne("Relu", "ReLU"),
  ofOne("Sigmoid", "Sigmoid"),
  ofOne("Tanh", "Tanh"),
  ofOne("HardSigmoid", "Hardsigmoid"),
  ofOne("HardSwish", "Hardswish"),
  ofOne("Selu", "SELU"),
  ofOne("Softsign", "Softsign"),
  ofOne("Mish", "Mish"),
  ofOne("Swish", "SiLU"),
  ofOne("LeakyRelu", "LeakyReLU", "alpha", "negative_slope"),
  ofOne("Elu", "ELU", "alpha"),
  ofOne("Celu", "CELU", "alpha"),
  ofOne("Softmax", "Softmax", "axis", "dim"),
  ofOne("LogSoftmax", "LogSoftmax", "axis", "dim"),
  { type: "Softplus", all: ["Softplus"], detail: () => "beta=1, threshold=20" },
  { type: "Hardshrink", all: ["Shrink"], is: (leaf) => bias(leaf) === 0, detail: lambda },
  { type: "Softshrink", all: ["Shrink"], is: (leaf) => bias(leaf) === leaf.attribute(leaf.node("Shrink"), "lambd"), detail: lambda },
  {
    type: "PReLU",
    all: ["PRelu"],
    detail: (leaf) => `num_parameters=${leaf.shape(leaf.node("PRelu"), "slope").reduce((a, b) => a * b, 1)}`,
  },
  { type: "ReLU6", all: ["Clip"], is: (leaf) => String(limits(leaf)) === "0,6" },
  { type: "Hardtanh", all: ["Clip"], detail: hardtanhDetail },
  { type: "SiLU", all: ["Mul", "Sigmoid"] },
  { type: "GLU", all: ["Mul", "Sigmoid", "Split"], detail: (leaf) => `dim=${leaf.attribute(leaf.node("Split"), "axis")}` },
  { type: "Mish", all: ["Mul", "Softplus", "Tanh"] },
  { type: "GELU", all: ["Gelu"], detail: (leaf) => `approximate='${leaf.attribute(leaf.node("Gelu"), "approximate")}'` },
  { type: "GELU", all: ["Add", "Erf", "Mul"], some: ["Div"], detail: () => "approximate='none'" },
  { type: "GELU", all: ["Add", "Mul", "Tanh"], some: ["Pow"], detail: () => "approximate='tanh'" },
  { type: "Hardswish", all: ["Add", "Clip", "Div", "Mul"] },
  { type: "Hardswish", all: ["HardSigmoid", "Mul"] },
  { type: "Hardsigmoid", all: ["Add", "Clip", "Div"] },
  { type: "LogSigmoid", all: ["Log", "Sigmoid"] },
  { type: "Softmin", all: ["Neg", "Softmax"], detail: (leaf) => `dim=${leaf.attribute(leaf.node("Softmax"), "axis")}` },
  { type: "Tanhshrink", all: ["Sub", "Tanh"] },
  { type: "Softsign", all: ["Abs", "Add", "Div"] },
  { type: "Softshrink", all: ["Add", "Greater", "Less", "Sub", "Where"], detail: (leaf) => pythonFloat(leaf.scalar(leaf.node("Greater"))) },
  { type: "Hardshrink", all: ["Greater", "Less", "Or", "Where"], detail: (leaf) => pythonFloat(leaf.scalar(leaf.node("Greater"))) },
  { type: "Dropout", all: ["Dropout"], detail: () => "p=0.5, inplace=False" },
];

function bias(leaf: Leaf): number {
  return leaf.attribute(leaf.node("Shrink"), "bias");
}

function lambda(leaf: Leaf): string {
  return pythonFloat(leaf.attribute(leaf.node("Shrink"), "lambd"));
}

function limits(leaf: Leaf): unknown[] {
  return ["min", "max"].map((name) => leaf.node("Clip").binding?.inputs[name]?.elements?.[0]);
}

function hardtanhDetail(leaf: Leaf): string {
  const [least = -Infinity, most = Infinity] = limits(leaf) as (number | undefined)[];
  return `min_val=${pythonFloat(least)}, max_val=${pythonFloat(most)}`;
}
