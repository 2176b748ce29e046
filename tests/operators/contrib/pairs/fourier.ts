/** Fourier transforms and complex products, real and imaginary parts side by side (docs/ContribOperators.md). */
import { floats, pair } from "./_pair.ts";

pair("Rfft", {
  inputs: { X: floats(["batch", 3, 8]) },
  fused: (graph, { X }) => graph.node("com.microsoft:Rfft", [X], { signal_ndim: 1, normalized: 0, onesided: 1 }),
  unfused: (graph, { X }) =>
    graph.node("DFT", [
      graph.node("Unsqueeze", [X, graph.list(3)]),
      "",
      graph.stored({ dtype: "int64", dims: [], data: BigInt64Array.of(2n) }),
    ], { onesided: 1 }),
  refusal: "Rfft",
});

for (const [op, sign] of [["ComplexMul", 1], ["ComplexMulConj", -1]] as const) {
  pair(op, {
    inputs: { A: floats(["batch", 3, 2]), B: floats(["batch", 3, 2]) },
    fused: (graph, { A, B }) => graph.node(`com.microsoft:${op}`, [A, B]),
    unfused(graph, { A, B }) {
      const [a, b, c, d] = [A, B].flatMap((it) => graph.nodeOf("Split", [it], [0, 1], { axis: 2, num_outputs: 2 })) as [
        string,
        string,
        string,
        string,
      ];
      const times = (x: string, y: string) => graph.node("Mul", [x, y]);
      const [plus, minus] = sign === 1 ? ["Sub", "Add"] : ["Add", "Sub"];
      const real = graph.node(plus!, [times(a, c), times(b, d)]);
      const imaginary = sign === 1 ? graph.node(minus!, [times(a, d), times(b, c)]) : graph.node(minus!, [times(b, c), times(a, d)]);
      return graph.node("Concat", [real, imaginary], { axis: 2 });
    },
    refusal: op,
  });
}
