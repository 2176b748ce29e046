/**
 * Calls that exporters write in several operators, each told from one that marks it.
 *
 * The forms are those of PyTorch's TorchScript exporter (`torch/onnx/symbolic_opset*.py`, releases 1.8 to 2.5).
 *
 * @module
 */
import { type Draft, draft, parametersOf, type Pattern } from "./draft.ts";
import type { GraphView } from "./graph_view.ts";
import { windowOf } from "./single.ts";

/** Patterns by the operator that marks them; the first that fits is taken. */
export const DECOMPOSED: ReadonlyMap<string, Pattern> = new Map<string, Pattern>([
  ["Div", layerNorm],
  ["Erf", gelu],
  ["HardSigmoid", hardswish],
  ["InstanceNormalization", groupNorm],
  ["MatMul", linear],
  ["Sigmoid", silu],
  ["Tanh", geluByTanh],
  ["AveragePool", paddedPool],
]);

/** `(x − mean) / sqrt(mean((x − mean)²) + eps)`, then scaled and shifted. */
function layerNorm(view: GraphView, div: number): Draft | undefined {
  const [numerator, denominator] = view.inputs(div);
  const centred = view.maker(numerator, "Sub", div);
  const root = view.maker(denominator, "Sqrt", div);
  if (centred === undefined || root === undefined) return undefined;
  const [x, average] = view.inputs(centred);
  const mean = view.maker(average, "ReduceMean", div);
  const stable = view.maker(view.inputs(root)[0], "Add", div);
  if (mean === undefined || stable === undefined) return undefined;
  const variance = view.inputs(stable).map((value) => view.maker(value, "ReduceMean", div)).find((index) => index !== undefined);
  if (variance === undefined) return undefined;
  const square = view.maker(view.inputs(variance)[0], "Pow", div) ?? view.maker(view.inputs(variance)[0], "Mul", div);
  if (square === undefined || view.inputs(square)[0] !== numerator) return undefined;
  const nodes = [mean, centred, square, variance, stable, root, div];
  const { last, parameters, affine } = scaleAndShift(view, div, nodes);
  return { ...draft(view, "LayerNorm", nodes, [x!], { parameters, details: { affine } }), output: view.shape(view.output(last)) };
}

/** A multiplication by a stored tensor and an addition of another that follow a node; they join its nodes. */
function scaleAndShift(view: GraphView, from: number, nodes: number[]) {
  let last = from;
  const values: [string, string | undefined][] = [];
  for (const [op, role] of [["Mul", "weight"], ["Add", "bias"]] as const) {
    const next = view.onlyTaker(last, op);
    const stored = next === undefined ? undefined : view.other(next, view.output(last));
    if (next === undefined || stored === undefined || !view.isConstant(stored)) continue;
    if (view.parameter(stored) === undefined) continue;
    nodes.push(next);
    values.push([role, stored]);
    last = next;
  }
  return { last, parameters: parametersOf(view, values), affine: values.length > 0 };
}

/** `(x · (1 + erf(x / √2))) · ½`: the same written in another order is a program's own function, which no tool knows. */
function gelu(view: GraphView, erf: number): Draft | undefined {
  const scaled = view.maker(view.inputs(erf)[0], "Div", erf) ?? view.maker(view.inputs(erf)[0], "Mul", erf);
  const plusOne = view.onlyTaker(erf, "Add");
  if (scaled === undefined || plusOne === undefined) return undefined;
  const x = view.inputs(scaled).find((value) => !view.isConstant(value));
  const product = view.onlyTaker(plusOne, "Mul");
  if (x === undefined || product === undefined) return undefined;
  const half = view.onlyTaker(product, "Mul");
  if (view.other(product, view.output(plusOne)) !== x || half === undefined) return undefined;
  if (!view.inputs(half).some((value) => view.isNumber(value, 0.5))) return undefined;
  return draft(view, "GELU", [scaled, erf, plusOne, product, half], [x]);
}

/** `½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · (x · (x · x)))))`: a cube written otherwise is a program's own. */
function geluByTanh(view: GraphView, tanh: number): Draft | undefined {
  const inner = view.maker(view.inputs(tanh)[0], "Mul", tanh);
  const sum = inner === undefined ? undefined : view.inputs(inner).map((v) => view.maker(v, "Add", tanh)).find((i) => i !== undefined);
  const plusOne = view.onlyTaker(tanh, "Add");
  if (inner === undefined || sum === undefined || plusOne === undefined) return undefined;
  for (const x of view.inputs(sum)) {
    const term = view.maker(view.other(sum, x), "Mul", tanh);
    const cube = term === undefined ? undefined : view.inputs(term).map((v) => view.maker(v, "Mul", tanh)).find((i) => i !== undefined);
    const square = cube === undefined ? undefined : view.maker(view.other(cube, x), "Mul", tanh);
    if (square === undefined || !view.inputs(square).every((value) => value === x)) continue;
    const product = view.onlyTaker(plusOne, "Mul");
    if (product === undefined) continue;
    const nodes = [square, cube!, term!, sum, inner, tanh, plusOne, product];
    const half = view.maker(view.other(product, view.output(plusOne)), "Mul", tanh) ?? view.onlyTaker(product, "Mul");
    return draft(view, "GELU", half === undefined ? nodes : [...nodes, half], [x]);
  }
  return undefined;
}

/** `x · sigmoid(x)`. */
function silu(view: GraphView, sigmoid: number): Draft | undefined {
  return timesItself(view, sigmoid, "SiLU");
}

/** `x · hardsigmoid(x)`. */
function hardswish(view: GraphView, gate: number): Draft | undefined {
  return timesItself(view, gate, "Hardswish");
}

function timesItself(view: GraphView, gate: number, type: "SiLU" | "Hardswish"): Draft | undefined {
  const [x] = view.inputs(gate);
  const product = view.onlyTaker(gate, "Mul");
  if (product === undefined || view.other(product, view.output(gate)) !== x) return undefined;
  return draft(view, type, [gate, product], [x!]);
}

/** A Reshape to groups, an InstanceNormalization with scale 1, a Reshape back, then scaled and shifted. */
function groupNorm(view: GraphView, norm: number): Draft | undefined {
  const grouped = view.maker(view.inputs(norm)[0], "Reshape", norm);
  const back = view.onlyTaker(norm, "Reshape");
  if (grouped === undefined || back === undefined) return undefined;
  const nodes = [grouped, norm, back];
  const { last, parameters, affine } = scaleAndShift(view, back, nodes);
  const found = draft(view, "GroupNorm", nodes, [view.inputs(grouped)[0]!], { parameters, details: { affine } });
  return { ...found, output: view.shape(view.output(last)) };
}

/** A product with a stored matrix, and the addition of a stored vector. */
function linear(view: GraphView, product: number): Draft | undefined {
  const [x, matrix] = view.inputs(product);
  if (!view.isConstant(matrix!) || view.stored.rootOf(x!) !== undefined || view.sizes(matrix!).length !== 2) return undefined;
  const nodes = [product];
  const values: [string, string | undefined][] = [["weight", matrix]];
  const sum = view.onlyTaker(product, "Add");
  const vector = sum === undefined ? undefined : view.other(sum, view.output(product));
  const isBias = vector !== undefined && view.isConstant(vector) && view.sizes(vector).length === 1 && !view.isNumber(vector);
  if (isBias) nodes.push(sum!);
  if (isBias && view.parameter(vector) !== undefined) values.push(["bias", vector]);
  const onlyAlone = !isTransposed(view, matrix!);
  const parameters = parametersOf(view, values);
  if (isBias && values.length === 1) parameters.push({ role: "bias", shape: view.sizes(vector) });
  const details = { strided: isStrided(view, x!) };
  return draft(view, "Linear", nodes, onlyAlone ? [x!, matrix!] : [x!], { parameters, details, onlyAlone });
}

/** PyTorch keeps the matrix of a linear layer as `[out, in]`: what is multiplied with is its transpose, computed by a node or before the export. */
function isTransposed(view: GraphView, matrix: string): boolean {
  if (matrix.startsWith("onnx::")) return true;
  for (let value = matrix;;) {
    const index = view.anyMaker(value);
    if (index === undefined) return false;
    if (view.op(index) === "Transpose") return true;
    value = view.inputs(index)[0] ?? "";
  }
}

/** True for the result of a transposition that leaves elements out of their order in memory; axes of length 1, and the batch that a tool runs as 1, do not. */
function isStrided(view: GraphView, value: string): boolean {
  const maker = view.anyMaker(value);
  if (maker === undefined || view.op(maker) !== "Transpose") return false;
  const from = view.shape(view.inputs(maker)[0]!);
  const order: readonly number[] = view.attributes(maker).perm ?? from.map((_, axis) => axis).reverse();
  const moved = order.filter((axis) => from[axis] !== 1 && from[axis] !== view.batch);
  return moved.some((axis, index) => index > 0 && axis < moved[index - 1]!);
}

/** PyTorch pads before an average that counts the padding: one pooling, of the tensor before. */
function paddedPool(view: GraphView, pool: number): Draft | undefined {
  const pad = view.maker(view.inputs(pool)[0], "Pad", pool);
  if (pad === undefined) return undefined;
  return draft(view, "AvgPool", [pad, pool], [view.inputs(pad)[0]!], { details: windowOf(view, pool) });
}
