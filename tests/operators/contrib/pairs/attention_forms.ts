/** The other forms that masks, pasts and packed inputs of onnxruntime's attention have (docs/ContribOperators.md). */
import { attend, byHeads, causalBias, merged, paddingBias, rotated } from "./_attention.ts";
import type { GraphWriter } from "./_graph_writer.ts";
import { bytes, floats, given, integers, pair } from "./_pair.ts";

const [HEADS, SIZE, LENGTH, PAST] = [2, 32, 3, 2];
const HIDDEN = HEADS * SIZE;
const heads = { num_heads: HEADS };

const inputs = { X: floats(["batch", LENGTH, 8]) };
const weights = { W: floats([8, 3 * HIDDEN], -0.3, 0.3), B: floats([3 * HIDDEN]) };

type Three = [string, string, string];

/** The three parts of a last axis, by heads. */
function parts(graph: GraphWriter, packed: string): Three {
  return graph.nodeOf("Split", [packed], [0, 1, 2], { axis: 2, num_outputs: 3 }).map((it) => byHeads(graph, it, HEADS)) as Three;
}

function project(graph: GraphWriter, X: string, W: string, B: string): Three {
  return parts(graph, graph.node("Add", [graph.node("MatMul", [X, W]), B]));
}

pair("Attention with the samples' lengths as mask", {
  inputs: { ...inputs, lengths: given("int32", ["batch"], [3, 2]), mask: given("int32", ["batch", LENGTH], [1, 1, 1, 1, 1, 0]) },
  weights,
  fused: (graph, { X, W, B, lengths }) => graph.node("com.microsoft:Attention", [X, W, B, lengths], heads),
  unfused: (graph, { X, W, B, mask }) =>
    merged(graph, attend(graph, ...project(graph, X, W, B), SIZE, { biases: [paddingBias(graph, mask)] })),
});

pair("Attention with a mask for each place", {
  inputs: { ...inputs, mask: integers("int32", ["batch", LENGTH, LENGTH], 0, 1) },
  weights,
  fused: (graph, { X, W, B, mask }) => graph.node("com.microsoft:Attention", [X, W, B, mask], heads),
  unfused(graph, { X, W, B, mask }) {
    const seen = graph.node("Unsqueeze", [graph.node("Cast", [mask], { to: 9 }), graph.list(1)]);
    const biases = [graph.node("Where", [seen, graph.reals(0), graph.reals(-10000)])];
    return merged(graph, attend(graph, ...project(graph, X, W, B), SIZE, { biases }));
  },
});

pair("Attention without bias", {
  inputs,
  weights: { W: weights.W },
  fused: (graph, { X, W }) => graph.node("com.microsoft:Attention", [X, W], heads),
  unfused: (graph, { X, W }) => merged(graph, attend(graph, ...parts(graph, graph.node("MatMul", [X, W])), SIZE)),
  refusal: "the process ended", // it crashes
});

/** The cosines and sines of the first places' angles, as `rotary_embedding_dim` and 10000 give them. */
function angles(graph: GraphWriter, turn: (angle: number) => number): string {
  const half = SIZE / 2;
  const data = Float32Array.from(
    { length: LENGTH * half },
    (_, index) => turn(Math.floor(index / half) * 10000 ** (-(index % half) / half)),
  );
  return graph.stored({ dtype: "float32", dims: [LENGTH, half], data });
}

pair("Attention with rotary embeddings", {
  inputs,
  weights,
  fused: (graph, { X, W, B }) => graph.node("com.microsoft:Attention", [X, W, B], { ...heads, do_rotary: 1, rotary_embedding_dim: SIZE }),
  unfused(graph, { X, W, B }) {
    const [Q, K, V] = project(graph, X, W, B);
    const [query, key] = [Q, K].map((it) => rotated(graph, it, angles(graph, Math.cos), angles(graph, Math.sin), SIZE, SIZE)) as [
      string,
      string,
    ];
    return merged(graph, attend(graph, query, key, V, SIZE));
  },
  refusal: "Rotary embedding is not supported in Attention CPU kernel",
});

pair("QAttention that sees what is before, with a past", {
  inputs: { X: bytes("batch", LENGTH, 8), past: floats([2, "batch", HEADS, PAST, SIZE]), scale: floats([], 0.001, 0.002), zero: bytes() },
  weights: { W: integers("int8", [8, 3 * HIDDEN], -128, 127), wScale: floats([], 0.01, 0.02), B: weights.B },
  fused(graph, { X, W, B, scale, wScale, past, zero }) {
    const inputs = [X, W, B, scale, wScale, "", zero, graph.byte(0, "int8"), past];
    return graph.nodeOf("com.microsoft:QAttention", inputs, [0, 1], { ...heads, unidirectional: 1 });
  },
  unfused(graph, { X, W, B, scale, wScale, past, zero }) {
    const sum = graph.node("Cast", [graph.node("MatMulInteger", [X, W, zero])], { to: 1 });
    const [Q, K, V] = parts(graph, graph.node("Add", [graph.node("Mul", [sum, graph.node("Mul", [scale, wScale])]), B]));
    const added = graph.node("Concat", [K, V].map((it) => graph.node("Unsqueeze", [it, graph.list(0)])), { axis: 0 });
    const present = graph.node("Concat", [past, added], { axis: 3 });
    const [keys, values] = graph.nodeOf("Split", [present], [0, 1], { axis: 0, num_outputs: 2 }).map((it) =>
      graph.node("Squeeze", [it, graph.list(0)])
    );
    return [merged(graph, attend(graph, Q, keys!, values!, SIZE, { biases: [causalBias(graph, LENGTH, PAST + LENGTH)] })), present];
  },
});

pair("MultiHeadAttention of one packed input", {
  inputs: { packed: floats(["batch", LENGTH, HEADS, 3, SIZE]) },
  fused: (graph, { packed }) => graph.node("com.microsoft:MultiHeadAttention", [packed], heads),
  unfused(graph, { packed }) {
    const three = graph.nodeOf("Split", [packed], [0, 1, 2], { axis: 3, num_outputs: 3 });
    const [Q, K, V] = three.map((it) =>
      graph.node("Transpose", [graph.node("Squeeze", [it, graph.list(3)])], { perm: [0, 2, 1, 3] })
    ) as Three;
    return merged(graph, attend(graph, Q, K, V, SIZE));
  },
  refusal: "Packed QKV",
});

pair("MultiHeadAttention to packed keys and values", {
  inputs: { query: floats(["batch", LENGTH, HIDDEN]), packed: floats(["batch", 5, HEADS, 2, SIZE]) },
  fused: (graph, { query, packed }) => graph.node("com.microsoft:MultiHeadAttention", [query, packed], heads),
  unfused(graph, { query, packed }) {
    const two = graph.nodeOf("Split", [packed], [0, 1], { axis: 3, num_outputs: 2 });
    const [K, V] = two.map((it) => graph.node("Transpose", [graph.node("Squeeze", [it, graph.list(3)])], { perm: [0, 2, 1, 3] }));
    return merged(graph, attend(graph, byHeads(graph, query, HEADS), K!, V!, SIZE));
  },
  refusal: "Packed KV",
});
