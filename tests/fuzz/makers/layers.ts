/** Operators that compute: products, norms, reductions, recurrence. */
import type { WrittenAttribute } from "../../formats/onnx/_encode.ts";
import type { Growth } from "../growth.ts";
import { count, FLOATS, randomTensor, type Type, type Value } from "../values.ts";
import { axes, axis, broadcastable, type Makers } from "./maker.ts";

type Attributes = Record<string, WrittenAttribute>;

const FLOAT: readonly Type[] = ["float32", "float32", "float64"];
const REDUCTIONS = [
  "ReduceSum",
  "ReduceMean",
  "ReduceMax",
  "ReduceMin",
  "ReduceProd",
  "ReduceL1",
  "ReduceL2",
  "ReduceLogSum",
  "ReduceLogSumExp",
  "ReduceSumSquare",
];

/** The other side of a matrix product. */
function matrixFor(g: Growth, x: Value): Value {
  const depth = x.dims.at(-1)!;
  const batch = x.dims.length > 2 && g.random.chance(0.5) ? broadcastable(g, x.dims.slice(0, -2)) : [];
  const dims = batch.length === 0 && g.random.chance(0.15) ? [depth] : [...batch, depth, g.size()];
  return g.fresh(x.dtype as Type, dims);
}

function recurrent(op: string, gates: number) {
  return (g: Growth) => {
    const { random } = g;
    const direction = random.pick(["forward", "reverse", "bidirectional"]);
    const ways = direction === "bidirectional" ? 2 : 1;
    const hidden = random.between(1, 3);
    const layout = g.opset >= 14 && random.chance(0.2) ? 1 : 0;
    const x = g.any({ types: ["float32"], rank: 3, where: ({ dims }) => dims.every((size) => size > 0) }, [2, 3, 2]);
    const batch = x.dims[layout === 1 ? 0 : 1]!;
    const [w, r] = [g.fresh("float32", [ways, gates * hidden, x.dims[2]!]), g.fresh("float32", [ways, gates * hidden, hidden])];
    const bias = random.chance(0.5) ? g.fresh("float32", [ways, 2 * gates * hidden]) : undefined;
    const lengths = random.chance(0.3) ? g.fresh("int32", [batch], 1, x.dims[layout === 1 ? 1 : 0]!) : undefined;
    const initial = random.chance(0.3) ? g.fresh("float32", [ways, batch, hidden]) : undefined;
    const outputs = random.pick([[true, true], [true, false], [false, true], ...(op === "LSTM" ? [[true, true, true]] : [])]);
    const attributes: Attributes = {
      hidden_size: hidden,
      direction,
      ...(layout === 1 && { layout }),
      ...(op === "GRU" && random.chance(0.5) && { linear_before_reset: 1 }),
    };
    return g.node(op, [x, w, r, bias, lengths, initial], attributes, outputs);
  };
}

/** Operators that compute. */
export const layers: Makers = {
  matMul: (g) => {
    const x = g.any({ types: FLOAT, rank: [1, 4] });
    return g.node("MatMul", [x, matrixFor(g, x)]);
  },
  gemm: (g) => {
    const [m, n, k] = [g.size(), g.size(), g.random.between(1, 4)];
    const [transA, transB] = [g.random.below(2), g.random.below(2)];
    const a = g.any({ types: FLOAT, rank: 2, where: ({ dims }) => dims[transA === 1 ? 0 : 1]! > 0 }, transA === 1 ? [k, m] : [m, k]);
    const [rows, depth] = transA === 1 ? [a.dims[1]!, a.dims[0]!] : [a.dims[0]!, a.dims[1]!];
    const b = g.fresh(a.dtype as Type, transB === 1 ? [n, depth] : [depth, n]);
    const c = g.random.chance(g.opset >= 11 ? 0.6 : 1) ? g.fresh(a.dtype as Type, broadcastable(g, [rows, n]).slice(-2)) : undefined;
    return g.node(g.random.chance(0.9) ? "Gemm" : "com.microsoft:FusedGemm", [a, b, c], { transA, transB });
  },
  einsum: (g) => {
    const { random } = g;
    const x = g.any({ types: FLOAT, rank: [1, 4] });
    const letters = "abcdefgh".slice(0, x.dims.length);
    const extra = g.size();
    const shared = random.some([...letters], random.between(1, letters.length));
    const other = random.shuffled([...shared, "z"]);
    const y = g.fresh(x.dtype as Type, other.map((letter) => letter === "z" ? extra : x.dims[letters.indexOf(letter)]!));
    const kept = random.shuffled(random.some([...letters, "z"], random.between(0, letters.length)));
    const form = random.below(4);
    if (form === 0) return g.node("Einsum", [x], { equation: `${letters}->${kept.filter((letter) => letter !== "z").join("")}` });
    if (form === 1) return g.node("Einsum", [x, y], { equation: `${letters},${other.join("")}` });
    if (form === 2) return g.node("Einsum", [x], { equation: `...${letters.at(-1)}->${letters.at(-1)}...` });
    return g.node("Einsum", [x, y], { equation: `${letters},${other.join("")}->${kept.join("")}` });
  },
  matMulInteger: (g) => {
    const x = g.any({ types: ["uint8"], rank: [2, 3] });
    return g.node("MatMulInteger", [x, g.fresh(g.random.pick<Type>(["uint8", "int8"]), [x.dims.at(-1)!, g.size()])]);
  },
  layerNorm: (g) => {
    const x = g.any({ types: ["float32", "float64"], rank: [1, 4] });
    const at = axis(g, x.dims.length);
    const dims = x.dims.slice(at);
    const type = x.dtype as Type;
    if (g.random.chance(0.2)) {
      return g.node(g.random.pick(["SimplifiedLayerNormalization", "RMSNormalization"]), [x, g.fresh(type, dims)], { axis: at });
    }
    return g.node(
      "LayerNormalization",
      [x, g.fresh(type, dims), g.random.chance(0.5) ? g.fresh(type, dims) : undefined],
      { axis: at },
      g.random.between(1, 3),
    );
  },
  skipNorm: (g) => {
    const x = g.any({ types: ["float32"], rank: 3 });
    const d = [x.dims[2]!];
    const op = g.random.pick(["SkipLayerNormalization", "SkipSimplifiedLayerNormalization"]);
    const rest = op === "SkipLayerNormalization" ? [g.fresh("float32", d), g.fresh("float32", d)] : [g.fresh("float32", d)];
    return g.node(
      `com.microsoft:${op}`,
      [x, g.fresh("float32", x.dims), g.fresh("float32", d), ...rest],
      {},
      g.random.pick([[true], [true, false, false, true]]),
    );
  },
  softmax: (g) => {
    const x = g.any({ types: FLOATS, rank: [1, 4] });
    return g.node(g.random.pick(["Softmax", "LogSoftmax", "Hardmax"]), [x], g.random.chance(0.7) ? { axis: axis(g, x.dims.length) } : {});
  },
  reduce: (g) => {
    const x = g.any({ types: ["float32", "int32", "int64", "float64"] });
    const op = g.random.pick(REDUCTIONS);
    const keepdims = g.random.chance(0.6) ? { keepdims: g.random.below(2) } : {};
    const all = g.random.chance(0.3);
    const along = axes(g, x.dims.length, Math.min(1, x.dims.length)).map((at) => {
      // Below opset 11 no axis counts from the end, and for an empty tensor onnxruntime gets such axes wrong.
      return at < 0 && (g.opset < 11 || count(x.dims) === 0) ? at + x.dims.length : at;
    });
    const asInput = g.opset >= 18 || (g.opset >= 13 && op === "ReduceSum");
    if (asInput) {
      return g.node(op, [x, all ? undefined : g.how(along)], { ...keepdims, ...(g.random.chance(0.15) && { noop_with_empty_axes: 1 }) });
    }
    return g.node(op, [x], { ...keepdims, ...(!all && { axes: along }) });
  },
  argReduce: (g) => {
    const x = g.any({ types: ["float32", "int32"], rank: [1, 4], where: ({ dims }) => count(dims) > 0 }, [3]);
    return g.node(g.random.pick(["ArgMax", "ArgMin"]), [x], { axis: axis(g, x.dims.length), keepdims: g.random.below(2) });
  },
  lstm: recurrent("LSTM", 4),
  gru: recurrent("GRU", 3),
  rnn: recurrent("RNN", 1),
  suppression: (g) => {
    const [batch, boxes, classes] = [g.random.between(1, 2), g.random.between(1, 4), g.random.between(1, 2)];
    const most = g.random.chance(0.7) ? g.how([g.random.between(0, 3)]) : undefined;
    return g.node("NonMaxSuppression", [
      g.fresh("float32", [batch, boxes, 4], 0, 3),
      g.fresh("float32", [batch, classes, boxes], 0, 1),
      most,
    ]);
  },
  determinant: (g) =>
    g.node(g.random.pick(["Det", "com.microsoft:Inverse"]), [
      g.any({ types: ["float32"], where: ({ dims }) => dims.length >= 2 && dims.at(-1) === dims.at(-2) && dims.at(-1)! > 0 }, [
        g.size(),
        2,
        2,
      ]),
    ]),
  window: (g) =>
    g.node(
      g.random.pick(["HannWindow", "HammingWindow", "BlackmanWindow"]),
      [g.how([g.random.between(1, 8)], "int64", [])],
      g.random.chance(0.3) ? { output_datatype: 11 } : {},
    ),
  spectrum: (g) => {
    const x = g.fresh("float32", [g.random.between(1, 2), g.random.between(2, 6), g.random.between(1, 2)]);
    const length = g.random.chance(0.3) ? g.how([g.random.between(2, 6)], "int64", []) : undefined;
    return g.node("DFT", [x, length], {
      ...(g.opset < 20 && { axis: 1 }),
      ...(x.dims[2] === 1 && g.random.chance(0.5) && { onesided: 1 }),
    });
  },
  mel: (g) =>
    g.node(
      "MelWeightMatrix",
      [[g.random.between(1, 4)], [g.random.between(8, 16)], [8000]].map((one) => g.how(one, "int64", [])).concat([
        g.fresh("float32", [], 1, 20),
        g.fresh("float32", [], 100, 200),
      ]),
    ),
  loss: (g) => {
    const x = g.any({ types: ["float32"], rank: [2, 4], where: ({ dims }) => count(dims) > 0 }, [2, 3]);
    const target = g.fresh("int64", x.dims.toSpliced(1, 1), 0, x.dims[1]! - 1);
    const reduction = g.random.pick(["none", "mean", "sum"]);
    if (g.random.chance(0.5)) return g.node("NegativeLogLikelihoodLoss", [x, target], { reduction });
    return g.node("SoftmaxCrossEntropyLoss", [x, target], { reduction }, g.random.between(1, 2));
  },
  attention: (g) => {
    const [batch, heads, steps, past, width] = [g.random.between(1, 2), 2, g.random.between(1, 3), g.random.between(1, 4), 4];
    const four = g.random.chance(0.5);
    const shape = (length: number) => four ? [batch, heads, length, width] : [batch, length, heads * width];
    const inputs = [g.fresh("float32", shape(steps)), g.fresh("float32", shape(past)), g.fresh("float32", shape(past))];
    const mask = g.random.chance(0.3) ? g.fresh("float32", [steps, past]) : undefined;
    return g.node("Attention", [...inputs, mask], four ? {} : { q_num_heads: heads, kv_num_heads: heads });
  },
  rotary: (g) => {
    const [batch, heads, steps, half] = [g.random.between(1, 2), 2, g.random.between(1, 3), 2];
    return g.node("RotaryEmbedding", [
      g.fresh("float32", [batch, heads, steps, 2 * half]),
      g.fresh("float32", [batch, steps, half]),
      g.fresh("float32", [batch, steps, half]),
    ]);
  },
  fusedAttention: (g) => {
    const [batch, steps, other, heads, width] = [g.random.between(1, 2), g.random.between(1, 3), g.random.between(1, 4), 2, 2];
    const d = heads * width;
    if (g.random.chance(0.5)) {
      const x = g.fresh("float32", [batch, steps, 3]);
      return g.node("com.microsoft:Attention", [x, g.fresh("float32", [3, 3 * d]), g.fresh("float32", [3 * d])], { num_heads: heads });
    }
    return g.node("com.microsoft:MultiHeadAttention", [
      g.fresh("float32", [batch, steps, d]),
      g.fresh("float32", [batch, other, d]),
      g.fresh("float32", [batch, other, d]),
    ], { num_heads: heads });
  },
  fusedMatMul: (g) => {
    const x = g.any({ types: ["float32"], rank: [2, 4], where: ({ dims }) => count(dims) > 0 }, [2, 3]); // of empty ones it joins what does not fit
    const [transA, transB] = [g.random.below(2), g.random.below(2)];
    const depth = x.dims.at(transA === 1 ? -2 : -1)!;
    const n = g.size();
    return g.node("com.microsoft:FusedMatMul", [
      x,
      g.fresh("float32", [...x.dims.slice(0, -2), ...(transB === 1 ? [n, depth] : [depth, n])]),
    ], { transA, transB });
  },
  fourBits: (g) => {
    const [n, k] = [g.random.between(1, 4), 32];
    const x = g.fresh("float32", [...g.sizes(g.random.between(1, 2)), k]);
    const weights = g.stored(randomTensor(g.random, "uint8", [n, 1, 16], 0, 255));
    return g.node("com.microsoft:MatMulNBits", [x, weights, g.stored(randomTensor(g.random, "float32", [n], 1, 2))], {
      K: k,
      N: n,
      bits: 4,
      block_size: 32,
    });
  },
  quantizedProduct: (g) => {
    const x = g.any({ types: ["float32"], rank: [2, 3] });
    const b = g.fresh("uint8", [x.dims.at(-1)!, g.random.between(1, 4)]);
    return g.node("com.microsoft:DynamicQuantizeMatMul", [x, b, g.fresh("float32", [], 1, 2)]);
  },
  distances: (g) => {
    const width = g.random.between(1, 3);
    return g.node("com.microsoft:CDist", [
      g.fresh("float32", [g.random.between(1, 4), width]),
      g.fresh("float32", [g.random.between(1, 4), width]),
    ], { metric: "sqeuclidean" });
  },
};
