/**
 * What onnx-tool counts for a node: "x86 instructions", by its table of constants.
 *
 * Source: onnx_tool/node.py of 2026-06-08. Earlier releases had other constants.
 *
 * @module
 */
import { add, type Dim, multiply, product, sum } from "../../model/dim.ts";
import { Unknown } from "../../operators/operand.ts";
import type { Shape } from "../calls/call.ts";

const [DIVIDE, EXPONENTIAL, LOGARITHM, SQUARE_ROOT] = [4, 32, 43, 24];
const HYPERBOLIC = EXPONENTIAL + 2 + DIVIDE;
const ARC_TANGENT = SQUARE_ROOT + 4 + DIVIDE;

/** A node as a rule sees it. */
export interface ToolNode {
  /** Shapes of its inputs, one that is left out being a scalar. */
  readonly inputs: readonly Shape[];
  /** The first output's shape. */
  readonly output: Shape;
  /** Its attributes, defaults put in. */
  // deno-lint-ignore no-explicit-any -- each operator's own
  readonly attributes: any;
}

type Rule = (node: ToolNode) => Dim;

/** Elements of a tensor: 0 for a scalar, as the tool has it. */
export function volume(shape: Shape): Dim {
  return shape.length === 0 ? 0 : product(shape);
}

/** Instructions for each element that comes out; an operator with several inputs costs no more. */
const PER_OUTPUT: readonly (readonly [instructions: number, ops: string])[] = [
  [
    1,
    "Add Sub Mul Min Max Neg Abs Mod Ceil Relu Sign Less LessOrEqual Greater GreaterOrEqual Equal Not And Or Xor Round Floor NonZero CumSum Hardmax",
  ],
  [2, "LeakyRelu PRelu Clip Relu6 ImageScaler QuantizeLinear DequantizeLinear"],
  [DIVIDE, "Div Reciprocal HardSigmoid"],
  [5, "HardSwish"],
  [7, "InstanceNormalization"],
  [SQUARE_ROOT, "Sqrt"],
  [1 + SQUARE_ROOT + DIVIDE + 1 + 1, "BatchNormalization"],
  [EXPONENTIAL, "Exp Pow Sigmoid"],
  [EXPONENTIAL + 1, "Silu LpNormalization"],
  [EXPONENTIAL + 2, "Gelu"],
  [EXPONENTIAL + 3, "Elu"],
  [EXPONENTIAL + DIVIDE, "Softmax"],
  [39, "Sin Cos"],
  [LOGARITHM, "Log"],
  [EXPONENTIAL + 1 + LOGARITHM, "Softplus"],
  [EXPONENTIAL + DIVIDE + 1 + LOGARITHM, "LogSoftmax"],
  [2 * HYPERBOLIC, "Tanh"],
  [2 * ARC_TANGENT, "Atan"],
];

/** Instructions for each element of the first input. */
const PER_INPUT: readonly (readonly [instructions: number, ops: string])[] = [
  [1, "ReduceMean ReduceSum ReduceProd ReduceMin ReduceMax"],
  [1 + SQUARE_ROOT, "ReduceL2"],
];

/** Rules by operator; any other costs nothing. */
export const TOOL_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...PER_OUTPUT.flatMap(([instructions, ops]) => ops.split(" ").map((op): [string, Rule] => [op, perOutput(instructions)])),
  ...PER_INPUT.flatMap(([instructions, ops]) => ops.split(" ").map((op): [string, Rule] => [op, perInput(instructions)])),
  ["Sum", ({ inputs, output }) => multiply(volume(output), inputs.length - 1)],
  ["LRN", ({ output, attributes }) => multiply(volume(output), DIVIDE + EXPONENTIAL + 1 + attributes.size)],
  ["Conv", convolution],
  ["ConvTranspose", convolution],
  ["QLinearConv", (node) => quantized(node, 3, node.inputs.length === 9)],
  ["ConvInteger", (node) => quantized(node, 1, false)],
  ["Gemm", (node) => matrix(node, node.attributes.transB ? -1 : -2)],
  ["MatMul", (node) => matrix(node, -2)],
  ["MatMulInteger", (node) => matrix(node, -2)],
  ["QLinearMatMul", ({ inputs }) => multiply(volume(inputs[0]!), inputs[3]?.at(-1) ?? 0)],
  ["Einsum", einsum],
  ["MaxPool", pool],
  ["AveragePool", pool],
  ["GlobalAveragePool", ({ inputs, output }) => add(volume(inputs[0]!), multiply(volume(output), DIVIDE))],
  ["Resize", resize],
  ["Upsample", resize],
  ["LayerNormalization", layerNorm],
  ["LSTM", (node) => recurrent(node, 4, 4 + 3 * EXPONENTIAL + 2 * HYPERBOLIC + 4)],
  ["GRU", (node) => recurrent(node, 3, 3 + 2 * EXPONENTIAL + HYPERBOLIC + 5)],
]);

function perOutput(instructions: number): Rule {
  return ({ output }) => multiply(volume(output), instructions);
}

function perInput(instructions: number): Rule {
  return ({ inputs }) => multiply(volume(inputs[0]!), instructions);
}

/** The output times the weight's axes but the first, and the bias: also for a transposed one, where that is twice wrong. */
function convolution({ inputs, output }: ToolNode): Dim {
  if (inputs.length < 2 || inputs.length > 3) return 0;
  return multiply(volume(output), add(product(inputs[1]!.slice(1)), inputs.length === 3 ? 1 : 0));
}

function quantized({ inputs, output }: ToolNode, weight: number, biased: boolean): Dim {
  return multiply(volume(output), add(product((inputs[weight] ?? []).slice(1, 4)), biased ? 1 : 0));
}

function matrix({ inputs, output }: ToolNode, axis: number): Dim {
  const weight = inputs[1];
  if (weight === undefined) throw new Unknown("the shape of the second operand is not known");
  const inner = weight.length > 1 ? weight.at(axis)! : 1;
  return multiply(volume(output), add(inner, inputs.length === 3 ? 1 : 0));
}

/** The product of all indices of the first two operands. */
function einsum({ inputs, attributes }: ToolNode): Dim {
  const sizes = new Map<string, Dim>();
  const terms = String(attributes.equation ?? "").replaceAll(/[ .]/g, "").split("->")[0]!.split(",");
  for (const operand of [0, 1]) inputs[operand]?.forEach((size, axis) => sizes.set(terms[operand]?.[axis] ?? "", size));
  return product(sizes.values());
}

/** A third axis of the window is left out. */
function pool({ output, attributes }: ToolNode): Dim {
  const kernel: readonly number[] = attributes.kernel_shape ?? [3, 3];
  return multiply(volume(output), kernel[0]! * (kernel.length === 2 ? kernel[1]! : 1));
}

function resize({ output, attributes }: ToolNode): Dim {
  return multiply(volume(output), attributes.mode === "linear" ? 4 : attributes.mode === "cubic" ? 8 : 0);
}

function layerNorm({ inputs: [x], attributes }: ToolNode): Dim {
  const rows = x!.with(attributes.axis, 1);
  return add(multiply(volume(x!), 7), multiply(volume(rows), 1 + SQUARE_ROOT + DIVIDE));
}

/** Weights and biases at each step, and the gates' functions. */
function recurrent({ inputs: [x, w, r, b] }: ToolNode, gates: number, perState: number): Dim {
  const rows = w![1];
  if (typeof rows !== "number") throw new Unknown("the size of the hidden state is not known");
  const hidden = Math.floor(rows / gates);
  return product([x![0]!, x![1]!, sum([volume(w!), volume(r!), volume(b ?? []), hidden * perState])]);
}
