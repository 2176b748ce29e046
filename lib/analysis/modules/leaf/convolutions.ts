/**
 * Convolutions and matrix products of torch.nn.
 *
 * @module
 */
import { lookUp } from "../../../model/look_up.ts";
import { Unknown } from "../../../operators/operand.ts";
import type { TypedNode } from "../../typed_model.ts";
import type { Leaf, LeafClass } from "./leaf.ts";
import { pythonBool, pythonTuple } from "./python_text.ts";

/** The classes with their constructor lines (torch/nn/modules/conv.py, linear.py, sparse.py). */
export const CONVOLUTIONS: readonly LeafClass[] = [
  {
    type: "Conv#d",
    all: ["Conv"],
    some: ["Concat", "Pad", "Slice"],
    is: (leaf) => hasOneWeight(leaf, "Conv", "W"),
    detail: (leaf) => convDetail(leaf, leaf.node("Conv"), false),
  },
  {
    type: "ConvTranspose#d",
    all: ["ConvTranspose"],
    is: (leaf) => hasOneWeight(leaf, "ConvTranspose", "W"),
    detail: (leaf) => convDetail(leaf, leaf.node("ConvTranspose"), true),
  },
  { type: "Linear", all: ["Gemm"], is: (leaf) => hasOneWeight(leaf, "Gemm", "B"), detail: gemmDetail },
  { type: "Linear", all: ["MatMul"], some: ["Add"], is: (leaf) => hasOneWeight(leaf, "MatMul", "B"), detail: matMulDetail },
  { type: "Embedding", all: ["Gather"], is: isTable, detail: (leaf) => leaf.shape(leaf.node("Gather"), "data").join(", ") },
];

/** A module that is called twice takes the same weight twice; one that takes two is no product alone. */
function hasOneWeight(leaf: Leaf, op: string, input: string): boolean {
  const weights = new Set(leaf.nodes.filter(({ node }) => node.op === op).map((node) => leaf.stored(node, input)));
  return weights.size === 1 && !weights.has(undefined);
}

function isTable(leaf: Leaf): boolean {
  const gather = leaf.node("Gather");
  return leaf.stored(gather, "data")?.role === "parameter" && leaf.operand(gather, "data").rank === 2;
}

function convDetail(leaf: Leaf, conv: TypedNode, transposed: boolean): string {
  const [first, second, ...window] = leaf.shape(conv, "W");
  if (first === undefined || second === undefined) throw new Unknown("the weight has too few axes");
  const group: number = leaf.attribute(conv, "group");
  const [inputs, outputs] = transposed ? [first, second * group] : [second * group, first];
  const ones = window.map(() => 1);
  const strides: readonly number[] = leaf.option(conv, "strides") ?? ones;
  const dilations: readonly number[] = leaf.option(conv, "dilations") ?? ones;
  const more: readonly number[] = leaf.option(conv, "output_padding") ?? [];
  const pad = leaf.find("Pad");
  const padding = paddingOf(leaf, conv, window.length);
  return [
    `${inputs}, ${outputs}, kernel_size=${pythonTuple(window)}, stride=${pythonTuple(strides)}`,
    padding === "same" ? ["padding=same"] : padding.some((size) => size !== 0) ? [`padding=${pythonTuple(padding)}`] : [],
    dilations.some((size) => size !== 1) ? [`dilation=${pythonTuple(dilations)}`] : [],
    more.some((size) => size !== 0) ? [`output_padding=${pythonTuple(more)}`] : [],
    group === 1 ? [] : [`groups=${group}`],
    conv.binding?.inputs["B"] === undefined ? ["bias=False"] : [],
    pad === undefined ? wrapped(leaf) === undefined ? [] : ["padding_mode=circular"] : paddingMode(leaf.attribute(pad, "mode")),
  ].flat().join(", ");
}

function paddingMode(mode: string): string[] {
  const name = lookUp({ edge: "replicate", reflect: "reflect", wrap: "circular" }, mode);
  return name === undefined ? [] : [`padding_mode=${name}`];
}

/** Circular padding is written as slices of both ends, put around the data. */
function wrapped(leaf: Leaf): TypedNode | undefined {
  return leaf.find("Concat") && leaf.find("Slice");
}

function paddingOf(leaf: Leaf, conv: TypedNode, axes: number): readonly number[] | "same" {
  const { auto_pad: auto, pads } = conv.binding?.attributes ?? {};
  if (typeof auto === "string" && auto.startsWith("SAME")) return "same";
  const pad = leaf.find("Pad");
  if (pad !== undefined) return leaf.operand(pad, "pads").numbers.slice(2, 2 + axes);
  const around = wrapped(leaf);
  if (around !== undefined) {
    const [before, after] = [leaf.shape(around, "data"), leaf.shape(conv, "X")];
    return before.slice(2).map((size, axis) => (after[axis + 2]! - size) / 2);
  }
  return (pads as readonly number[] | undefined)?.slice(0, axes) ?? [];
}

function linearDetail(inputs: number | undefined, outputs: number | undefined, bias: boolean): string {
  if (inputs === undefined || outputs === undefined) throw new Unknown("the weight's shape is not known");
  return `in_features=${inputs}, out_features=${outputs}, bias=${pythonBool(bias)}`;
}

function gemmDetail(leaf: Leaf): string {
  const gemm = leaf.node("Gemm");
  const [rows, columns] = leaf.shape(gemm, "B");
  const [inputs, outputs] = leaf.attribute(gemm, "transB") ? [columns, rows] : [rows, columns];
  return linearDetail(inputs, outputs, gemm.binding?.inputs["C"] !== undefined);
}

function matMulDetail(leaf: Leaf): string {
  const [inputs, outputs] = leaf.shape(leaf.node("MatMul"), "B");
  return linearDetail(inputs, outputs, leaf.find("Add") !== undefined);
}
