import { type Dim, multiply, sum } from "../../model/dim.ts";
import { bitsOf } from "../../model/dtype.ts";
import { Unknown } from "../../operators/operand.ts";
import type { Shape } from "../calls/call.ts";
import type { TypedModel, TypedNode } from "../typed_model.ts";
import { defineConvention, type Item, type Network } from "./convention.ts";
import { TOOL_RULES, volume } from "./_onnx_tool_rules.ts";

/** Operators that the command line leaves out of its table and its totals. */
const HIDDEN = new Set(
  "Identity Constant Shape Squeeze Unsqueeze Reshape ConstantOfShape Cast Pad Concat Slice Gather".split(" "),
);

/** Values that hang on stored tensors alone: initializers, and what is made of them, never of a shape and never by a DequantizeLinear. */
function findStatic({ model, nodes, bodyTensors }: TypedModel): ReadonlySet<string> {
  const found = new Set([...model.graph.initializers.keys(), ...bodyTensors.keys()]);
  for (const { node } of nodes) {
    if (node.op === "DequantizeLinear" || !node.inputs.every((value) => value === "" || found.has(value))) continue;
    for (const output of node.outputs) found.add(output);
  }
  return found;
}

/** The rows of the tool's table. */
function rows(network: Network): { node: TypedNode; index: number; module: string }[] {
  return network.typed.nodes.map((node, index) => ({ node, index, module: network.nodes[index]!.module }))
    .filter(({ node }) => !HIDDEN.has(node.node.op) && !node.runsBodies);
}

function shapeOf({ values }: TypedModel, value: string): Shape {
  if (value === "") return [];
  const type = values.get(value)?.type;
  if (type?.kind === "tensor" && type.shape !== undefined) return type.shape;
  throw new Unknown(`the shape of ${value} is not known`);
}

function bytesOf({ values }: TypedModel, value: string): number {
  const type = values.get(value)?.type;
  return type?.kind === "tensor" && type.dtype !== undefined ? (bitsOf(type.dtype) ?? 32) / 8 : 4;
}

function macs(network: Network): Item[] {
  return rows(network).flatMap(({ node, index, module }) => {
    const rule = TOOL_RULES.get(node.node.op);
    if (rule === undefined) return [];
    const inputs = node.node.inputs.map((value) => shapeOf(network.typed, value));
    const output = shapeOf(network.typed, node.node.outputs[0]!);
    return [itemOf(index, module, rule({ inputs, output, attributes: node.binding?.attributes ?? {} }), node.node.op)];
  });
}

function itemOf(index: number, module: string, amount: Dim, op: string): Item {
  return { nodes: [index], module, amount, reason: Object.hasOwn(REASONS, op) ? op : "instructions" };
}

/** Elements of a node's static inputs. */
function storedSize({ typed }: Network, { node }: TypedNode, isStatic: ReadonlySet<string>): Dim {
  return sum(node.inputs.filter((value) => isStatic.has(value)).map((value) => volume(shapeOf(typed, value))));
}

function params(network: Network): Item[] {
  const isStatic = findStatic(network.typed);
  return rows(network).map(({ node, index, module }): Item => ({
    nodes: [index],
    module,
    amount: storedSize(network, node, isStatic),
    reason: "static inputs",
  }));
}

function memoryBytes(network: Network): Item[] {
  const isStatic = findStatic(network.typed);
  return rows(network).map(({ node, index, module }): Item => {
    const { inputs, outputs } = node.node;
    const made = sum(outputs.map((value) => volume(shapeOf(network.typed, value))));
    const amount = sum([
      multiply(made, bytesOf(network.typed, outputs[0] ?? "")),
      multiply(storedSize(network, node, isStatic), bytesOf(network.typed, inputs[0] ?? "")),
    ]);
    return { nodes: [index], module, amount, reason: "outputs and static inputs" };
  });
}

const REASONS: Readonly<Record<string, string>> = {
  Conv: "multiply-accumulates of a convolution, and the bias",
  ConvTranspose: "a transposed convolution by its output's size and output channels, where input size and channels are due",
  Gemm: "multiply-accumulates of a matrix product, and the addition",
  MatMul: "multiply-accumulates of a matrix product",
  BatchNormalization: "31 instructions for an element",
  LSTM: "gates with biases, 180 instructions for an element of the state",
  GRU: "gates with biases, 110 instructions for an element of the state",
  instructions: "instructions for an element: 1 for an addition, 4 a division, 24 a root, 32 an exponential, 43 a logarithm",
  "static inputs": "every stored input of every node, also statistics and constants, shared ones again",
  "outputs and static inputs": "what the node writes, and its stored inputs",
};

/**
 * onnx-tool: "MACs" as x86 instructions of each node, as its command line prints them (without the operators that it hides).
 *
 * Source: onnx_tool/node.py and graph.py of 2026-06-08.
 */
export const onnxTool = defineConvention({
  name: "onnx-tool",
  source: "https://github.com/ThanatosShinji/onnx-tool",
  version: "00f5f0a",
  unit: "one for an instruction: also 1 for a multiply-accumulate",
  counts: "nodes",
  main: "macs",
  parameterNumber: "params",
  parameterRule: "every stored input of every node is counted, also statistics, shared ones again",
  numbers: { macs: { items: macs }, params: { items: params }, memoryBytes: { items: memoryBytes } },
  reasons: REASONS,
});
