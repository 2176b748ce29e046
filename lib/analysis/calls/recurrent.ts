import { type Dim, multiply } from "../../model/dim.ts";
import type { CallParameter, CallType, RecurrentLayer } from "./call.ts";
import type { Draft } from "./draft.ts";
import type { GraphView } from "./graph_view.ts";

const RECURRENT = new Set<string>(["RNN", "GRU", "LSTM"]);
/** Operators that stand between the layers. */
const BETWEEN = new Set("Transpose Squeeze Unsqueeze Reshape Concat Slice Gather Expand Shape Identity Cast Split".split(" "));

/** The recurrent module that the nodes of one call of a module are: exporters write a node for each of its layers. */
export function recurrentDraft(view: GraphView, nodes: readonly number[]): Draft | undefined {
  const layers = nodes.filter((index) => RECURRENT.has(view.op(index)));
  const [first] = layers;
  if (first === undefined || layers.some((index) => view.op(index) !== view.op(first))) return undefined;
  if (layers.some((index) => view.node(index).contradicts === true)) return undefined;
  if (!nodes.every((index) => RECURRENT.has(view.op(index)) || BETWEEN.has(view.op(index)))) return undefined;
  const [x] = view.inputs(first);
  const [steps, batch] = view.shape(x!) as [Dim, Dim, Dim];
  const batchFirst = view.maker(x, "Transpose", first) !== undefined;
  const sizes = layers.map((index) => layerOf(view, index));
  const { hidden, directions } = sizes.at(-1)!;
  const isCell = layers.length === 1 && view.sourceNames(view.inputs(first)[1]!).some((name) => /(^|\.)weight_ih$/.test(name));
  const order = (features: Dim) => isCell ? [batch, features] : batchFirst ? [batch, steps, features] : [steps, batch, features];
  return {
    type: view.op(first) as CallType,
    nodes,
    inputs: [order(sizes[0]!.input)],
    output: order(multiply(hidden, directions)),
    parameters: layers.flatMap((index, depth) => parametersOf(view, index, depth)),
    details: { layers: sizes, steps, batch, ...(!isCell && { batchFirst }) },
  };
}

function layerOf(view: GraphView, index: number): RecurrentLayer {
  const [x, weights, recurrence, bias] = view.inputs(index);
  const [directions, , hidden] = view.sizes(recurrence!) as [number, number, number];
  view.sizes(weights!);
  return { input: view.shape(x!)[2]!, hidden, directions, biased: bias !== undefined && bias !== "" };
}

/** PyTorch's parameters of a layer, one set for each direction: the graph stacks them, and both biases after each other. */
function parametersOf(view: GraphView, index: number, depth: number): CallParameter[] {
  const [, weights, recurrence, bias] = view.inputs(index);
  const [directions] = view.sizes(weights!) as [number];
  const found: CallParameter[] = [];
  for (const suffix of ["", "_reverse"].slice(0, directions)) {
    found.push({ role: `weight_ih_l${depth}${suffix}`, shape: view.sizes(weights!).slice(1) });
    found.push({ role: `weight_hh_l${depth}${suffix}`, shape: view.sizes(recurrence!).slice(1) });
    if (bias === undefined || bias === "") continue;
    const half = view.sizes(bias).reduce((a, b) => a * b, 1) / (2 * directions);
    found.push({ role: `bias_ih_l${depth}${suffix}`, shape: [half] }, { role: `bias_hh_l${depth}${suffix}`, shape: [half] });
  }
  return found;
}
