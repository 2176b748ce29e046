/**
 * Calls that exporters write in one operator.
 *
 * @module
 */
import { axisOf } from "../../operators/operand.ts";
import type { CallDetails, CallType } from "./call.ts";
import { type Draft, draft, parametersOf, type Pattern } from "./draft.ts";
import type { GraphView } from "./graph_view.ts";
import { recurrentDraft } from "./recurrent.ts";

/** Operators that are one function of one tensor. */
const PLAIN: readonly (readonly [op: string, type: CallType])[] = [
  ["Relu", "ReLU"],
  ["LeakyRelu", "LeakyReLU"],
  ["Elu", "ELU"],
  ["Gelu", "GELU"],
  ["Sigmoid", "Sigmoid"],
  ["Tanh", "Tanh"],
  ["HardSwish", "Hardswish"],
  ["HardSigmoid", "Hardsigmoid"],
  ["GlobalAveragePool", "AdaptiveAvgPool"],
  ["GlobalMaxPool", "AdaptiveMaxPool"],
  ["GridSample", "GridSample"],
];

/** Patterns by operator. */
export const SINGLE: ReadonlyMap<string, Pattern> = new Map<string, Pattern>([
  ...PLAIN.map(([op, type]) => [op, plain(type)] as const),
  ["Conv", convolution("Conv")],
  ["ConvTranspose", convolution("ConvTranspose")],
  ["Gemm", gemm],
  ["MatMul", (view, index) => draft(view, "MatMul", [index], view.inputs(index))],
  ["Einsum", einsum],
  ["PRelu", (view, index) => draft(view, "PReLU", [index], view.inputs(index).slice(0, 1), withWeight(view, view.inputs(index)[1]))],
  ["Clip", clip],
  ["BatchNormalization", norm("BatchNorm")],
  ["InstanceNormalization", norm("InstanceNorm")],
  ["LayerNormalization", norm("LayerNorm")],
  ["GroupNormalization", norm("GroupNorm")],
  ["Softmax", softmax],
  ["MaxPool", pool("MaxPool", "AdaptiveMaxPool")],
  ["AveragePool", pool("AvgPool", "AdaptiveAvgPool")],
  ["Resize", resize],
  ["Upsample", resize],
  ["Gather", embedding],
  ...["RNN", "GRU", "LSTM"].map((op): [string, Pattern] => [op, (view, index) => recurrentDraft(view, [index])]),
  ["Add", elementwise("Add")],
  ["Mul", elementwise("Mul")],
]);

function plain(type: CallType): Pattern {
  return (view, index) => draft(view, type, [index], view.inputs(index).slice(0, 1));
}

function withWeight(view: GraphView, value: string | undefined) {
  return { parameters: parametersOf(view, [["weight", value]]) };
}

function convolution(type: "Conv" | "ConvTranspose"): Pattern {
  return (view, index) => {
    const [x, weight, bias] = view.inputs(index);
    if (!view.isConstant(weight!)) return undefined;
    const { group, strides, dilations, pads } = view.attributes(index);
    const details: CallDetails = { groups: group, strides, dilations, pads };
    const found = draft(view, type, [index], [x!], { details });
    const shapes = ([["weight", weight], ["bias", bias]] as const).filter(([, value]) => value !== undefined && value !== "");
    const named = (value: string) => view.stored.rootOf(value)?.name ?? value;
    return { ...found, parameters: shapes.map(([role, value]) => ({ role, tensor: named(value!), shape: view.sizes(value!) })) };
  };
}

/** A linear layer keeps its matrix as `[out, in]` and so sets `transB`; `torch.addmm` does not. */
function gemm(view: GraphView, index: number): Draft | undefined {
  const [x, matrix, vector] = view.inputs(index);
  if (!view.isConstant(matrix!)) return draft(view, "Addmm", [index], view.inputs(index));
  const parameters = parametersOf(view, [["weight", matrix], ["bias", vector]]);
  const isLinear = view.attributes(index).transB === 1 || view.maker(x, "Reshape", index) === undefined;
  return draft(view, isLinear ? "Linear" : "Addmm", [index], isLinear ? [x!] : [x!, matrix!], { parameters });
}

function einsum(view: GraphView, index: number): Draft {
  return draft(view, "Einsum", [index], view.inputs(index), { details: { equation: view.attributes(index).equation } });
}

/** PyTorch's ReLU6 is a clip from 0 to 6. */
function clip(view: GraphView, index: number): Draft {
  const [least, most] = ["min", "max"].map((name) => view.operand(index, name)?.elements?.[0]);
  return draft(view, least === 0 && most === 6 ? "ReLU6" : "Hardtanh", [index], view.inputs(index).slice(0, 1));
}

/** A normalisation without parameters of its own is exported with ones and zeros that nobody named. */
function norm(type: CallType): Pattern {
  return (view, index) => {
    const [x, scale, shift] = view.inputs(index);
    const named = [["weight", scale], ["bias", shift]] as const;
    const own = named.filter(([, value]) => value !== undefined && isNamed(view.parameter(value)?.name));
    return draft(view, type, [index], [x!], { parameters: parametersOf(view, own), details: { affine: own.length > 0 } });
  };
}

function isNamed(name: string | undefined): boolean {
  return name !== undefined && !/\/|::|^\d*$|_output_\d+$/.test(name);
}

/** One over another axis than the last stands between two Transposes in older exports. */
function softmax(view: GraphView, index: number): Draft {
  const before = view.maker(view.inputs(index)[0], "Transpose", index);
  const after = view.onlyTaker(index, "Transpose");
  const [x] = view.inputs(index);
  const rank = view.shape(x!).length;
  const axis = axisOf(view.attributes(index).axis, rank, "x");
  if (before === undefined || after === undefined || view.typed.nodes[after]!.node.name.split("/").length < 3) {
    return draft(view, "Softmax", [index], [x!], { details: { axis } });
  }
  const permutation: readonly number[] = view.attributes(before).perm ?? [];
  const at = permutation[axis] ?? rank - 1;
  return draft(view, "Softmax", [before, index, after], [view.inputs(before)[0]!], { details: { axis: at } });
}

/** PyTorch writes pads for a fixed window; one that adapts to the input has none. */
function pool(fixed: CallType, adaptive: CallType): Pattern {
  return (view, index) => {
    const { attributes } = view.node(index).node;
    const adapts = !attributes.has("pads") && !attributes.has("auto_pad") && !attributes.has("ceil_mode");
    const details = adapts ? {} : windowOf(view, index);
    return draft(view, adapts ? adaptive : fixed, [index], view.inputs(index).slice(0, 1), { details });
  };
}

/** The window of a pooling with a fixed one. */
export function windowOf(view: GraphView, index: number): CallDetails {
  const { kernel_shape: kernel, strides, pads, ceil_mode } = view.attributes(index);
  return { kernel, strides, pads, ceil: ceil_mode === 1 };
}

function resize(view: GraphView, index: number): Draft {
  const mode = view.attributes(index).mode;
  const sizes = view.operand(index, "sizes");
  const byFactor = sizes === undefined;
  const details: CallDetails = { mode: mode === "bilinear" || mode === "trilinear" ? "linear" : mode, byFactor };
  return draft(view, "Upsample", [index], view.inputs(index).slice(0, 1), { details });
}

function embedding(view: GraphView, index: number): Draft | undefined {
  const [table, indices] = view.inputs(index);
  const stored = view.parameter(table);
  if (stored === undefined || view.sizes(table!).length !== 2 || view.attributes(index).axis !== 0) return undefined;
  return draft(view, "Embedding", [index], [indices!], withWeight(view, table));
}

function elementwise(type: "Add" | "Mul"): Pattern {
  return (view, index) => draft(view, type, [index], view.inputs(index));
}
