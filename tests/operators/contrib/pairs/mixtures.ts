/** Mixtures of experts of onnxruntime, against the standard's operators, which gather each token's experts (docs/ContribOperators.md). */
import { real } from "../../../formats/onnx/_encode.ts";
import type { Filled } from "../../../_onnxruntime.ts";
import type { GraphWriter } from "./_graph_writer.ts";
import { halves } from "./_halves.ts";
import { bytes, fill, floats, integers, pair } from "./_pair.ts";

const [EXPERTS, HIDDEN, INNER, CHOSEN] = [4, 16, 32, 2];

interface Layers {
  readonly fc1: string;
  readonly fc1Bias?: string;
  readonly fc2: string;
  readonly fc2Bias?: string;
  /** A layer beside the first, whose answers multiply those of the first. */
  readonly gate?: { readonly weights: string; readonly bias: string };
  /** Between the layers. */
  readonly activate: (value: string) => string;
}

/**
 * Each token's likeliest experts, and the sum of their answers weighted by their shares, which add up to 1. Where they need not, onnxruntime's
 * providers differ in what they take for shares.
 */
function mixture(graph: GraphWriter, X: string, router: string, { fc1, fc1Bias, fc2, fc2Bias, activate, gate }: Layers): string {
  const [probabilities, experts] = graph.nodeOf("TopK", [graph.node("Softmax", [router]), graph.list(CHOSEN)], [0, 1]);
  const shares = graph.node("Div", [probabilities!, graph.node("ReduceSum", [probabilities!, graph.list(-1)])]);
  const layer = (value: string, weights: string, bias: string | undefined) => {
    const product = graph.node("MatMul", [graph.node("Gather", [weights, experts!]), graph.node("Unsqueeze", [value, graph.list(3)])]);
    const answers = graph.node("Squeeze", [product, graph.list(3)]);
    return bias === undefined ? answers : graph.node("Add", [answers, graph.node("Gather", [bias, experts!])]);
  };
  const apart = graph.node("Unsqueeze", [X, graph.list(1)]);
  const first = activate(layer(apart, fc1, fc1Bias)); // [tokens, chosen, inner]
  const inner = gate === undefined ? first : graph.node("Mul", [first, layer(apart, gate.weights, gate.bias)]);
  const weighted = graph.node("Mul", [layer(inner, fc2, fc2Bias), graph.node("Unsqueeze", [shares, graph.list(2)])]);
  return graph.node("ReduceSum", [weighted, graph.list(1)], { keepdims: 0 });
}

const inputs = { X: floats(["batch", HIDDEN]), router: floats(["batch", EXPERTS], -2, 2) };

/** Weights of 4 bits around 8, with a scale for each row: as stored for the fused operator, and made real. */
function rowsOf4Bits(rows: number, columns: number): { packed: Filled; scales: Filled; real: (graph: GraphWriter) => string } {
  const codes = fill(integers("uint8", [EXPERTS * rows, columns], 0, 15), `${rows} × ${columns}`);
  const scales = fill(floats([EXPERTS, rows], 0.01, 0.05), `scales of ${rows}`);
  const zeros: Filled = { dtype: "uint8", dims: [EXPERTS * rows, 1], data: new Uint8Array(EXPERTS * rows).fill(8) };
  return {
    packed: halves(codes, [EXPERTS, rows, columns / 2]),
    scales,
    real(graph) {
      const stored = [codes, { ...scales, dims: [EXPERTS * rows, 1] }, zeros].map((tensor) => graph.stored(tensor));
      const table = graph.node("DequantizeLinear", stored, { axis: 1, block_size: columns });
      return graph.node("Reshape", [table, graph.list(EXPERTS, rows, columns)]);
    },
  };
}

const second = rowsOf4Bits(HIDDEN, INNER);

const first = rowsOf4Bits(INNER, HIDDEN);
pair("QMoE with SiLU", {
  inputs,
  weights: { fc1Bias: floats([EXPERTS, INNER]), fc2Bias: floats([EXPERTS, HIDDEN]) },
  fused(graph, { X, router, fc1Bias, fc2Bias }) {
    const [fc1, scales1, fc2, scales2] = [first.packed, first.scales, second.packed, second.scales].map((tensor) => graph.stored(tensor));
    const inputs = [X, router, fc1!, scales1!, fc1Bias, fc2!, scales2!, fc2Bias];
    return graph.node("com.microsoft:QMoE", inputs, { k: CHOSEN, activation_type: "silu", normalize_routing_weights: 1 });
  },
  unfused(graph, { X, router, ...biases }) {
    const layers = { ...biases, fc1: first.real(graph), fc2: second.real(graph) };
    const activate = (value: string) => graph.node("Mul", [value, graph.node("Sigmoid", [value])]);
    return mixture(graph, X, router, { ...layers, activate });
  },
});

const wide = rowsOf4Bits(2 * INNER, HIDDEN);

pair("QMoE with SwiGLU", {
  inputs,
  weights: { fc1Bias: floats([EXPERTS, 2 * INNER]), fc2Bias: floats([EXPERTS, HIDDEN]) },
  fused(graph, { X, router, fc1Bias, fc2Bias }) {
    const [fc1, scales1, fc2, scales2] = [wide.packed, wide.scales, second.packed, second.scales].map((tensor) => graph.stored(tensor));
    const activation = {
      activation_type: "swiglu",
      swiglu_fusion: 1,
      activation_alpha: real(1.702),
      activation_beta: real(1),
      swiglu_limit: real(7),
    };
    const attributes = { k: CHOSEN, normalize_routing_weights: 1, ...activation };
    return graph.node("com.microsoft:QMoE", [X, router, fc1!, scales1!, fc1Bias, fc2!, scales2!, fc2Bias], attributes);
  },
  unfused(graph, { X, router, ...biases }) {
    const layers = { ...biases, fc1: wide.real(graph), fc2: second.real(graph) };
    return mixture(graph, X, router, { ...layers, activate: (value) => swiGlu(graph, value) });
  },
});

/** gate · sigmoid(1.702 · gate) · (linear + 1), where both come in turns and are kept within 7. */
function swiGlu(graph: GraphWriter, value: string): string {
  const both = graph.node("Reshape", [value, graph.list(0, 0, INNER, 2)]);
  const [gate, linear] = graph.nodeOf("Split", [both], [0, 1], { axis: 3, num_outputs: 2 }).map((it) =>
    graph.node("Squeeze", [it, graph.list(3)])
  );
  const [kept, within] = [graph.node("Min", [gate!, graph.reals(7)]), graph.node("Clip", [linear!, graph.reals(-7), graph.reals(7)])];
  const open = graph.node("Sigmoid", [graph.node("Mul", [kept, graph.reals(1.702)])]);
  return graph.node("Mul", [graph.node("Mul", [kept, open]), graph.node("Add", [within, graph.reals(1)])]);
}

const rows = {
  fc1: floats([EXPERTS, INNER, HIDDEN]),
  fc1Bias: floats([EXPERTS, INNER]),
  fc2: floats([EXPERTS, HIDDEN, INNER]),
  fc2Bias: floats([EXPERTS, HIDDEN]),
};

const ACTIVATIONS: Record<string, (graph: GraphWriter, value: string) => string> = {
  identity: (_, value) => value,
  relu: (graph, value) => graph.node("Relu", [value]),
  gelu: (graph, value) => graph.node("Gelu", [value], { approximate: "tanh" }),
  silu: (graph, value) => graph.node("Mul", [value, graph.node("Sigmoid", [value])]),
};

for (const [activation_type, activate] of Object.entries(ACTIVATIONS)) {
  pair(`MoE with ${activation_type}`, {
    inputs,
    weights: rows,
    fused: (graph, { X, router, fc1, fc1Bias, fc2, fc2Bias }) =>
      graph.node("com.microsoft:MoE", [X, router, fc1, fc1Bias, fc2, fc2Bias], {
        k: CHOSEN,
        activation_type,
        normalize_routing_weights: 1,
      }),
    unfused: (graph, { X, router, ...layers }) => mixture(graph, X, router, { ...layers, activate: (value) => activate(graph, value) }),
  });
}

pair("MoE with a third layer as gate", {
  inputs,
  weights: { ...rows, fc3: floats([EXPERTS, INNER, HIDDEN]), fc3Bias: floats([EXPERTS, INNER]) },
  fused: (graph, { X, router, fc1, fc1Bias, fc2, fc2Bias, fc3, fc3Bias }) =>
    graph.node("com.microsoft:MoE", [X, router, fc1, fc1Bias, fc2, fc2Bias, fc3, fc3Bias], {
      k: CHOSEN,
      activation_type: "silu",
      normalize_routing_weights: 1,
    }),
  unfused: (graph, { X, router, fc3, fc3Bias, ...layers }) =>
    mixture(graph, X, router, { ...layers, activate: (value) => ACTIVATIONS.silu!(graph, value), gate: { weights: fc3, bias: fc3Bias } }),
  refusal: "FC3 is not implemented for CPU MoE",
});

const [bytes1, bytes2] = [rowsOf8Bits(INNER, HIDDEN), rowsOf8Bits(HIDDEN, INNER)];

/** Weights of 8 bits around 128, with a scale for each row. */
function rowsOf8Bits(rows: number, columns: number): { packed: Filled; scales: Filled; real: (graph: GraphWriter) => string } {
  const packed = fill(bytes(EXPERTS, rows, columns), `bytes of ${rows}`);
  const scales = fill(floats([EXPERTS, rows], 0.001, 0.005), `byte scales of ${rows}`);
  const zeros: Filled = { dtype: "uint8", dims: [EXPERTS, rows, 1], data: new Uint8Array(EXPERTS * rows).fill(128) };
  return {
    packed,
    scales,
    real(graph) {
      const stored = [packed, { ...scales, dims: [EXPERTS, rows, 1] }, zeros].map((tensor) => graph.stored(tensor));
      return graph.node("DequantizeLinear", stored, { axis: 2, block_size: columns });
    },
  };
}

pair("QMoE of 8 bits", {
  inputs,
  fused(graph, { X, router }) {
    const [fc1, scales1, fc2, scales2] = [bytes1.packed, bytes1.scales, bytes2.packed, bytes2.scales].map((tensor) => graph.stored(tensor));
    const attributes = { k: CHOSEN, activation_type: "relu", normalize_routing_weights: 1, expert_weight_bits: 8 };
    return graph.node("com.microsoft:QMoE", [X, router, fc1!, scales1!, "", fc2!, scales2!], attributes);
  },
  unfused: (graph, { X, router }) =>
    mixture(graph, X, router, { fc1: bytes1.real(graph), fc2: bytes2.real(graph), activate: (value) => ACTIVATIONS.relu!(graph, value) }),
});
