/**
 * Recurrent networks of torch.nn.
 *
 * @module
 */
import type { Leaf, LeafClass } from "./leaf.ts";

/** The classes with their constructor lines (torch/nn/modules/rnn.py). */
export const RECURRENT: readonly LeafClass[] = ["LSTM", "GRU", "RNN"].map((op): LeafClass => ({
  type: op,
  all: [op],
  some: ["Concat", "Gather", "Slice"],
  detail: (leaf) => recurrentDetail(leaf, op),
}));

function recurrentDetail(leaf: Leaf, op: string): string {
  const layers = leaf.nodes.filter(({ node }) => node.op === op);
  const [first] = layers as [typeof layers[number]];
  const inputs = leaf.shape(first, "W")[2]!;
  const hidden = leaf.shape(first, "R")[2]!;
  const transposed = leaf.nodes.find(({ node }) => node.op === "Transpose" || node.op === op);
  return [
    `${inputs}, ${hidden}`,
    layers.length > 1 ? [`num_layers=${layers.length}`] : [],
    first.binding?.inputs["B"] === undefined ? ["bias=False"] : [],
    transposed?.node.op === "Transpose" ? ["batch_first=True"] : [],
    leaf.attribute(first, "direction") === "bidirectional" ? ["bidirectional=True"] : [],
  ].flat().join(", ");
}
