/** Activations of onnxruntime against the standard's operators (docs/ContribOperators.md). */
import { floats, pair } from "./_pair.ts";
import { real } from "../../../formats/onnx/_encode.ts";

pair("Gelu", {
  inputs: { X: floats(["batch", 3, 8], -3, 3) },
  fused: (graph, { X }) => graph.node("com.microsoft:Gelu", [X]),
  unfused: (graph, { X }) => graph.node("Gelu", [X]),
});

pair("FastGelu with bias", {
  inputs: { X: floats(["batch", 3, 8], -3, 3) },
  weights: { bias: floats([8]) },
  fused: (graph, { X, bias }) => graph.node("com.microsoft:FastGelu", [X, bias]),
  unfused: (graph, { X, bias }) => graph.node("Gelu", [graph.node("Add", [X, bias])], { approximate: "tanh" }),
});

pair("BiasGelu", {
  inputs: { A: floats(["batch", 3, 8], -3, 3) },
  weights: { B: floats([8]) },
  fused: (graph, { A, B }) => graph.node("com.microsoft:BiasGelu", [A, B]),
  unfused: (graph, { A, B }) => graph.node("Gelu", [graph.node("Add", [A, B])]),
});

pair("QuickGelu", {
  inputs: { X: floats(["batch", 3, 8], -3, 3) },
  fused: (graph, { X }) => graph.node("com.microsoft:QuickGelu", [X], { alpha: real(1.5) }),
  unfused: (graph, { X }) => graph.node("Mul", [X, graph.node("Sigmoid", [graph.node("Mul", [X, graph.reals(1.5)])])]),
});
