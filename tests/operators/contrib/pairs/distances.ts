/** Distances, against differences of broadcast rows (docs/ContribOperators.md, CDist). */
import { floats, pair } from "./_pair.ts";

for (const metric of ["euclidean", "sqeuclidean"]) {
  pair(`CDist, ${metric}`, {
    inputs: { A: floats(["batch", 4]), B: floats([3, 4]) },
    fused: (graph, { A, B }) => graph.node("com.microsoft:CDist", [A, B], { metric }),
    unfused(graph, { A, B }) {
      const difference = graph.node("Sub", [graph.node("Unsqueeze", [A, graph.list(1)]), B]);
      const squares = graph.node("ReduceSum", [graph.node("Mul", [difference, difference]), graph.list(2)], { keepdims: 0 });
      return metric === "euclidean" ? graph.node("Sqrt", [squares]) : squares;
    },
  });
}
