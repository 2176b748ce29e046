/** Normalizations of onnxruntime against the standard's operators (docs/ContribOperators.md). */
import { real } from "../../../formats/onnx/_encode.ts";
import type { GraphWriter } from "./_graph_writer.ts";
import { floats, given, integers, pair } from "./_pair.ts";

const EPSILON = 1e-5;
const epsilon = real(EPSILON);
const HIDDEN = 8;

/** X / √(mean of squares + epsilon) · scale, along the last axis. */
function rootMeanSquare(graph: GraphWriter, X: string, scale: string): string {
  const mean = graph.node("ReduceMean", [graph.node("Mul", [X, X]), graph.list(-1)]);
  const root = graph.node("Sqrt", [graph.node("Add", [mean, graph.reals(EPSILON)])]);
  return graph.node("Mul", [graph.node("Div", [X, root]), scale]);
}

/** The schema is the standard domain's; some exporters write the other. */
for (const op of ["SimplifiedLayerNormalization", "com.microsoft:SimplifiedLayerNormalization"]) {
  pair(op, {
    inputs: { X: floats(["batch", 3, HIDDEN]) },
    weights: { scale: floats([HIDDEN]) },
    fused: (graph, { X, scale }) => graph.node(op, [X, scale], { axis: -1, epsilon, stash_type: 1 }),
    unfused: (graph, { X, scale }) => rootMeanSquare(graph, X, scale),
    ...(op.includes(":") && { refusal: "is not a registered function" }),
  });
}

pair("SkipSimplifiedLayerNormalization with bias and sum", {
  inputs: { X: floats(["batch", 3, HIDDEN]), skip: floats(["batch", 3, HIDDEN]) },
  weights: { gamma: floats([HIDDEN]), bias: floats([HIDDEN]) },
  fused: (graph, { X, skip, gamma, bias }) =>
    graph.nodeOf("com.microsoft:SkipSimplifiedLayerNormalization", [X, skip, gamma, bias], [0, 3], { epsilon }),
  unfused(graph, { X, skip, gamma, bias }) {
    const sum = graph.node("Add", [graph.node("Add", [X, skip]), bias]);
    return [rootMeanSquare(graph, sum, gamma), sum];
  },
});

pair("SkipLayerNormalization with bias and sum", {
  inputs: { X: floats(["batch", 3, HIDDEN]), skip: floats(["batch", 3, HIDDEN]) },
  weights: { gamma: floats([HIDDEN]), beta: floats([HIDDEN]), bias: floats([HIDDEN]) },
  fused: (graph, { X, skip, gamma, beta, bias }) =>
    graph.nodeOf("com.microsoft:SkipLayerNormalization", [X, skip, gamma, beta, bias], [0, 3], { epsilon }),
  unfused(graph, { X, skip, gamma, beta, bias }) {
    const sum = graph.node("Add", [graph.node("Add", [X, skip]), bias]);
    return [graph.node("LayerNormalization", [sum, gamma, beta], { epsilon }), sum];
  },
});

pair("SkipLayerNormalization with a skip that is broadcast", {
  inputs: { X: floats(["batch", 3, HIDDEN]), skip: floats([3, HIDDEN]) },
  weights: { gamma: floats([HIDDEN]) },
  fused: (graph, { X, skip, gamma }) => graph.node("com.microsoft:SkipLayerNormalization", [X, skip, gamma], { epsilon }),
  unfused: (graph, { X, skip, gamma }) => graph.node("LayerNormalization", [graph.node("Add", [X, skip]), gamma], { epsilon }),
});

pair("EmbedLayerNormalization", {
  inputs: { ids: integers("int32", ["batch", 4], 0, 19), segments: integers("int32", ["batch", 4], 0, 1) },
  weights: {
    words: floats([20, HIDDEN]),
    places: floats([6, HIDDEN]),
    kinds: floats([2, HIDDEN]),
    gamma: floats([HIDDEN]),
    beta: floats([HIDDEN]),
  },
  fused(graph, { ids, segments, words, places, kinds, gamma, beta }) {
    const inputs = [ids, segments, words, places, kinds, gamma, beta];
    return graph.nodeOf("com.microsoft:EmbedLayerNormalization", inputs, [0, 2], { epsilon });
  },
  unfused(graph, { ids, segments, words, places, kinds, gamma, beta }) {
    const [word, kind] = [graph.node("Gather", [words, ids]), graph.node("Gather", [kinds, segments])];
    const sum = graph.node("Add", [graph.node("Add", [word, kind]), graph.node("Gather", [places, graph.list(0, 1, 2, 3)])]);
    return [graph.node("LayerNormalization", [sum, gamma, beta], { epsilon }), sum];
  },
});

pair("EmbedLayerNormalization with a mask", {
  inputs: {
    ids: integers("int32", ["batch", 4], 0, 19),
    mask: given("int32", ["batch", 4], [1, 1, 1, 0, 1, 1, 0, 0]),
  },
  weights: { words: floats([20, HIDDEN]), places: floats([6, HIDDEN]), gamma: floats([HIDDEN]), beta: floats([HIDDEN]) },
  fused: (graph, { ids, mask, words, places, gamma, beta }) =>
    graph.nodeOf("com.microsoft:EmbedLayerNormalization", [ids, "", words, places, "", gamma, beta, mask], [0, 1], { epsilon }),
  unfused(graph, { ids, mask, words, places, gamma, beta }) {
    const sum = graph.node("Add", [graph.node("Gather", [words, ids]), graph.node("Gather", [places, graph.list(0, 1, 2, 3)])]);
    const ends = graph.node("ReduceSum", [mask, graph.list(1)], { keepdims: 0 });
    return [graph.node("LayerNormalization", [sum, gamma, beta], { epsilon }), ends];
  },
  flopsDiffer: "the fused operator compares each of the mask's elements, the unfused graph adds them up",
});

const CHANNELS = 6;

/** GroupNormalization of a tensor whose channels come last, and SiLU. */
function groupNorm(graph: GraphWriter, X: string, gamma: string, beta: string): string {
  const first = graph.node("Transpose", [X], { perm: [0, 3, 1, 2] });
  const normal = graph.node("GroupNormalization", [first, gamma, beta], { epsilon, num_groups: 3 });
  const last = graph.node("Transpose", [normal], { perm: [0, 2, 3, 1] });
  return graph.node("Mul", [last, graph.node("Sigmoid", [last])]);
}

pair("GroupNorm with SiLU", {
  inputs: { X: floats(["batch", 4, 4, CHANNELS]) },
  weights: { gamma: floats([CHANNELS]), beta: floats([CHANNELS]) },
  fused: (graph, { X, gamma, beta }) => graph.node("com.microsoft:GroupNorm", [X, gamma, beta], { groups: 3, activation: 1, epsilon }),
  unfused: (graph, { X, gamma, beta }) => groupNorm(graph, X, gamma, beta),
  refusal: "Could not find an implementation for GroupNorm(1)",
});

pair("SkipGroupNorm with bias", {
  inputs: { X: floats(["batch", 4, 4, CHANNELS]), skip: floats(["batch", 4, 4, CHANNELS]) },
  weights: { gamma: floats([CHANNELS]), beta: floats([CHANNELS]), bias: floats([CHANNELS]) },
  fused: (graph, { X, gamma, beta, skip, bias }) =>
    graph.nodeOf("com.microsoft:SkipGroupNorm", [X, gamma, beta, skip, bias], [0, 1], { groups: 3, activation: 1, epsilon }),
  unfused(graph, { X, gamma, beta, skip, bias }) {
    const sum = graph.node("Add", [graph.node("Add", [X, skip]), bias]);
    return [groupNorm(graph, sum, gamma, beta), sum];
  },
  refusal: "Could not find an implementation for SkipGroupNorm(1)",
});

pair("BiasSoftmax", {
  inputs: { data: floats(["batch", 3, 4, HIDDEN]), bias: floats(["batch", 1, 1, HIDDEN]) },
  fused: (graph, { data, bias }) => graph.node("com.microsoft:BiasSoftmax", [data, bias], { axis: 3, is_inner_broadcast: 0 }),
  unfused: (graph, { data, bias }) => graph.node("Softmax", [graph.node("Add", [data, bias])]),
  refusal: "Could not find an implementation for BiasSoftmax(1)",
});

pair("BiasAdd", {
  inputs: { X: floats(["batch", 3, HIDDEN]), skip: floats(["batch", 3, HIDDEN]) },
  weights: { bias: floats([HIDDEN]) },
  fused: (graph, { X, bias, skip }) => graph.node("com.microsoft:BiasAdd", [X, bias, skip]),
  unfused: (graph, { X, bias, skip }) => graph.node("Add", [graph.node("Add", [X, bias]), skip]),
  refusal: "Could not find an implementation for BiasAdd(1)",
});

pair("BiasDropout", {
  inputs: { X: floats(["batch", 3, HIDDEN]), residual: floats(["batch", 3, HIDDEN]) },
  weights: { bias: floats([HIDDEN]) },
  fused: (graph, { X, bias, residual }) => graph.node("com.microsoft:BiasDropout", [X, bias, residual]),
  unfused: (graph, { X, bias, residual }) => graph.node("Add", [graph.node("Dropout", [graph.node("Add", [X, bias])]), residual]),
  refusal: "Could not find an implementation for BiasDropout(1)",
});

pair("BiasSplitGelu", {
  inputs: { X: floats(["batch", 3, 2 * HIDDEN]) },
  weights: { bias: floats([2 * HIDDEN]) },
  fused: (graph, { X, bias }) => graph.node("com.microsoft:BiasSplitGelu", [X, bias]),
  unfused(graph, { X, bias }) {
    const [left, right] = graph.nodeOf("Split", [graph.node("Add", [X, bias])], [0, 1], { axis: -1, num_outputs: 2 });
    return graph.node("Mul", [left!, graph.node("Gelu", [right!])]);
  },
  refusal: "Could not find an implementation for BiasSplitGelu(1)",
});
