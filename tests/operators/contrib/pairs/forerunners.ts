/** Operators that onnxruntime had before the standard, against the standard's operators (docs/ContribOperators.md). */
import type { WrittenAttribute } from "../../../formats/onnx/_encode.ts";
import type { GraphWriter } from "./_graph_writer.ts";
import { type Blank, bytes, floats, pair } from "./_pair.ts";

/** Operators that are the standard's under the same name. */
interface Same {
  readonly op: string;
  readonly X: Blank;
  readonly others: (graph: GraphWriter) => readonly string[];
  readonly attributes?: Readonly<Record<string, WrittenAttribute>>;
}

const X = floats(["batch", 3, 4, 5]);

const SAME: readonly Same[] = [
  { op: "Trilu", X, others: (graph) => [graph.stored({ dtype: "int64", dims: [], data: BigInt64Array.of(1n) })], attributes: { upper: 0 } },
  { op: "Pad", X, others: (graph) => [graph.list(0, 0, 1, 2, 0, 0, 2, 1), graph.reals(0.5)], attributes: { mode: "constant" } },
  {
    op: "GatherND",
    X,
    others: (graph) => [graph.stored({ dtype: "int64", dims: [2, 2], data: BigInt64Array.of(0n, 1n, 1n, 2n) })],
  },
  { op: "QuantizeLinear", X, others: (graph) => [graph.reals(0.01), graph.byte(120)] },
  { op: "DequantizeLinear", X: bytes("batch", 3, 4), others: (graph) => [graph.reals(0.01), graph.byte(120)] },
];

for (const { op, X, others, attributes } of SAME) {
  pair(op, {
    inputs: { X },
    fused: (graph, { X }) => graph.node(`com.microsoft:${op}`, [X, ...others(graph)], attributes),
    unfused: (graph, { X }) => graph.node(op, [X, ...others(graph)], attributes),
  });
}

for (const [mode, standard] of [["bilinear", "linear"], ["nearest", "nearest"], ["bicubic", "cubic"]] as const) {
  const attributes = { align_corners: 1, padding_mode: "border" };
  pair(`GridSample, ${mode}`, {
    inputs: { X, grid: floats(["batch", 3, 2, 2]) },
    fused: (graph, { X, grid }) => graph.node("com.microsoft:GridSample", [X, grid], { ...attributes, mode }),
    unfused: (graph, { X, grid }) => graph.node("GridSample", [X, grid], { ...attributes, mode: standard }),
  });
}
