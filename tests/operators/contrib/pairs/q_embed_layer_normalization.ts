/** EmbedLayerNormalization of quantized tables, against DequantizeLinear and the standard's operators (docs/ContribOperators.md). */
import { bytes, integers, pair } from "./_pair.ts";

const tables = { words: bytes(20, 8), places: bytes(6, 8), gamma: bytes(8), beta: bytes(8) };

pair("QEmbedLayerNormalization", {
  inputs: { ids: integers("int32", ["batch", 4], 0, 19) },
  weights: tables,
  fused(graph, { ids, words, places, gamma, beta }) {
    const scales = Array.from({ length: 4 }, () => graph.reals(0.02));
    const inputs = [
      ids,
      "",
      words,
      places,
      "",
      gamma,
      beta,
      "",
      ...scales.slice(0, 2),
      "",
      ...scales.slice(2),
      ...Array.from({ length: 2 }, () => graph.byte(120)),
      "",
      ...Array.from({ length: 2 }, () => graph.byte(120)),
    ];
    return graph.nodeOf("com.microsoft:QEmbedLayerNormalization", inputs, [0, 1], { epsilon: { real: 1e-5 } })[0]!;
  },
  unfused(graph, { ids, words, places, gamma, beta }) {
    const real = (value: string) => graph.node("DequantizeLinear", [value, graph.reals(0.02), graph.byte(120)]);
    const sum = graph.node("Add", [graph.node("Gather", [real(words), ids]), graph.node("Gather", [real(places), graph.list(0, 1, 2, 3)])]);
    return graph.node("LayerNormalization", [sum, real(gamma), real(beta)], { epsilon: { real: 1e-5 } });
  },
  flopsDiffer: "fused makes the rows real that it looks up, unfused the tables beforehand",
});
