/** Operators that onnxruntime had before the standard did, or in another form (docs/ContribOperators.md). */
import type { GraphWriter } from "./_graph_writer.ts";
import { floats, integers, pair } from "./_pair.ts";

pair("ExpandDims", {
  inputs: { X: floats(["batch", 3]) },
  fused: (graph, { X }) => graph.node("com.microsoft:ExpandDims", [X, axis(graph, 1)]),
  unfused: (graph, { X }) => graph.node("Unsqueeze", [X, graph.list(1)]),
});

function axis(graph: GraphWriter, value: number): string {
  return graph.stored({ dtype: "int32", dims: [], data: Int32Array.of(value) });
}

pair("UnfoldTensor", {
  inputs: { X: floats(["batch", 8, 3]) },
  fused: (graph, { X }) => graph.node("com.microsoft:UnfoldTensor", [X], { dim: 1, size: 4, step: 2 }),
  unfused(graph, { X }) {
    const places = graph.stored({ dtype: "int64", dims: [3, 4], data: BigInt64Array.from([0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7], BigInt) });
    return graph.node("Transpose", [graph.node("Gather", [X, places], { axis: 1 })], { perm: [0, 1, 3, 2] });
  },
});

pair("ConvTransposeWithDynamicPads", {
  inputs: { X: floats(["batch", 4, 5, 5]) },
  weights: { W: floats([4, 3, 3, 3]), B: floats([3]) },
  fused: (graph, { X, W, B }) =>
    graph.node("com.microsoft:ConvTransposeWithDynamicPads", [X, W, graph.list(1, 1, 1, 1), B], { strides: [2, 2], kernel_shape: [3, 3] }),
  unfused: (graph, { X, W, B }) => graph.node("ConvTranspose", [X, W, B], { strides: [2, 2], pads: [1, 1, 1, 1] }),
});

pair("TorchEmbedding", {
  inputs: { indices: integers("int64", ["batch", 3], 0, 9) },
  weights: { table: floats([10, 4]) },
  fused: (graph, { table, indices }) => graph.node("com.microsoft:TorchEmbedding", [table, indices]),
  unfused: (graph, { table, indices }) => graph.node("Gather", [table, indices]),
  refusal: "TorchEmbedding",
});
