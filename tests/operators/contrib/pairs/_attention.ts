/** Scaled dot-product attention in the standard's operators, part by part. */
import type { GraphWriter } from "./_graph_writer.ts";
import { type Blank, given } from "./_pair.ts";

/** What is added to the score of a place that must not be seen. */
export const MASKED = -10000;

/** `[batch, length, heads · size]` as `[batch, heads, length, size]`. */
export function byHeads(graph: GraphWriter, value: string, heads: number): string {
  const split = graph.node("Reshape", [value, graph.list(0, 0, heads, -1)]);
  return graph.node("Transpose", [split], { perm: [0, 2, 1, 3] });
}

/** `[batch, heads, length, size]` as `[batch, length, heads · size]`. */
export function merged(graph: GraphWriter, value: string): string {
  return graph.node("Reshape", [graph.node("Transpose", [value], { perm: [0, 2, 1, 3] }), graph.list(0, 0, -1)]);
}

/** What the scores go through. */
export interface ScoreOptions {
  /** Added to the scores, one after another. */
  readonly biases?: readonly string[];
  /** Keeps the scores within ± this by tanh. */
  readonly cap?: number;
  /** The factor of the scores, where it is not 1 / √size. */
  readonly scale?: number;
  /** The softmax of the scores, where it is another. */
  readonly softmax?: (scores: string) => string;
}

/** softmax(Q·Kᵀ · scale + biases) · V; Q and K take the root of the scale each, as in the standard's function body of Attention. */
export function attend(graph: GraphWriter, Q: string, K: string, V: string, size: number, options: ScoreOptions = {}): string {
  const { biases = [], cap, scale = 1 / Math.sqrt(size), softmax = (scores) => graph.node("Softmax", [scores]) } = options;
  const root = graph.reals(Math.sqrt(scale));
  const turned = graph.node("Transpose", [graph.node("Mul", [K, root])], { perm: [0, 1, 3, 2] });
  let scores = graph.node("MatMul", [graph.node("Mul", [Q, root]), turned]);
  if (cap !== undefined) {
    const small = graph.node("Tanh", [graph.node("Div", [scores, graph.reals(cap)])]);
    scores = graph.node("Mul", [small, graph.reals(cap)]);
  }
  for (const bias of biases) scores = graph.node("Add", [scores, bias]);
  return graph.node("MatMul", [softmax(scores), V]);
}

/** What is added where each place sees itself and those before it, the last `window` at most. */
export function causalBias(graph: GraphWriter, queries: number, total: number, window = Infinity): string {
  const data = Float32Array.from({ length: queries * total }, (_, index) => {
    const distance = Math.floor(index / total) + total - queries - index % total;
    return distance >= 0 && distance < window ? 0 : MASKED;
  });
  return graph.stored({ dtype: "float32", dims: [queries, total], data });
}

/** What is added by a mask `[batch, total]` in which 1 stands for the places that are seen. */
export function paddingBias(graph: GraphWriter, mask: string): string {
  const seen = graph.node("Unsqueeze", [graph.node("Cast", [mask], { to: 9 }), graph.list(1, 2)]);
  return graph.node("Where", [seen, graph.reals(0), graph.reals(MASKED)]);
}

/** The mask of two samples of so many places, the second of which ends early. */
export function maskOf(total: number): Blank {
  return given("int32", ["batch", total], Array.from({ length: 2 * total }, (_, index) => index < 2 * total - 1 ? 1 : 0));
}

/** Turns pairs of elements half of `dim` apart, of heads `[batch, heads, length, size]`, by rows of cosines and sines `[1, 1, length, dim / 2]`. */
export function rotated(graph: GraphWriter, X: string, cos: string, sin: string, dim: number, size: number): string {
  const half = dim / 2;
  const parts = dim === size ? [half, half] : [half, half, size - dim];
  const [left, right, ...rest] = graph.nodeOf("Split", [X, graph.list(...parts)], parts.map((_, index) => index), { axis: -1 });
  const times = (a: string, b: string) => graph.node("Mul", [a, b]);
  const first = graph.node("Sub", [times(left!, cos), times(right!, sin)]);
  const second = graph.node("Add", [times(left!, sin), times(right!, cos)]);
  return graph.node("Concat", [first, second, ...rest], { axis: -1 });
}

/** Each head of keys or values, once for each query head of its group. */
export function repeatedHeads(graph: GraphWriter, value: string, groups: number, heads: number, length: number, size: number): string {
  const apart = graph.node("Unsqueeze", [value, graph.list(2)]);
  const wide = graph.node("Expand", [apart, graph.list(1, 1, heads / groups, 1, 1)]);
  return graph.node("Reshape", [wide, graph.list(0, heads, length, size)]);
}
