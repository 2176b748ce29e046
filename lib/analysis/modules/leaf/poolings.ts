/**
 * Poolings of torch.nn.
 *
 * @module
 */
import type { TypedNode } from "../../typed_model.ts";
import type { Leaf, LeafClass } from "./leaf.ts";
import { pythonBool, pythonSize, pythonTuple } from "./python_text.ts";

/** The classes with their constructor lines (torch/nn/modules/pooling.py). */
export const POOLINGS: readonly LeafClass[] = [
  { type: "AdaptiveAvgPool#d", all: ["AveragePool"], is: isAdaptive, detail: adaptiveDetail },
  { type: "AvgPool#d", all: ["AveragePool"], some: ["Pad"], detail: averageDetail },
  { type: "MaxPool#d", all: ["MaxPool"], detail: maxDetail },
  { type: "AdaptiveAvgPool#d", all: ["GlobalAveragePool"], detail: adaptiveDetail },
  { type: "AdaptiveMaxPool#d", all: ["GlobalMaxPool"], detail: adaptiveDetail },
  { type: "LPPool#d", all: ["LpPool"], detail: normDetail },
];

/** Only an adaptive pooling of as many windows as there are elements is written as one with windows of a single element. */
function isAdaptive(leaf: Leaf): boolean {
  return windowOf(leaf, leaf.node("AveragePool")).every((size) => size === 1);
}

function windowOf(leaf: Leaf, pool: TypedNode): readonly number[] {
  return leaf.attribute(pool, "kernel_shape");
}

interface Window {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
}

function window(leaf: Leaf, pool: TypedNode): Window {
  const kernel = windowOf(leaf, pool);
  const stride: readonly number[] = leaf.option(pool, "strides") ?? kernel.map(() => 1);
  const pad = leaf.find("Pad");
  const pads: readonly number[] = pad === undefined
    ? leaf.option(pool, "pads") ?? kernel.map(() => 0)
    : leaf.operand(pad, "pads").numbers.slice(2);
  return { kernel, stride, padding: pads.slice(0, kernel.length) };
}

function maxDetail(leaf: Leaf): string {
  const pool = leaf.node("MaxPool");
  const { kernel, stride, padding } = window(leaf, pool);
  const dilation: readonly number[] = leaf.option(pool, "dilations") ?? kernel.map(() => 1);
  const [k, s, p, d] = [kernel, stride, padding, dilation].map(pythonSize);
  return `kernel_size=${k}, stride=${s}, padding=${p}, dilation=${d}, ceil_mode=${pythonBool(leaf.attribute(pool, "ceil_mode") === 1)}`;
}

/** PyTorch keeps the one-dimensional sizes of this class as tuples. */
function averageDetail(leaf: Leaf): string {
  const { kernel, stride, padding } = window(leaf, leaf.node("AveragePool"));
  const [k, s, p] = [kernel, stride, padding].map(kernel.length === 1 ? pythonTuple : pythonSize);
  return `kernel_size=${k}, stride=${s}, padding=${p}`;
}

function adaptiveDetail(leaf: Leaf): string {
  const sizes = leaf.outputShape(leaf.nodes.find(({ node }) => leaf.ops.has(node.op))!).slice(2);
  return `output_size=${sizes.every((size) => size === 1) ? 1 : pythonTuple(sizes)}`;
}

function normDetail(leaf: Leaf): string {
  const pool = leaf.node("LpPool");
  const { kernel, stride } = window(leaf, pool);
  const ceil = pythonBool(leaf.attribute(pool, "ceil_mode") === 1);
  return `norm_type=${leaf.attribute(pool, "p")}, kernel_size=${pythonSize(kernel)}, stride=${pythonSize(stride)}, ceil_mode=${ceil}`;
}
