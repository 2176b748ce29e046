/** Inverse of onnxruntime against Gauss and Jordan's elimination in the standard's operators (docs/ContribOperators.md). */
import type { GraphWriter } from "./_graph_writer.ts";
import { floats, pair } from "./_pair.ts";

const SIZE = 4;

pair("Inverse", {
  inputs: { X: floats(["batch", SIZE, SIZE]) },
  fused: (graph, { X }) => graph.node("com.microsoft:Inverse", [dominant(graph, X)]),
  unfused: (graph, { X }) => Array.from({ length: SIZE }).reduce<string>((matrix) => eliminated(graph, matrix), dominant(graph, X)),
  flopsDiffer: "the unfused graph subtracts products apart, and changes a sign",
});

/** The matrices with a diagonal so large that no pivot is near 0. */
function dominant(graph: GraphWriter, X: string): string {
  const diagonal = Float32Array.from({ length: SIZE * SIZE }, (_, index) => index % (SIZE + 1) === 0 ? SIZE : 0);
  return graph.node("Add", [X, graph.stored({ dtype: "float32", dims: [SIZE, SIZE], data: diagonal })]);
}

/** One step of Gauss and Jordan's elimination in place; the pivot is the first element, and goes last, so that the next one is first. */
function eliminated(graph: GraphWriter, matrix: string): string {
  const cut = (value: string, axis: number) =>
    graph.nodeOf("Split", [value, graph.list(1, SIZE - 1)], [0, 1], { axis }) as [string, string];
  const [top, bottom] = cut(matrix, 1);
  const [[pivot, row], [column, rest]] = [cut(top, 2), cut(bottom, 2)];
  const inverse = graph.node("Reciprocal", [pivot]);
  const scaled = graph.node("Mul", [row, inverse]);
  const updated = graph.node("Sub", [rest, graph.node("MatMul", [column, scaled])]);
  const moved = graph.node("Mul", [column, graph.node("Neg", [inverse])]);
  const rows = [[updated, moved], [scaled, inverse]].map((parts) => graph.node("Concat", parts, { axis: 2 }));
  return graph.node("Concat", rows, { axis: 1 });
}
