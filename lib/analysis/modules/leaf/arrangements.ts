/**
 * Classes of torch.nn that only arrange data.
 *
 * @module
 */
import { lookUp } from "../../../model/look_up.ts";
import type { Leaf, LeafClass } from "./leaf.ts";
import { pythonFloat, pythonTuple } from "./python_text.ts";

/** The classes with their constructor lines (torch/nn/modules/flatten.py, upsampling.py, pixelshuffle.py, padding.py). */
export const ARRANGEMENTS: readonly LeafClass[] = [
  { type: "Flatten", all: ["Flatten"], detail: (leaf) => `start_dim=${leaf.attribute(leaf.node("Flatten"), "axis")}, end_dim=-1` },
  {
    type: "PixelShuffle",
    all: ["DepthToSpace"],
    detail: (leaf) => `upscale_factor=${leaf.attribute(leaf.node("DepthToSpace"), "blocksize")}`,
  },
  {
    type: "PixelUnshuffle",
    all: ["SpaceToDepth"],
    detail: (leaf) => `downscale_factor=${leaf.attribute(leaf.node("SpaceToDepth"), "blocksize")}`,
  },
  { type: "Upsample", all: ["Resize"], some: ["Concat", "Slice"], detail: (leaf) => resizeDetail(leaf, "Resize") },
  { type: "Upsample", all: ["Upsample"], some: ["Concat", "Slice"], detail: (leaf) => resizeDetail(leaf, "Upsample") },
  { type: "ReflectionPad#d", all: ["Pad"], is: (leaf) => padMode(leaf) === "reflect", detail: (leaf) => pythonTuple(padding(leaf)) },
  { type: "ReplicationPad#d", all: ["Pad"], is: (leaf) => padMode(leaf) === "edge", detail: (leaf) => pythonTuple(padding(leaf)) },
  {
    type: "ZeroPad#d",
    all: ["Pad"],
    is: (leaf) => padMode(leaf) === "constant" && fill(leaf) === 0,
    detail: (leaf) => pythonTuple(padding(leaf)),
  },
  {
    type: "ConstantPad#d",
    all: ["Pad"],
    is: (leaf) => padMode(leaf) === "constant",
    detail: (leaf) => `padding=${pythonTuple(padding(leaf))}, value=${pythonFloat(fill(leaf) ?? 0)}`,
  },
];

const MODES: Readonly<Record<string, readonly string[]>> = {
  nearest: ["nearest", "nearest", "nearest"],
  linear: ["linear", "bilinear", "trilinear"],
  cubic: ["bicubic", "bicubic", "bicubic"],
};

function resizeDetail(leaf: Leaf, op: string): string {
  const resize = leaf.node(op);
  const mode = lookUp(MODES, leaf.attribute(resize, "mode") as string)?.[leaf.spatialAxes - 1];
  const scales = resize.binding?.inputs["scales"]?.elements?.slice(2) as readonly number[] | undefined;
  const sizes = scales?.length
    ? `scale_factor=${scales.every((scale) => scale === scales[0]) ? pythonFloat(scales[0]!) : pythonTuple(scales.map(pythonFloat))}`
    : `size=${pythonTuple(leaf.outputShape(resize).slice(2))}`;
  return `${sizes}, mode=${mode}`;
}

function padMode(leaf: Leaf): string {
  return leaf.attribute(leaf.node("Pad"), "mode");
}

function fill(leaf: Leaf): number | undefined {
  const operand = leaf.node("Pad").binding?.inputs["constant_value"];
  return operand === undefined ? 0 : operand.elements?.[0] as number | undefined;
}

/** PyTorch gives the last axis first, and begin and end of each together. */
function padding(leaf: Leaf): number[] {
  const pads = leaf.operand(leaf.node("Pad"), "pads").numbers;
  const rank = pads.length / 2;
  const axes = Array.from({ length: Math.max(0, rank - 2) }, (_, index) => rank - 1 - index);
  return axes.flatMap((axis) => [pads[axis]!, pads[axis + rank]!]);
}
