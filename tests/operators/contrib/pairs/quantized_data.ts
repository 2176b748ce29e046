/** Operators on quantized numbers, against DequantizeLinear, the standard's operator, QuantizeLinear (onnxruntime, docs/ContribOperators.md). */
import { real } from "../../../formats/onnx/_encode.ts";
import type { GraphWriter } from "./_graph_writer.ts";
import { type Blank, bytes, integers, pair } from "./_pair.ts";

/** A scale and a zero point. */
type Scale = readonly [number, number];

const FIRST: Scale = [0.02, 120];
const SECOND: Scale = [0.03, 100];
const RESULT: Scale = [0.05, 128];

function scaled(graph: GraphWriter, [scale, zero]: Scale): [string, string] {
  return [graph.reals(scale), graph.byte(zero)];
}

function dequantized(graph: GraphWriter, value: string, scale: Scale): string {
  return graph.node("DequantizeLinear", [value, ...scaled(graph, scale)]);
}

function quantized(graph: GraphWriter, value: string, scale: Scale): string {
  return graph.node("QuantizeLinear", [value, ...scaled(graph, scale)]);
}

for (const op of ["Add", "Mul"]) {
  pair(`QLinear${op} with broadcasting`, {
    inputs: { A: bytes("batch", 3, 8), B: bytes(3, 1) },
    fused(graph, { A, B }) {
      return graph.node(`com.microsoft:QLinear${op}`, [
        A,
        ...scaled(graph, FIRST),
        B,
        ...scaled(graph, SECOND),
        ...scaled(graph, RESULT),
      ]);
    },
    unfused: (graph, { A, B }) => quantized(graph, graph.node(op, [dequantized(graph, A, FIRST), dequantized(graph, B, SECOND)]), RESULT),
  });
}

for (const op of ["Add", "Mul"]) {
  pair(`QLinear${op} of signed bytes`, {
    inputs: { A: integers("int8", ["batch", 8], -128, 127), B: integers("int8", ["batch", 8], -128, 127) },
    fused(graph, { A, B }) {
      const scales = [FIRST, SECOND, RESULT].map(([scale]) => graph.reals(scale));
      const zero = graph.byte(3, "int8");
      return graph.node(`com.microsoft:QLinear${op}`, [A, scales[0]!, zero, B, scales[1]!, zero, scales[2]!, zero]);
    },
    unfused(graph, { A, B }) {
      const [left, right] = [[A, FIRST[0]], [B, SECOND[0]]] as const;
      const inputs = [left, right].map(([value, scale]) =>
        graph.node("DequantizeLinear", [value, graph.reals(scale), graph.byte(3, "int8")])
      );
      return graph.node("QuantizeLinear", [graph.node(op, inputs), graph.reals(RESULT[0]), graph.byte(3, "int8")]);
    },
  });
}

/** Operators of one input: the fused one's attributes, and the standard one's nodes. */
interface Row {
  readonly op: string;
  readonly of?: string;
  readonly shape: Blank["shape"];
  readonly attributes?: Parameters<GraphWriter["node"]>[2];
  readonly between: (graph: GraphWriter, X: string) => string;
  readonly to?: Scale;
  readonly flopsDiffer?: string;
  readonly refusal?: string;
}

const window = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] };
const toFirst = (graph: GraphWriter, X: string) => graph.node("Transpose", [X], { perm: [0, 3, 1, 2] });
const toLast = (graph: GraphWriter, X: string) => graph.node("Transpose", [X], { perm: [0, 2, 3, 1] });

const ROWS: readonly Row[] = [
  { op: "Sigmoid", shape: ["batch", 3, 8], between: (graph, X) => graph.node("Sigmoid", [X]), to: [1 / 256, 0] },
  {
    op: "LeakyRelu",
    shape: ["batch", 3, 8],
    attributes: { alpha: real(0.2) },
    between: (graph, X) => graph.node("LeakyRelu", [X], { alpha: real(0.2) }),
  },
  {
    op: "AveragePool",
    shape: ["batch", 4, 7, 7],
    attributes: { ...window, count_include_pad: 1 },
    between: (graph, X) => graph.node("AveragePool", [X], { ...window, count_include_pad: 1 }),
    to: [0.02, 120],
  },
  {
    op: "AveragePool",
    of: "channels last",
    shape: ["batch", 7, 7, 4],
    attributes: { ...window, channels_last: 1 },
    between: (graph, X) => toLast(graph, graph.node("AveragePool", [toFirst(graph, X)], window)),
    to: [0.02, 120],
  },
  {
    op: "GlobalAveragePool",
    shape: ["batch", 4, 5, 5],
    attributes: { channels_last: 0 },
    between: (graph, X) => graph.node("GlobalAveragePool", [X]),
    to: [0.01, 120],
  },
  {
    op: "GlobalAveragePool",
    of: "channels last",
    shape: ["batch", 5, 5, 4],
    attributes: { channels_last: 1 },
    between: (graph, X) => toLast(graph, graph.node("GlobalAveragePool", [toFirst(graph, X)])),
    to: [0.01, 120],
  },
  {
    op: "Softmax",
    of: "the last axis",
    shape: ["batch", 3, 8],
    attributes: { axis: -1, opset: 13 },
    between: (graph, X) => graph.node("Softmax", [X]),
    to: [1 / 256, 0],
  },
  {
    op: "Softmax",
    of: "all axes from one on",
    shape: ["batch", 3, 8],
    attributes: { axis: 1, opset: 11 },
    between(graph, X) {
      const rows = graph.node("Softmax", [graph.node("Flatten", [X])]);
      return graph.node("Reshape", [rows, graph.node("Shape", [X])]);
    },
    to: [1 / 256, 0],
  },
  {
    op: "ReduceMean",
    shape: ["batch", 3, 8],
    attributes: { axes: [1], keepdims: 0 },
    between: (graph, X) => graph.node("ReduceMean", [X, graph.list(1)], { keepdims: 0 }),
    refusal: "Could not find an implementation for QLinearReduceMean(1)",
  },
];

for (const { op, of, shape, attributes, between, to = RESULT, flopsDiffer, refusal } of ROWS) {
  pair(`QLinear${op}${of === undefined ? "" : ` of ${of}`}`, {
    inputs: { X: bytes(...shape) },
    fused: (graph, { X }) => graph.node(`com.microsoft:QLinear${op}`, [X, ...scaled(graph, FIRST), ...scaled(graph, to)], attributes),
    unfused: (graph, { X }) => quantized(graph, between(graph, dequantized(graph, X, FIRST)), to),
    ...(flopsDiffer !== undefined && { flopsDiffer }),
    ...(refusal !== undefined && { refusal }),
  });
}

pair("QLinearConcat", {
  inputs: { A: bytes("batch", 3, 8), B: bytes("batch", 2, 8) },
  fused: (graph, { A, B }) =>
    graph.node("com.microsoft:QLinearConcat", [
      ...scaled(graph, RESULT),
      ...[A, ...scaled(graph, FIRST)],
      ...[B, ...scaled(graph, SECOND)],
    ], { axis: 1 }),
  unfused: (graph, { A, B }) =>
    quantized(graph, graph.node("Concat", [dequantized(graph, A, FIRST), dequantized(graph, B, SECOND)], { axis: 1 }), RESULT),
});

pair("QLinearWhere", {
  inputs: { condition: integers("bool", ["batch", 3, 1], 0, 1), X: bytes("batch", 3, 8), Y: bytes(8) },
  fused: (graph, { condition, X, Y }) =>
    graph.node("com.microsoft:QLinearWhere", [
      ...[condition, X, ...scaled(graph, FIRST)],
      ...[Y, ...scaled(graph, SECOND)],
      ...scaled(graph, RESULT),
    ]),
  unfused: (graph, { condition, X, Y }) =>
    quantized(graph, graph.node("Where", [condition, dequantized(graph, X, FIRST), dequantized(graph, Y, SECOND)]), RESULT),
});
