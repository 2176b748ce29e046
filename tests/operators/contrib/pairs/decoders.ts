/** Attention of decoders and of tokens without padding, against the standard's operators (docs/ContribOperators.md). */
import { attend, byHeads, merged } from "./_attention.ts";
import type { GraphWriter } from "./_graph_writer.ts";
import { floats, pair } from "./_pair.ts";

const [HEADS, SIZE, PAST, BUFFER] = [2, 4, 3, 6];
const HIDDEN = HEADS * SIZE;

pair("DecoderMaskedMultiHeadAttention", {
  inputs: {
    query: floats(["batch", 1, HIDDEN]),
    key: floats(["batch", 1, HIDDEN]),
    value: floats(["batch", 1, HIDDEN]),
    pastKey: floats(["batch", HEADS, BUFFER, SIZE]),
    pastValue: floats(["batch", HEADS, BUFFER, SIZE]),
  },
  fused(graph, { query, key, value, pastKey, pastValue }) {
    const length = graph.stored({ dtype: "int32", dims: [1], data: Int32Array.of(PAST) });
    const inputs = [query, key, value, "", "", pastKey, pastValue, length];
    return graph.nodeOf("com.microsoft:DecoderMaskedMultiHeadAttention", inputs, [0, 1, 2], {
      num_heads: HEADS,
      past_present_share_buffer: 1,
    })[0]!;
  },
  unfused(graph, { query, key, value, pastKey, pastValue }) {
    const [keys, values] = [[pastKey, key], [pastValue, value]].map(([past, added]) => {
      const before = graph.node("Slice", [past!, graph.list(0), graph.list(PAST), graph.list(2)]);
      return graph.node("Concat", [before, byHeads(graph, added!, HEADS)], { axis: 2 });
    });
    return merged(graph, attend(graph, byHeads(graph, query, HEADS), keys!, values!, SIZE));
  },
});

/** Where the tokens of the only sample are, and where it ends. */
function oneSample(graph: GraphWriter): string[] {
  const whole = (...elements: number[]) => graph.stored({ dtype: "int32", dims: [elements.length], data: Int32Array.from(elements) });
  return [graph.node("Unsqueeze", [whole(0, 1), graph.list(0)]), whole(0, 2)];
}

const tokens = { X: floats(["batch", HIDDEN]) };
const projection = { W: floats([HIDDEN, 3 * HIDDEN]), B: floats([3 * HIDDEN]) };

pair("PackedAttention", {
  inputs: tokens,
  weights: projection,
  fused: (graph, { X, W, B }) => graph.node("com.microsoft:PackedAttention", [X, W, B, ...oneSample(graph)], { num_heads: HEADS }),
  unfused(graph, { X, W, B }) {
    const projected = graph.node("Unsqueeze", [graph.node("Add", [graph.node("MatMul", [X, W]), B]), graph.list(0)]);
    const parts = graph.nodeOf("Split", [projected], [0, 1, 2], { axis: 2, num_outputs: 3 });
    const [Q, K, V] = parts.map((part) => byHeads(graph, part, HEADS));
    return graph.node("Squeeze", [merged(graph, attend(graph, Q!, K!, V!, SIZE)), graph.list(0)]);
  },
  refusal: "PackedAttention",
});

pair("PackedMultiHeadAttention", {
  inputs: { Q: tokens.X, K: tokens.X, V: tokens.X },
  fused: (graph, { Q, K, V }) =>
    graph.node("com.microsoft:PackedMultiHeadAttention", [Q, K, V, "", ...oneSample(graph)], { num_heads: HEADS }),
  unfused(graph, { Q, K, V }) {
    const [queries, keys, values] = [Q, K, V].map((part) => byHeads(graph, graph.node("Unsqueeze", [part, graph.list(0)]), HEADS));
    return graph.node("Squeeze", [merged(graph, attend(graph, queries!, keys!, values!, SIZE)), graph.list(0)]);
  },
  refusal: "PackedMultiHeadAttention",
});
