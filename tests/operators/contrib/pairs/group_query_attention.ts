/** Rotary embeddings and attention in groups of onnxruntime, against the standard's operators (docs/ContribOperators.md). */
import { real, type WrittenAttribute } from "../../../formats/onnx/_encode.ts";
import { attend, byHeads, causalBias, merged, repeatedHeads, rotated, type ScoreOptions } from "./_attention.ts";
import type { GraphWriter } from "./_graph_writer.ts";
import { type Blank, floats, given, integers, pair } from "./_pair.ts";

const [HEADS, GROUPS, SIZE, LENGTH, PAST] = [4, 2, 16, 3, 2];

const caches = { cos: floats([10, SIZE / 2]), sin: floats([10, SIZE / 2]) };

/** Rows of cosines or sines at those places, for each sample and head. */
function rowsOf(graph: GraphWriter, cache: string, places: string): string {
  return graph.node("Unsqueeze", [graph.node("Gather", [cache, places]), graph.list(1)]);
}

pair("RotaryEmbedding", {
  inputs: { X: floats(["batch", LENGTH, 2 * SIZE]), places: integers("int64", ["batch", LENGTH], 0, 9) },
  weights: caches,
  fused: (graph, { X, places, cos, sin }) => graph.node("com.microsoft:RotaryEmbedding", [X, places, cos, sin]),
  unfused: (graph, { X, places, cos, sin }) =>
    merged(graph, rotated(graph, byHeads(graph, X, 2), rowsOf(graph, cos, places), rowsOf(graph, sin, places), SIZE, SIZE)),
});

pair("RotaryEmbedding of part of each head", {
  inputs: { X: floats(["batch", 2, LENGTH, SIZE]), places: integers("int64", ["batch", LENGTH], 0, 9) },
  weights: { cos: floats([10, 4]), sin: floats([10, 4]) },
  fused: (graph, { X, places, cos, sin }) =>
    graph.node("com.microsoft:RotaryEmbedding", [X, places, cos, sin], { num_heads: 2, rotary_embedding_dim: 8 }),
  unfused: (graph, { X, places, cos, sin }) => rotated(graph, X, rowsOf(graph, cos, places), rowsOf(graph, sin, places), 8, SIZE),
});

const heads = { num_heads: HEADS, kv_num_heads: GROUPS };

/** A stored scalar, as the total length is. */
function total(graph: GraphWriter, length: number): string {
  return graph.stored({ dtype: "int32", dims: [], data: Int32Array.of(length) });
}

/** Rows of the prompt, without a past. */
interface Row {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, WrittenAttribute>>;
  readonly scores?: (graph: GraphWriter) => ScoreOptions;
  readonly flopsDiffer?: string;
}

const prompt = {
  query: floats(["batch", LENGTH, HEADS * SIZE]),
  key: floats(["batch", LENGTH, GROUPS * SIZE]),
  value: floats(["batch", LENGTH, GROUPS * SIZE]),
  lengths: given("int32", ["batch"], [LENGTH - 1, LENGTH - 1]),
} satisfies Record<string, Blank>;

/** The softmax with one more score in each row, which is left out afterwards. */
function softmaxWith(graph: GraphWriter, scores: string, score: string): string {
  const shape = graph.node("Concat", [graph.node("Shape", [scores], { end: 3 }), graph.list(1)], { axis: 0 });
  const wide = graph.node("Concat", [scores, graph.node("Expand", [score, shape])], { axis: -1 });
  return graph.node("Slice", [graph.node("Softmax", [wide]), graph.list(0), graph.list(LENGTH), graph.list(-1)]);
}

const LEFT_OUT = "the unfused graph divides the score that is left out too";

const onePlace = {
  query: floats(["batch", 1, HEADS * SIZE]),
  key: floats(["batch", 1, GROUPS * SIZE]),
  value: floats(["batch", 1, GROUPS * SIZE]),
};

const ROWS: readonly Row[] = [
  { name: "GroupQueryAttention of a prompt", scores: (graph) => ({ biases: [causalBias(graph, LENGTH, LENGTH)] }) },
  {
    name: "GroupQueryAttention with a window and a scale",
    attributes: { local_window_size: 2, scale: real(0.2) },
    scores: (graph) => ({ biases: [causalBias(graph, LENGTH, LENGTH, 2)], scale: 0.2 }),
  },
  {
    name: "GroupQueryAttention with capped scores",
    attributes: { softcap: real(1.5) },
    scores: (graph) => ({ biases: [causalBias(graph, LENGTH, LENGTH)], cap: 1.5 }),
  },
  {
    name: "GroupQueryAttention with a smooth softmax",
    attributes: { smooth_softmax: 1 },
    scores: (graph) => ({ biases: [causalBias(graph, LENGTH, LENGTH)], softmax: (scores) => softmaxWith(graph, scores, graph.reals(0)) }),
    flopsDiffer: LEFT_OUT,
  },
];

for (const { name, attributes, scores, flopsDiffer } of ROWS) {
  pair(name, {
    inputs: prompt,
    fused(graph, { query, key, value, lengths }) {
      const inputs = [query, key, value, "", "", lengths, total(graph, LENGTH)];
      return graph.nodeOf("com.microsoft:GroupQueryAttention", inputs, [0, 1, 2], { ...heads, ...attributes });
    },
    unfused(graph, { query, key, value }) {
      const [K, V] = [key, value].map((it) => byHeads(graph, it, GROUPS)) as [string, string];
      const [keys, values] = [K, V].map((it) => repeatedHeads(graph, it, GROUPS, HEADS, LENGTH, SIZE)) as [string, string];
      return [merged(graph, attend(graph, byHeads(graph, query, HEADS), keys, values, SIZE, scores?.(graph))), K, V];
    },
    ...(flopsDiffer !== undefined && { flopsDiffer }),
  });
}

pair("GroupQueryAttention with a past, packed and rotary", {
  inputs: {
    packed: floats(["batch", 1, (HEADS + 2 * GROUPS) * SIZE]),
    pastKey: floats(["batch", GROUPS, PAST, SIZE]),
    pastValue: floats(["batch", GROUPS, PAST, SIZE]),
    lengths: given("int32", ["batch"], [PAST, PAST]),
  },
  weights: caches,
  fused(graph, { packed, pastKey, pastValue, lengths, cos, sin }) {
    const inputs = [packed, "", "", pastKey, pastValue, lengths, total(graph, PAST + 1), cos, sin];
    return graph.nodeOf("com.microsoft:GroupQueryAttention", inputs, [0, 1, 2], { ...heads, do_rotary: 1 });
  },
  unfused(graph, { packed, pastKey, pastValue, cos, sin }) {
    const sizes = graph.list(...[HEADS, GROUPS, GROUPS].map((count) => count * SIZE));
    const parts = graph.nodeOf("Split", [packed, sizes], [0, 1, 2], { axis: 2 });
    const [Q, K, V] = parts.map((it, place) => byHeads(graph, it, place === 0 ? HEADS : GROUPS)) as [string, string, string];
    const [cosines, sines] = [cos, sin].map((cache) => graph.node("Gather", [cache, graph.list(PAST)])) as [string, string];
    const [query, key] = [Q, K].map((it) => rotated(graph, it, cosines, sines, SIZE, SIZE)) as [string, string];
    const present = [[pastKey, key], [pastValue, V]].map((both) => graph.node("Concat", both, { axis: 2 })) as [string, string];
    const [keys, values] = present.map((it) => repeatedHeads(graph, it, GROUPS, HEADS, PAST + 1, SIZE)) as [string, string];
    // One query sees all places, but onnxruntime's operator has its causal mask all the same.
    const biases = [causalBias(graph, 1, PAST + 1)];
    return [merged(graph, attend(graph, query, keys, values, SIZE, { biases })), ...present];
  },
});

pair("GroupQueryAttention with a past in a longer buffer", {
  inputs: {
    ...onePlace,
    pastKey: floats(["batch", GROUPS, 8, SIZE]),
    pastValue: floats(["batch", GROUPS, 8, SIZE]),
    lengths: given("int32", ["batch"], [PAST, PAST]),
  },
  fused(graph, { query, key, value, pastKey, pastValue, lengths }) {
    const inputs = [query, key, value, pastKey, pastValue, lengths, total(graph, PAST + 1)];
    return graph.nodeOf("com.microsoft:GroupQueryAttention", inputs, [0, 1, 2], heads);
  },
  unfused(graph, { query, key, value, pastKey, pastValue }) {
    const used = [[pastKey, key], [pastValue, value]].map(([past, added]) => {
      const before = graph.node("Slice", [past!, graph.list(0), graph.list(PAST), graph.list(2)]);
      return graph.node("Concat", [before, byHeads(graph, added!, GROUPS)], { axis: 2 });
    });
    const [keys, values] = used.map((it) => repeatedHeads(graph, it, GROUPS, HEADS, PAST + 1, SIZE));
    // Behind what is used the buffer is of no meaning; onnxruntime leaves zeros there.
    const present = used.map((it) => graph.node("Pad", [it, graph.list(0, 0, 0, 0, 0, 0, 8 - PAST - 1, 0)]));
    const biases = [causalBias(graph, 1, PAST + 1)];
    return [merged(graph, attend(graph, byHeads(graph, query, HEADS), keys!, values!, SIZE, { biases })), ...present];
  },
});

pair("GroupQueryAttention with a bias and sinks", {
  inputs: { ...prompt, bias: floats(["batch", HEADS, LENGTH, LENGTH]) },
  weights: { sink: floats([HEADS]) },
  fused(graph, { query, key, value, lengths, bias, sink }) {
    const inputs = [query, key, value, "", "", lengths, total(graph, LENGTH), "", "", "", bias, sink];
    return graph.node("com.microsoft:GroupQueryAttention", inputs, heads);
  },
  unfused(graph, { query, key, value, bias, sink }) {
    const [keys, values] = [key, value].map((it) => repeatedHeads(graph, byHeads(graph, it, GROUPS), GROUPS, HEADS, LENGTH, SIZE));
    const scores: ScoreOptions = {
      biases: [causalBias(graph, LENGTH, LENGTH), bias],
      softmax: (scores) => softmaxWith(graph, scores, graph.node("Unsqueeze", [sink, graph.list(0, 2, 3)])),
    };
    return merged(graph, attend(graph, byHeads(graph, query, HEADS), keys!, values!, SIZE, scores));
  },
  flopsDiffer: LEFT_OUT,
});

pair("GroupQueryAttention with normalized and turned queries and keys", {
  inputs: prompt,
  weights: { qNorm: floats([SIZE]), kNorm: floats([SIZE]), ...caches },
  fused(graph, { query, key, value, lengths, cos, sin, qNorm, kNorm }) {
    const inputs = [query, key, value, "", "", lengths, total(graph, LENGTH), cos, sin, "", "", "", "", "", qNorm, kNorm];
    return graph.node("com.microsoft:GroupQueryAttention", inputs, { ...heads, do_rotary: 1 });
  },
  unfused(graph, { query, key, value, cos, sin, qNorm, kNorm }) {
    const [cosines, sines] = [cos, sin].map((cache) => graph.node("Gather", [cache, graph.list(0, 1, 2)])) as [string, string];
    const turned = ([value, count, norm]: readonly [string, number, string]) =>
      rotated(graph, normalized(graph, byHeads(graph, value, count), norm), cosines, sines, SIZE, SIZE);
    const [Q, K] = ([[query, HEADS, qNorm], [key, GROUPS, kNorm]] as const).map(turned) as [string, string];
    const [keys, values] = [K, byHeads(graph, value, GROUPS)].map((it) => repeatedHeads(graph, it, GROUPS, HEADS, LENGTH, SIZE));
    return merged(graph, attend(graph, Q, keys!, values!, SIZE, { biases: [causalBias(graph, LENGTH, LENGTH)] }));
  },
  refusal: "q_norm_weight / k_norm_weight inputs are not supported",
});

/** The root mean square normalization of each head. */
function normalized(graph: GraphWriter, X: string, weight: string): string {
  const mean = graph.node("ReduceMean", [graph.node("Mul", [X, X]), graph.list(-1)]);
  const root = graph.node("Sqrt", [graph.node("Add", [mean, graph.reals(1e-6)])]);
  return graph.node("Mul", [graph.node("Div", [X, root]), weight]);
}
