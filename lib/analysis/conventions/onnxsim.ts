import type { Graph } from "../../model/model.ts";
import { defineConvention, type Item, type Network } from "./convention.ts";

/** One item a node of a graph and of the graphs in it, and one a stored tensor, which the tool counts as a Constant. */
function entries(graph: Graph, wanted: "operators" | "constants", item: (node?: string) => Item): Item[] {
  const found = graph.nodes.flatMap((node): Item[] => {
    const inner = [...node.attributes.values()].flatMap((value) => Array.isArray(value) ? value : [value]).filter(isGraph);
    const own = (node.op === "Constant") === (wanted === "constants") ? [item(node.outputs[0])] : [];
    return [...own, ...inner.flatMap((body) => entries(body, wanted, item))];
  });
  return wanted === "operators" ? found : [...found, ...[...graph.initializers.keys()].map(() => item())];
}

function isGraph(value: unknown): value is Graph {
  return typeof value === "object" && value !== null && "nodes" in value && "initializers" in value;
}

function count(wanted: "operators" | "constants"): (network: Network) => Item[] {
  return ({ typed, nodes }) => {
    const places = new Map(nodes.map((node, index) => [node.outputs[0], index]));
    return entries(typed.model.graph, wanted, (output) => {
      const index = output === undefined ? undefined : places.get(output);
      return {
        nodes: index === undefined ? [] : [index],
        module: index === undefined ? "" : nodes[index]!.module,
        amount: 1,
        reason: wanted,
      };
    });
  };
}

/**
 * onnx-simplifier's table: how many nodes there are, stored tensors being Constants.
 *
 * Source: onnxsim/model_info.py of f89308c. Its third row, the size of the graph as it is written, is the file's but for a header.
 */
export const onnxsim = defineConvention({
  name: "onnxsim",
  source: "https://github.com/daquexian/onnx-simplifier",
  version: "f89308c",
  unit: "nodes of the graph and of the graphs in it, without Constants",
  counts: "nodes",
  main: "operators",
  numbers: { operators: { items: count("operators") }, constants: { items: count("constants") } },
  reasons: { operators: "nodes that are no Constant", constants: "Constant nodes and stored tensors" },
});
