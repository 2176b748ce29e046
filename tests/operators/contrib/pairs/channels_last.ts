/** Windows over data whose channels come last, against the standard's operators between two transpositions (docs/ContribOperators.md). */
import type { GraphWriter } from "./_graph_writer.ts";
import { bytes, floats, pair } from "./_pair.ts";

const toFirst = (graph: GraphWriter, X: string) => graph.node("Transpose", [X], { perm: [0, 3, 1, 2] });
const toLast = (graph: GraphWriter, X: string) => graph.node("Transpose", [X], { perm: [0, 2, 3, 1] });

const window = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] };

pair("NhwcMaxPool", {
  inputs: { X: bytes("batch", 7, 7, 4) },
  fused: (graph, { X }) => graph.node("com.microsoft:NhwcMaxPool", [X], window),
  unfused: (graph, { X }) => toLast(graph, graph.node("MaxPool", [toFirst(graph, X)], window)),
});

pair("NhwcConv", {
  inputs: { X: floats(["batch", 7, 7, 4]) },
  weights: { W: floats([6, 4, 3, 3]), B: floats([6]) },
  fused: (graph, { X, W, B }) => graph.node("com.microsoft:NhwcConv", [X, W, B], { pads: [1, 1, 1, 1] }),
  unfused: (graph, { X, W, B }) => toLast(graph, graph.node("Conv", [toFirst(graph, X), W, B], { pads: [1, 1, 1, 1] })),
  refusal: "NhwcConv",
});
