/** Products of quantized tensors, against the standard's operators (onnxruntime, docs/ContribOperators.md). */
import { real } from "../../../formats/onnx/_encode.ts";
import type { GraphWriter } from "./_graph_writer.ts";
import { bytes, floats, integers, pair } from "./_pair.ts";

/** The product of whole numbers as real ones. */
function scaledProduct(graph: GraphWriter, factors: readonly string[], scale: string): string {
  return graph.node("Mul", [graph.node("Cast", [graph.node("MatMulInteger", factors)], { to: 1 }), scale]);
}

pair("MatMulIntegerToFloat with bias", {
  inputs: { A: bytes("batch", 3, 8), aScale: floats([], 0.01, 0.02), aZero: bytes() },
  weights: {
    B: integers("int8", [8, 5], -128, 127),
    bScale: floats([5], 0.01, 0.02),
    bZero: integers("int8", [5], -9, 9),
    bias: floats([5]),
  },
  fused: (graph, { A, B, aScale, bScale, aZero, bZero, bias }) =>
    graph.node("com.microsoft:MatMulIntegerToFloat", [A, B, aScale, bScale, aZero, bZero, bias]),
  unfused: (graph, { A, B, aScale, bScale, aZero, bZero, bias }) =>
    graph.node("Add", [scaledProduct(graph, [A, B, aZero, bZero], graph.node("Mul", [aScale, bScale])), bias]),
});

pair("MatMulIntegerToFloat of whole numbers around 0", {
  inputs: {
    A: integers("int8", ["batch", 3, 8], -128, 127),
    B: integers("int8", ["batch", 8, 5], -128, 127),
    aScale: floats([], 0.01, 0.02),
  },
  weights: { bScale: floats([], 0.01, 0.02) },
  fused: (graph, { A, B, aScale, bScale }) => graph.node("com.microsoft:MatMulIntegerToFloat", [A, B, aScale, bScale]),
  unfused: (graph, { A, B, aScale, bScale }) => scaledProduct(graph, [A, B], graph.node("Mul", [aScale, bScale])),
});

pair("DynamicQuantizeMatMul with a scale for each column", {
  inputs: { A: floats(["batch", 8]) },
  weights: { B: integers("int8", [8, 5], -128, 127), bScale: floats([5], 0.01, 0.02) },
  fused: (graph, { A, B, bScale }) => graph.node("com.microsoft:DynamicQuantizeMatMul", [A, B, bScale]),
  unfused(graph, { A, B, bScale }) {
    const [bytes, scale, zero] = graph.nodeOf("DynamicQuantizeLinear", [A], [0, 1, 2]);
    return scaledProduct(graph, [bytes!, B, zero!], graph.node("Mul", [scale!, bScale]));
  },
});

pair("DynamicQuantizeMatMul with bias", {
  inputs: { A: floats(["batch", 3, 8]) },
  weights: { B: bytes(8, 5), bScale: floats([], 0.01, 0.02), bZero: bytes(), bias: floats([5]) },
  fused: (graph, { A, B, bScale, bZero, bias }) => graph.node("com.microsoft:DynamicQuantizeMatMul", [A, B, bScale, bZero, bias]),
  unfused(graph, { A, B, bScale, bZero, bias }) {
    const [bytes, scale, zero] = graph.nodeOf("DynamicQuantizeLinear", [A], [0, 1, 2]);
    return graph.node("Add", [scaledProduct(graph, [bytes!, B, zero!, bZero], graph.node("Mul", [scale!, bScale])), bias]);
  },
});

pair("MatMulInteger16", {
  inputs: { A: integers("int16", ["batch", 3, 8], -300, 300) },
  weights: { B: integers("int16", [8, 5], -300, 300) },
  fused: (graph, { A, B }) => graph.node("com.microsoft:MatMulInteger16", [A, B]),
  unfused: (graph, { A, B }) => graph.node("MatMul", [A, B].map((matrix) => graph.node("Cast", [matrix], { to: 6 }))),
});

const gemmWeights = { B: integers("int8", [5, 8], -128, 127), bScale: floats([5], 0.01, 0.02), C: integers("int32", [5], -999, 999) };

pair("QGemm without C", {
  inputs: { A: bytes("batch", 8) },
  weights: { B: bytes(8, 5) },
  fused: (graph, { A, B }) =>
    graph.node("com.microsoft:QGemm", [A, graph.reals(0.02), graph.byte(120), B, graph.reals(0.01), graph.byte(130)]),
  unfused: (graph, { A, B }) => scaledProduct(graph, [A, B, graph.byte(120), graph.byte(130)], graph.reals(0.02 * 0.01)),
});

for (const isQuantized of [false, true]) {
  pair(`QGemm to ${isQuantized ? "bytes" : "real numbers"}`, {
    inputs: { A: bytes(8, "batch") },
    weights: gemmWeights,
    fused(graph, { A, B, bScale, C }) {
      const zeros = graph.stored({ dtype: "int8", dims: [5], data: Int8Array.of(3, -2, 0, 1, 7) });
      const inputs = [A, graph.reals(0.02), graph.byte(120), B, bScale, zeros, C];
      const to = isQuantized ? [graph.reals(0.05), graph.byte(128)] : [];
      return graph.node("com.microsoft:QGemm", [...inputs, ...to], { alpha: real(0.5), transA: 1, transB: 1 });
    },
    unfused(graph, { A, B, bScale, C }) {
      const zeros = graph.stored({ dtype: "int8", dims: [5], data: Int8Array.of(3, -2, 0, 1, 7) });
      const [left, right] = [A, B].map((matrix) => graph.node("Transpose", [matrix]));
      const sum = graph.node("Add", [graph.node("MatMulInteger", [left!, right!, graph.byte(120), zeros]), C]);
      const scale = graph.node("Mul", [bScale, graph.reals(0.5 * 0.02)]);
      const Y = graph.node("Mul", [graph.node("Cast", [sum], { to: 1 }), scale]);
      return isQuantized ? graph.node("QuantizeLinear", [Y, graph.reals(0.05), graph.byte(128)]) : Y;
    },
    ...(isQuantized &&
      { flopsDiffer: "the fused operator multiplies by all scales at once, the unfused graph also divides by the result's" }),
  });
}

const WINDOW = { pads: [1, 1, 1, 1], strides: [2, 2] };
const convWeights = { w: integers("int8", [6, 4, 3, 3], -128, 127), wScale: floats([6], 0.01, 0.02), B: integers("int32", [6], -999, 999) };
const REQUANTIZED =
  "the fused operator subtracts zero points and scales once, the unfused graph makes both sides real and quantizes the sum";

for (const [name, isLast] of [["QLinearConv", false], ["com.microsoft:QLinearConv with channels last", true]] as const) {
  pair(name, {
    inputs: { x: isLast ? bytes("batch", 7, 7, 4) : bytes("batch", 4, 7, 7) },
    weights: convWeights,
    fused(graph, { x, w, wScale, B }) {
      const zeros = graph.stored({ dtype: "int8", dims: [6], data: new Int8Array(6) });
      const inputs = [x, graph.reals(0.02), graph.byte(120), w, wScale, zeros, graph.reals(0.1), graph.byte(128), B];
      return graph.node(name.split(" ")[0]!, inputs, { ...WINDOW, ...(isLast && { channels_last: 1 }) });
    },
    unfused(graph, { x, w, wScale, B }) {
      const first = isLast ? graph.node("Transpose", [x], { perm: [0, 3, 1, 2] }) : x;
      const X = graph.node("DequantizeLinear", [first, graph.reals(0.02), graph.byte(120)]);
      const W = graph.node("DequantizeLinear", [w, wScale], { axis: 0 });
      const bias = graph.node("DequantizeLinear", [B, graph.node("Mul", [wScale, graph.reals(0.02)])], { axis: 0 });
      const Y = graph.node("QuantizeLinear", [graph.node("Conv", [X, W, bias], WINDOW), graph.reals(0.1), graph.byte(128)]);
      return isLast ? graph.node("Transpose", [Y], { perm: [0, 2, 3, 1] }) : Y;
    },
    flopsDiffer: REQUANTIZED,
  });
}

pair("QLinearMatMul", {
  inputs: { a: bytes("batch", 3, 8) },
  weights: { b: bytes(8, 5) },
  fused(graph, { a, b }) {
    const scales = [graph.reals(0.02), graph.reals(0.01), graph.reals(0.05)];
    return graph.node("QLinearMatMul", [a, scales[0]!, graph.byte(120), b, scales[1]!, graph.byte(130), scales[2]!, graph.byte(128)]);
  },
  unfused(graph, { a, b }) {
    const A = graph.node("DequantizeLinear", [a, graph.reals(0.02), graph.byte(120)]);
    const B = graph.node("DequantizeLinear", [b, graph.reals(0.01), graph.byte(130)]);
    return graph.node("QuantizeLinear", [graph.node("MatMul", [A, B]), graph.reals(0.05), graph.byte(128)]);
  },
  flopsDiffer: REQUANTIZED,
});

const [STEPS, INPUT, HIDDEN] = [3, 4, 5];

pair("DynamicQuantizeLSTM", {
  inputs: { X: floats([STEPS, "batch", INPUT]), h: floats([1, "batch", HIDDEN]), c: floats([1, "batch", HIDDEN]) },
  weights: {
    W: integers("int8", [1, INPUT, 4 * HIDDEN], -128, 127),
    R: integers("int8", [1, HIDDEN, 4 * HIDDEN], -128, 127),
    B: floats([1, 8 * HIDDEN]),
    scale: floats([1], 0.01, 0.02),
    zero: integers("int8", [1], 0, 0),
  },
  fused(graph, { X, W, R, B, h, c, scale, zero }) {
    const inputs = [X, W, R, B, "", h, c, "", scale, zero, scale, zero];
    return graph.nodeOf("com.microsoft:DynamicQuantizeLSTM", inputs, [0, 1, 2], { hidden_size: HIDDEN });
  },
  unfused(graph, { X, W, R, B, h, c, scale, zero }) {
    const product = (value: string, matrix: string) => {
      const [bytes, byteScale, byteZero] = graph.nodeOf("DynamicQuantizeLinear", [value], [0, 1, 2]);
      return scaledProduct(
        graph,
        [bytes!, graph.node("Squeeze", [matrix, graph.list(0)]), byteZero!, zero],
        graph.node("Mul", [byteScale!, scale]),
      );
    };
    const bias = graph.node("Add", graph.nodeOf("Split", [B], [0, 1], { axis: 1, num_outputs: 2 }));
    const inputs = graph.nodeOf("Split", [product(X, W)], [0, 1, 2], { axis: 0, num_outputs: STEPS });
    let [state, cell] = [h, c];
    const states = inputs.map((input) => {
      const sums = [product(state, R), bias].reduce((sum, term) => graph.node("Add", [sum, term]), input);
      [state, cell] = cellStep(graph, sums, cell);
      return state;
    });
    const Y = graph.node("Concat", states.map((it) => graph.node("Unsqueeze", [it, graph.list(0)])), { axis: 0 });
    return [Y, state, cell];
  },
});

/** The new state and cell from the sums for the gates, whose order is input, output, forget, cell. */
function cellStep(graph: GraphWriter, sums: string, cell: string): [string, string] {
  const [input, output, forget, next] = graph.nodeOf("Split", [sums], [0, 1, 2, 3], { axis: 2, num_outputs: 4 });
  const [i, o, f] = [input!, output!, forget!].map((gate) => graph.node("Sigmoid", [gate]));
  const kept = graph.node("Mul", [f!, cell]);
  const moved = graph.node("Add", [kept, graph.node("Mul", [i!, graph.node("Tanh", [next!])])]);
  return [graph.node("Mul", [o!, graph.node("Tanh", [moved])]), moved];
}
