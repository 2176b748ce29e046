/** Matrix products and convolutions of onnxruntime with more in one, against the standard's operators (docs/ContribOperators.md). */
import { real, reals, type WrittenAttribute } from "../../../formats/onnx/_encode.ts";
import type { GraphWriter } from "./_graph_writer.ts";
import { floats, pair } from "./_pair.ts";

pair("FusedConv with Relu", {
  inputs: { X: floats(["batch", 4, 7, 7]) },
  weights: { W: floats([6, 2, 3, 3]), B: floats([6]) },
  fused: (graph, { X, W, B }) =>
    graph.node("com.microsoft:FusedConv", [X, W, B], { group: 2, pads: [1, 1, 1, 1], strides: [2, 2], activation: "Relu" }),
  unfused: (graph, { X, W, B }) => graph.node("Relu", [graph.node("Conv", [X, W, B], { group: 2, pads: [1, 1, 1, 1], strides: [2, 2] })]),
});

pair("FusedConv with Z and Relu", {
  inputs: { X: floats(["batch", 4, 5, 5]), Z: floats(["batch", 6, 3, 3]) },
  weights: { W: floats([6, 4, 3, 3]), B: floats([6]) },
  fused: (graph, { X, W, B, Z }) => graph.node("com.microsoft:FusedConv", [X, W, B, Z], { activation: "Relu" }),
  unfused: (graph, { X, W, B, Z }) => graph.node("Relu", [graph.node("Add", [graph.node("Conv", [X, W, B]), Z])]),
});

for (const activation of ["Sigmoid", "Tanh"]) {
  pair(`FusedConv with ${activation}`, {
    inputs: { X: floats(["batch", 2, 8]) },
    weights: { W: floats([3, 2, 3]) },
    fused: (graph, { X, W }) => graph.node("com.microsoft:FusedConv", [X, W], { dilations: [2], activation }),
    unfused: (graph, { X, W }) => graph.node(activation, [graph.node("Conv", [X, W], { dilations: [2] })]),
  });
}

const bounded: Record<string, [WrittenAttribute, (graph: GraphWriter, value: string) => string]> = {
  Clip: [reals(-0.5, 0.5), (graph, value) => graph.node("Clip", [value, graph.reals(-0.5), graph.reals(0.5)])],
  HardSigmoid: [reals(0.3, 0.4), (graph, value) => graph.node("HardSigmoid", [value], { alpha: real(0.3), beta: real(0.4) })],
  LeakyRelu: [reals(0.3), (graph, value) => graph.node("LeakyRelu", [value], { alpha: real(0.3) })],
};

for (const [activation, [activation_params, activated]] of Object.entries(bounded)) {
  pair(`FusedConv with ${activation}`, {
    inputs: { X: floats(["batch", 2, 6, 6]) },
    weights: { W: floats([3, 2, 3, 3]) },
    fused: (graph, { X, W }) => graph.node("com.microsoft:FusedConv", [X, W], { auto_pad: "SAME_UPPER", activation, activation_params }),
    unfused: (graph, { X, W }) => activated(graph, graph.node("Conv", [X, W], { auto_pad: "SAME_UPPER" })),
  });
}

pair("NhwcFusedConv with Relu", {
  inputs: { X: floats(["batch", 5, 5, 4]) },
  weights: { W: floats([6, 4, 3, 3]), B: floats([6]) },
  fused: (graph, { X, W, B }) => graph.node("com.microsoft:NhwcFusedConv", [X, W, B], { activation: "Relu" }),
  unfused(graph, { X, W, B }) {
    const first = graph.node("Transpose", [X], { perm: [0, 3, 1, 2] });
    return graph.node("Transpose", [graph.node("Relu", [graph.node("Conv", [first, W, B])])], { perm: [0, 2, 3, 1] });
  },
  refusal: "Could not find an implementation for NhwcFusedConv(1)",
});

pair("FusedGemm with LeakyRelu", {
  inputs: { A: floats([5, "batch"]) },
  weights: { B: floats([4, 5]), C: floats([4]) },
  fused: (graph, { A, B, C }) =>
    graph.node("com.microsoft:FusedGemm", [A, B, C], {
      alpha: real(0.5),
      beta: real(2),
      transA: 1,
      transB: 1,
      activation: "LeakyRelu",
      activation_alpha: real(0.2),
    }),
  unfused: (graph, { A, B, C }) =>
    graph.node("LeakyRelu", [graph.node("Gemm", [A, B, C], { alpha: real(0.5), beta: real(2), transA: 1, transB: 1 })], {
      alpha: real(0.2),
    }),
});

for (const op of ["FusedMatMul", "TransposeMatMul"]) {
  pair(`${op} of two transposed stacks`, {
    inputs: { A: floats(["batch", 3, 5, 4]), B: floats(["batch", 3, 6, 5]) },
    fused: (graph, { A, B }) => graph.node(`com.microsoft:${op}`, [A, B], { alpha: real(0.25), transA: 1, transB: 1 }),
    unfused(graph, { A, B }) {
      const [left, right] = [A, B].map((matrix) => graph.node("Transpose", [matrix], { perm: [0, 1, 3, 2] })) as [string, string];
      return graph.node("Mul", [graph.node("MatMul", [left, right]), graph.reals(0.25)]);
    },
  });
}

pair("FusedMatMul whose stack lies behind the rows", {
  inputs: { A: floats([4, "batch", 3, 5]), B: floats(["batch", 3, 5, 6]) },
  fused: (graph, { A, B }) => graph.node("com.microsoft:FusedMatMul", [A, B], { transBatchA: 1 }),
  unfused: (graph, { A, B }) => graph.node("MatMul", [graph.node("Transpose", [A], { perm: [1, 2, 0, 3] }), B]),
});

pair("FusedMatMul whose stack lies behind the rows, transposed", {
  inputs: { A: floats([4, "batch", 3, 5]), B: floats([4, "batch", 3, 6]) },
  fused: (graph, { A, B }) => graph.node("com.microsoft:FusedMatMul", [A, B], { transBatchA: 1, transA: 1, transBatchB: 1 }),
  unfused: (graph, { A, B }) =>
    graph.node("MatMul", [graph.node("Transpose", [A], { perm: [1, 2, 3, 0] }), graph.node("Transpose", [B], { perm: [1, 2, 0, 3] })]),
});

for (const transA of [0, 1]) {
  pair(`FusedMatMul of a vector${transA ? ", which is not turned" : ""}`, {
    inputs: { A: floats([5]), B: floats(["batch", 5, 6]) },
    fused: (graph, { A, B }) => graph.node("com.microsoft:FusedMatMul", [A, B], { transA }),
    unfused: (graph, { A, B }) => graph.node("MatMul", [A, B]),
  });
}

for (
  const [activation, attributes] of [
    ["Sigmoid", {}],
    ["Elu", { alpha: real(0.5) }],
    ["HardSigmoid", { alpha: real(0.3), beta: real(0.4) }],
    ["Softplus", {}],
  ] as const
) {
  pair(`FusedGemm with ${activation}`, {
    inputs: { A: floats(["batch", 5]) },
    weights: { B: floats([5, 4]) },
    fused(graph, { A, B }) {
      const own = Object.entries(attributes).map(([name, value]) => [`activation_${name}`, value]);
      return graph.node("com.microsoft:FusedGemm", [A, B], { activation, ...Object.fromEntries(own) });
    },
    unfused: (graph, { A, B }) => graph.node(activation, [graph.node("Gemm", [A, B])], attributes),
  });
}

pair("FusedMatMulActivation with Relu", {
  inputs: { A: floats(["batch", 3, 5]) },
  weights: { B: floats([6, 5]) },
  fused: (graph, { A, B }) => graph.node("com.microsoft:FusedMatMulActivation", [A, B], { transB: 1, activation: "Relu" }),
  unfused: (graph, { A, B }) => graph.node("Relu", [graph.node("MatMul", [A, graph.node("Transpose", [B], { perm: [1, 0] })])]),
  refusal: "Could not find an implementation for FusedMatMulActivation(1)",
});

pair("GemmFastGelu", {
  inputs: { X: floats(["batch", 3, 5]) },
  weights: { W: floats([5, 6]), bias: floats([6]) },
  fused: (graph, { X, W, bias }) => graph.node("com.microsoft:GemmFastGelu", [X, W, bias]),
  unfused: (graph, { X, W, bias }) =>
    graph.node("Gelu", [graph.node("Add", [graph.node("MatMul", [X, W]), bias])], { approximate: "tanh" }),
  refusal: "Could not find an implementation for GemmFastGelu(1)",
});
