/** Attention of onnxruntime in one operator, against the standard's operators (docs/ContribOperators.md). */
import { real } from "../../../formats/onnx/_encode.ts";
import type { Filled } from "../../../_onnxruntime.ts";
import { attend, byHeads, causalBias, maskOf, merged, paddingBias } from "./_attention.ts";
import type { GraphWriter } from "./_graph_writer.ts";
import { bytes, floats, integers, pair } from "./_pair.ts";

const [HEADS, SIZE, LENGTH, PAST] = [2, 4, 3, 2];
const HIDDEN = HEADS * SIZE;

const inputs = { X: floats(["batch", LENGTH, HIDDEN]) };
const weights = { W: floats([HIDDEN, 3 * HIDDEN]), B: floats([3 * HIDDEN]) };

pair("Attention", {
  inputs,
  weights,
  fused: (graph, { X, W, B }) => graph.node("com.microsoft:Attention", [X, W, B], { num_heads: HEADS }),
  unfused(graph, { X, W, B }) {
    const projected = graph.node("Add", [graph.node("MatMul", [X, W]), B]);
    const [Q, K, V] = graph.nodeOf("Split", [projected], [0, 1, 2], { axis: 2, num_outputs: 3 }).map((it) => byHeads(graph, it, HEADS));
    return merged(graph, attend(graph, Q!, K!, V!, SIZE));
  },
});

/** The projection's three parts by heads. */
function project(graph: GraphWriter, X: string, W: string, B: string): [string, string, string] {
  const projected = graph.node("Add", [graph.node("MatMul", [X, W]), B]);
  const parts = graph.nodeOf("Split", [projected], [0, 1, 2], { axis: 2, num_outputs: 3 });
  return parts.map((it) => byHeads(graph, it, HEADS)) as [string, string, string];
}

pair("Attention with a mask and a bias of the scores", {
  inputs: { ...inputs, mask: maskOf(LENGTH), bias: floats(["batch", HEADS, LENGTH, LENGTH]) },
  weights,
  fused: (graph, { X, W, B, mask, bias }) =>
    graph.node("com.microsoft:Attention", [X, W, B, mask, "", bias], { num_heads: HEADS, scale: real(0.3) }),
  unfused(graph, { X, W, B, mask, bias }) {
    const biases = [paddingBias(graph, mask), bias];
    return merged(graph, attend(graph, ...project(graph, X, W, B), SIZE, { biases, scale: 0.3 }));
  },
});

/** The past of keys or values before the new ones. */
function afterPast(graph: GraphWriter, past: string, place: number, value: string): string {
  return graph.node("Concat", [graph.node("Gather", [past, graph.stored(index(place))]), value], { axis: 2 });
}

function index(place: number): Filled {
  return { dtype: "int64", dims: [], data: BigInt64Array.of(BigInt(place)) };
}

pair("Attention that sees what is before, with a past", {
  inputs: { ...inputs, past: floats([2, "batch", HEADS, PAST, SIZE]) },
  weights,
  fused: (graph, { X, W, B, past }) =>
    graph.nodeOf("com.microsoft:Attention", [X, W, B, "", past], [0, 1], { num_heads: HEADS, unidirectional: 1 }),
  unfused(graph, { X, W, B, past }) {
    const [Q, K, V] = project(graph, X, W, B);
    const [keys, values] = [afterPast(graph, past, 0, K), afterPast(graph, past, 1, V)];
    const biases = [causalBias(graph, LENGTH, PAST + LENGTH)];
    const present = [keys, values].map((it) => graph.node("Unsqueeze", [it, graph.list(0)]));
    return [merged(graph, attend(graph, Q, keys, values, SIZE, { biases })), graph.node("Concat", present, { axis: 0 })];
  },
});

pair("Attention with values of another size", {
  inputs,
  weights: { W: floats([HIDDEN, 2 * HIDDEN + 6]), B: floats([2 * HIDDEN + 6]) },
  fused: (graph, { X, W, B }) =>
    graph.node("com.microsoft:Attention", [X, W, B], { num_heads: HEADS, qkv_hidden_sizes: [HIDDEN, HIDDEN, 6] }),
  unfused(graph, { X, W, B }) {
    const projected = graph.node("Add", [graph.node("MatMul", [X, W]), B]);
    const parts = graph.nodeOf("Split", [projected, graph.list(HIDDEN, HIDDEN, 6)], [0, 1, 2], { axis: 2 });
    const [Q, K, V] = parts.map((it) => byHeads(graph, it, HEADS));
    return merged(graph, attend(graph, Q!, K!, V!, SIZE));
  },
});

pair("QAttention with a mask", {
  inputs: { X: bytes("batch", LENGTH, HIDDEN), scale: floats([], 0.01, 0.02), zero: bytes(), mask: maskOf(LENGTH) },
  weights: { W: integers("int8", [HIDDEN, 3 * HIDDEN], -128, 127), wScale: floats([], 0.01, 0.02), B: floats([3 * HIDDEN]) },
  fused: (graph, { X, W, B, scale, wScale, mask, zero }) =>
    graph.node("com.microsoft:QAttention", [X, W, B, scale, wScale, mask, zero, graph.byte(3, "int8")], { num_heads: HEADS }),
  unfused(graph, { X, W, B, scale, wScale, mask, zero }) {
    const sum = graph.node("Cast", [graph.node("MatMulInteger", [X, W, zero, graph.byte(3, "int8")])], { to: 1 });
    const projected = graph.node("Add", [graph.node("Mul", [sum, graph.node("Mul", [scale, wScale])]), B]);
    const [Q, K, V] = graph.nodeOf("Split", [projected], [0, 1, 2], { axis: 2, num_outputs: 3 }).map((it) => byHeads(graph, it, HEADS));
    return merged(graph, attend(graph, Q!, K!, V!, SIZE, { biases: [paddingBias(graph, mask)] }));
  },
});

const KEYS = 5;

pair("MultiHeadAttention with bias and masks", {
  inputs: {
    query: floats(["batch", LENGTH, HIDDEN]),
    key: floats(["batch", KEYS, HIDDEN]),
    value: floats(["batch", KEYS, 6]),
    mask: maskOf(KEYS),
    scores: floats([1, HEADS, LENGTH, KEYS]),
  },
  weights: { bias: floats([2 * HIDDEN + 6]) },
  fused: (graph, { query, key, value, bias, mask, scores }) =>
    graph.node("com.microsoft:MultiHeadAttention", [query, key, value, bias, mask, scores], { num_heads: HEADS }),
  unfused(graph, { query, key, value, bias, mask, scores }) {
    const biases = graph.nodeOf("Split", [bias, graph.list(HIDDEN, HIDDEN, 6)], [0, 1, 2]);
    const [Q, K, V] = [query, key, value].map((it, place) => byHeads(graph, graph.node("Add", [it, biases[place]!]), HEADS));
    return merged(graph, attend(graph, Q!, K!, V!, SIZE, { biases: [paddingBias(graph, mask), scores] }));
  },
});

pair("MultiHeadAttention that sees what is before, with a past", {
  inputs: {
    query: floats(["batch", LENGTH, HIDDEN]),
    key: floats(["batch", LENGTH, HIDDEN]),
    value: floats(["batch", LENGTH, HIDDEN]),
    pastKey: floats(["batch", HEADS, PAST, SIZE]),
    pastValue: floats(["batch", HEADS, PAST, SIZE]),
  },
  fused(graph, { query, key, value, pastKey, pastValue }) {
    const inputs = [query, key, value, "", "", "", pastKey, pastValue];
    return graph.nodeOf("com.microsoft:MultiHeadAttention", inputs, [0, 1, 2], { num_heads: HEADS, unidirectional: 1 });
  },
  unfused(graph, { query, key, value, pastKey, pastValue }) {
    const [Q, K, V] = [query, key, value].map((it) => byHeads(graph, it, HEADS));
    const [keys, values] = [graph.node("Concat", [pastKey, K!], { axis: 2 }), graph.node("Concat", [pastValue, V!], { axis: 2 })];
    const biases = [causalBias(graph, LENGTH, PAST + LENGTH)];
    return [merged(graph, attend(graph, Q!, keys, values, SIZE, { biases })), keys, values];
  },
});

pair("MultiHeadAttention to keys and values by heads", {
  inputs: {
    query: floats(["batch", LENGTH, HIDDEN]),
    key: floats(["batch", HEADS, KEYS, SIZE]),
    value: floats(["batch", HEADS, KEYS, SIZE]),
  },
  weights: { bias: floats([3 * HIDDEN]) },
  fused: (graph, { query, key, value, bias }) =>
    graph.node("com.microsoft:MultiHeadAttention", [query, key, value, bias], { num_heads: HEADS }),
  unfused(graph, { query, key, value, bias }) {
    const [forQuery] = graph.nodeOf("Split", [bias], [0, 1, 2], { num_outputs: 3 });
    return merged(graph, attend(graph, byHeads(graph, graph.node("Add", [query, forQuery!]), HEADS), key, value, SIZE));
  },
});
