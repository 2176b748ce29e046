/**
 * Normalizations of torch.nn.
 *
 * @module
 */
import type { Dim } from "../../../model/dim.ts";
import { Unknown } from "../../../operators/operand.ts";
import type { TypedNode } from "../../typed_model.ts";
import type { Leaf, LeafClass } from "./leaf.ts";
import { pythonBool, pythonFloat, pythonTuple, shortestOf } from "./python_text.ts";

/** The classes with their constructor lines (torch/nn/modules/batchnorm.py, instancenorm.py, normalization.py). */
export const NORMALIZATIONS: readonly LeafClass[] = [
  { type: "BatchNorm#d", all: ["BatchNormalization"], detail: batchDetail },
  { type: "InstanceNorm#d", all: ["InstanceNormalization"], is: (leaf) => !isReshaped(leaf), detail: instanceDetail },
  { type: "GroupNorm", all: ["InstanceNormalization"], some: ["Add", "Mul"], detail: groupDetail },
  { type: "GroupNorm", all: ["GroupNormalization"], detail: groupOpDetail },
  { type: "LayerNorm", all: ["LayerNormalization"], detail: (leaf) => layerOpDetail(leaf, leaf.node("LayerNormalization"), "Scale") },
  { type: "RMSNorm", all: ["RMSNormalization"], detail: (leaf) => layerOpDetail(leaf, leaf.node("RMSNormalization"), "scale") },
  { type: "LayerNorm", all: ["Add", "Div", "Pow", "ReduceMean", "Sqrt", "Sub"], some: ["Mul"], detail: layerDetail },
  { type: "LayerNorm", all: ["Add", "Div", "Mul", "ReduceMean", "Sqrt", "Sub"], detail: layerDetail },
  { type: "RMSNorm", all: ["Add", "Mul", "Pow", "ReduceMean", "Sqrt"], some: ["Div", "Reciprocal"], detail: layerDetail },
  { type: "LocalResponseNorm", all: ["LRN"], detail: responseDetail },
  {
    type: "LocalResponseNorm",
    all: ["Add", "AveragePool", "Div", "Mul", "Pow"],
    some: ["Concat", "Equal", "Gather", "If", "Pad", "Slice", "Sub"],
    detail: steppedResponseDetail,
  },
];

/** A batch norm's momentum is what ONNX keeps of the old value; PyTorch's is the share of the new one. */
function batchDetail(leaf: Leaf): string {
  const norm = leaf.node("BatchNormalization");
  const kept: number = leaf.attribute(norm, "momentum");
  const momentum = shortestOf(1 - kept, (candidate) => Math.fround(1 - candidate) === Math.fround(kept));
  const [features] = leaf.shape(norm, "scale");
  return `${features}, eps=${epsilon(leaf, norm)}, momentum=${pythonFloat(momentum)}, affine=True, track_running_stats=True`;
}

function instanceDetail(leaf: Leaf): string {
  const norm = leaf.node("InstanceNormalization");
  const [features] = leaf.shape(norm, "scale");
  const affine = pythonBool(leaf.tensors.has("weight"));
  return `${features}, eps=${epsilon(leaf, norm)}, momentum=0.1, affine=${affine}, track_running_stats=False`;
}

/** A group norm is written as an instance norm of the groups, between two reshapes. */
function isReshaped(leaf: Leaf): boolean {
  return leaf.find("Reshape") !== undefined;
}

function groupDetail(leaf: Leaf): string {
  const norm = leaf.node("InstanceNormalization");
  const [groups] = leaf.shape(norm, "scale");
  const channels = channelsOf(leaf.outputShape(leaf.nodes.at(-1)!));
  return `${groups}, ${channels}, eps=${epsilon(leaf, norm)}, affine=${pythonBool(leaf.find("Mul") !== undefined)}`;
}

function groupOpDetail(leaf: Leaf): string {
  const norm = leaf.node("GroupNormalization");
  const channels = channelsOf(leaf.operand(norm, "X").shape);
  return `${leaf.attribute(norm, "num_groups")}, ${channels}, eps=${epsilon(leaf, norm)}, affine=True`;
}

function channelsOf(shape: readonly Dim[]): Dim {
  if (shape[1] === undefined) throw new Unknown("there is no axis of channels");
  return shape[1];
}

function layerOpDetail(leaf: Leaf, norm: TypedNode, scale: string): string {
  return `${pythonTuple(leaf.shape(norm, scale))}, eps=${epsilon(leaf, norm)}, elementwise_affine=True`;
}

function layerDetail(leaf: Leaf): string {
  const before = leaf.nodes.find(({ node }, index) => node.op === "Add" && leaf.nodes[index + 1]?.node.op === "Sqrt");
  if (before === undefined) throw new Unknown("there is no sum below the root");
  const eps = pythonFloat(leaf.scalar(before));
  const scale = leaf.nodes.filter(({ node }) => node.op === "Mul").map((node) => leaf.factor(node)).find((tensor) => tensor !== undefined);
  if (scale !== undefined) return `${pythonTuple(scale.tensor.shape)}, eps=${eps}, elementwise_affine=True`;
  const axes = leaf.node("ReduceMean").binding?.inputs["axes"]?.numbers ?? [];
  return `${pythonTuple(normalizedShape(leaf, axes))}, eps=${eps}, elementwise_affine=False`;
}

function normalizedShape(leaf: Leaf, axes: readonly number[]): readonly Dim[] {
  const { shape } = leaf.operand(leaf.node("ReduceMean"), "data");
  return axes.map((axis) => shape.at(axis)!);
}

function responseDetail(leaf: Leaf): string {
  const norm = leaf.node("LRN");
  const [alpha, beta, k] = ["alpha", "beta", "bias"].map((name) => pythonFloat(leaf.attribute(norm, name)));
  return `${leaf.attribute(norm, "size")}, alpha=${alpha}, beta=${beta}, k=${k}`;
}

/** The mean over neighbouring channels is written as a pooling, and the three numbers as operands of the steps behind it. */
function steppedResponseDetail(leaf: Leaf): string {
  const steps = leaf.nodes.slice(leaf.nodes.indexOf(leaf.node("AveragePool")));
  const [alpha, k, beta] = ["Mul", "Add", "Pow"].map((op) => {
    const step = steps.find(({ node }) => node.op === op);
    if (step === undefined) throw new Unknown(`there is no ${op} behind the pooling`);
    return pythonFloat(leaf.scalar(step));
  });
  return `${leaf.attribute(leaf.node("AveragePool"), "kernel_shape")[0]}, alpha=${alpha}, beta=${beta}, k=${k}`;
}

function epsilon(leaf: Leaf, norm: TypedNode): string {
  return pythonFloat(leaf.attribute(norm, "epsilon"));
}
