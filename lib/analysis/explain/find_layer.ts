/**
 * Which kind of layer a node or a module is, with the sizes that its formulas need.
 *
 * @module
 */
import { add, type Dim, divideExactly, product } from "../../model/dim.ts";
import { Contradiction, type Operand, Unknown } from "../../operators/operand.ts";
import type { Call, Program } from "../calls/call.ts";
import type { Draft } from "../calls/draft.ts";
import { GraphView } from "../calls/graph_view.ts";
import { SINGLE } from "../calls/single.ts";
import type { Network } from "../conventions/convention.ts";

/** A layer: what is called, and how often. */
export interface FoundLayer {
  /** The kind of layer and its sizes. */
  readonly draft: Draft;
  /** How often each call runs, where not once. */
  readonly times: Dim;
  /** Calls of the same sizes. */
  readonly calls: number;
  /** All nodes that they were exported as. */
  readonly nodes: readonly number[];
}

/** Operators that change how numbers are stored, beside a layer that is still the same one. */
const BESIDE = new Set(["QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "Cast"]);

/** Finds the layers of one network. */
export class LayerFinder {
  readonly #network: Network;
  readonly #callOfNode = new Map<number, Call>();
  #view: GraphView | undefined;

  /** Looks for layers in this network. */
  constructor(network: Network) {
    this.#network = network;
    for (const call of network.program.calls) if (call.nodes.length === 1) this.#callOfNode.set(call.nodes[0]!, call);
  }

  /** The layer that a module is, told from the calls in it; none where it does several things. One that runs at several sizes has one for each. */
  ofModule(isInside: (node: number) => boolean): FoundLayer[] {
    const { program, nodes } = this.#network;
    const inside = program.calls.filter((call) => call.nodes.every(isInside));
    const whole = inside.filter(({ type }) => type === "MultiheadAttention");
    const calls = oneKind(whole.length > 0 ? whole : inside);
    const claimed = new Set(calls.flatMap((call) => call.nodes));
    const isAll = nodes.every(({ op, work }, index) =>
      !isInside(index) || claimed.has(index) || BESIDE.has(op) || Object.keys(work).length === 0
    );
    return isAll ? grouped(calls) : [];
  }

  /** The layer that a node alone is. */
  ofNode(index: number): FoundLayer | undefined {
    const draft = this.#callOfNode.get(index) ?? this.#draftOf(index);
    return draft && { draft, times: this.timesOf(index), calls: 1, nodes: [index] };
  }

  /** How often a node runs: more than once in the body of a loop. */
  timesOf(index: number): Dim {
    return this.#network.typed.nodes[index]!.times ?? 1;
  }

  /** What a node's operator does, in one sentence. */
  summaryOf(index: number): string | undefined {
    return this.#network.typed.nodes[index]!.operator?.summary;
  }

  #draftOf(index: number): Draft | undefined {
    const { typed, stored, nodes } = this.#network;
    const view = this.#view ??= new GraphView(typed, stored, nodes.map(({ module }) => module));
    try {
      return SINGLE.get(view.op(index))?.(view, index) ?? FUSED.get(view.op(index))?.(view, index);
    } catch (error) {
      if (error instanceof Unknown || error instanceof Contradiction) return undefined;
      throw error;
    }
  }
}

/** Calls that are all of one module's own kind: a module of `torch.nn` is called as such. */
function oneKind(calls: Program["calls"]): readonly Call[] {
  const [first] = calls;
  return first !== undefined && calls.every((call) => call.type === first.type && call.module === first.module) ? calls : [];
}

/** Calls of the same sizes together. */
function grouped(calls: readonly Call[]): FoundLayer[] {
  const key = ({ inputs, output, times }: Call) => `${inputs.map((shape) => shape.join()).join(";")}|${output.join()}|${times}`;
  return [...Map.groupBy(calls, key).values()].map((same) => ({
    draft: same[0]!,
    times: same[0]!.times,
    calls: same.length,
    nodes: same.flatMap(({ nodes }) => nodes),
  }));
}

/** Operators that are one layer in other words. */
const FUSED: ReadonlyMap<string, (view: GraphView, index: number) => Draft | undefined> = new Map([
  ["Attention", fusedAttention],
  ["MultiHeadAttention", fusedAttention],
  ["QLinearConv", convolution(["x", "w", "B", "y"])],
  ["ConvInteger", convolution(["x", "w", "", "y"])],
  ["FusedConv", convolution(["X", "W", "B", "Y"])],
  ["MatMulInteger", matrixProduct("A", "B")],
  ["QLinearMatMul", matrixProduct("a", "b")],
  ["FusedMatMul", matrixProduct("A", "B")],
]);

/** The standard's Attention, or one of the same inputs: heads have an axis of their own, or lie side by side in the last. */
function fusedAttention(view: GraphView, index: number): Draft | undefined {
  const [q, k, v] = [["Q", "query"], ["K", "key"], ["V", "value"]].map((names) =>
    names.map((name) => view.operand(index, name)).find((each) => each !== undefined)
  );
  if (q === undefined || k === undefined || v === undefined) return undefined;
  const { q_num_heads, kv_num_heads, num_heads } = view.attributes(index);
  const [queries, keys, values] = [
    headsOf(q, q_num_heads ?? num_heads),
    headsOf(k, kv_num_heads ?? num_heads),
    headsOf(v, kv_num_heads ?? num_heads),
  ];
  if (queries === undefined || keys === undefined || values === undefined) return undefined;
  const past = view.operand(index, "past_key");
  const attention = {
    queries: queries.length,
    keys: past === undefined ? keys.length : add(past.dim(2), keys.length),
    heads: queries.heads,
    queryFeatures: queries.features,
    valueFeatures: values.features,
  };
  return {
    type: "ScaledDotProductAttention",
    nodes: [index],
    inputs: [q.shape, k.shape, v.shape],
    output: view.shape(view.output(index)),
    details: { attention },
  };
}

function headsOf({ shape }: Operand, heads: number | undefined): { heads: Dim; length: Dim; features: Dim } | undefined {
  if (shape.length === 4) return { heads: product(shape.slice(0, 2)), length: shape[2]!, features: shape[3]! };
  const features = heads === undefined ? undefined : divideExactly(shape.at(-1)!, heads);
  if (shape.length !== 3 || features === undefined) return undefined;
  return { heads: product([shape[0]!, heads!]), length: shape[1]!, features };
}

function convolution([x, w, b, y]: readonly [string, string, string, string]) {
  return (view: GraphView, index: number): Draft | undefined => {
    const [input, weight, bias] = [x, w, b].map((name) => view.operand(index, name));
    if (input === undefined || weight === undefined || y === "") return undefined;
    const parameters = ([["weight", weight], ["bias", bias]] as const).flatMap(([role, operand]) =>
      operand === undefined ? [] : [{ role, shape: operand.shape.filter((size) => typeof size === "number") }]
    );
    const { group } = view.attributes(index);
    return {
      type: "Conv",
      nodes: [index],
      inputs: [input.shape],
      output: view.shape(view.output(index)),
      parameters,
      details: { groups: group },
    };
  };
}

function matrixProduct(a: string, b: string) {
  return (view: GraphView, index: number): Draft | undefined => {
    const [left, right] = [view.operand(index, a), view.operand(index, b)];
    if (left === undefined || right === undefined) return undefined;
    return { type: "MatMul", nodes: [index], inputs: [left.shape, right.shape], output: view.shape(view.output(index)) };
  };
}
