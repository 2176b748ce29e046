import { type Dim, divideExactly, product } from "../../model/dim.ts";
import type { AttentionSizes } from "./call.ts";
import { type Draft, draft } from "./draft.ts";
import type { GraphView } from "./graph_view.ts";

/** Parameters that only PyTorch's MultiheadAttention has, or uses without calling the module that they belong to. */
const OWN_PARAMETERS = /^(in_proj_weight|in_proj_bias|q_proj_weight|bias_k|out_proj\.weight|out_proj\.bias)$/;

/** PyTorch's MultiheadAttention, if the nodes of one call of a module are that: the calls found in it, seen as one. */
export function attentionDraft(view: GraphView, nodes: readonly number[], inner: readonly Draft[]): Draft | undefined {
  if (!inner.some(({ type }) => type === "MatMul" || type === "ScaledDotProductAttention")) return undefined;
  const prefix = view.modules[nodes[0]!] === "" ? "" : `${view.modules[nodes[0]!]}.`;
  const names = nodes.flatMap((index) => view.inputs(index).flatMap((value) => view.sourceNames(value)));
  const own = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  if (!own.some((name) => OWN_PARAMETERS.test(name))) return undefined;
  const products = inner.filter(({ type }) => type === "MatMul");
  const projection = inner.findLast(({ type }) => type === "Linear");
  const fused = inner.find(({ type }) => type === "ScaledDotProductAttention");
  const sizes = fused?.details?.attention ?? (products.length === 2 ? sizesOf(products) : undefined);
  if (sizes === undefined || projection === undefined) return undefined;
  const features = projection.inputs[0]!.at(-1)!;
  const perBatch = divideExactly(features, sizes.queryFeatures);
  const batch = perBatch === undefined ? undefined : divideExactly(sizes.heads, perBatch);
  const first = nodes[0]!;
  const batchFirst = view.op(first) === "Transpose";
  const [x] = view.inputs(first);
  return {
    type: "MultiheadAttention",
    nodes,
    inputs: [view.shape(x!)],
    output: view.shape(view.output(nodes.at(-1)!)),
    parameters: inner.flatMap((each) => each.parameters ?? []),
    details: {
      batchFirst,
      ...(batch !== undefined && { batch }),
      attention: {
        ...sizes,
        features,
        biased: inner.some((each) => each !== projection && each.parameters?.some(({ role }) => role === "bias")),
      },
    },
  };
}

/** The calls in an attention, the product of queries and keys with the mask that it begins with. */
export function withMask(view: GraphView, inner: readonly Draft[]): Draft[] {
  const scores = inner.find(({ type }) => type === "MatMul");
  const sum = scores === undefined ? undefined : view.onlyTaker(scores.nodes.at(-1)!, "Add");
  if (sum === undefined) return [...inner];
  const mask = view.other(sum, view.output(scores!.nodes.at(-1)!));
  if (mask === undefined) return [...inner];
  const maskSize = product(view.shape(mask));
  return inner.filter(({ nodes }) => !nodes.includes(sum)).map((each) =>
    each === scores ? { ...each, nodes: [...each.nodes, sum], details: { ...each.details, maskSize } } : each
  );
}

/** Sizes from the product of queries and keys and that with the values. */
function sizesOf([scores, context]: readonly Draft[]): AttentionSizes {
  const shape = scores!.output;
  return {
    queries: shape.at(-2)!,
    keys: shape.at(-1)!,
    heads: product(shape.slice(0, -2)),
    queryFeatures: scores!.inputs[0]!.at(-1)!,
    valueFeatures: context!.output.at(-1)!,
  };
}

/** `scaled_dot_product_attention` as PyTorch 2 exports it: queries and keys each times the root of the scale, a softmax, the product with the values. */
export function fusedAttention(view: GraphView, softmax: number): Draft | undefined {
  let [before] = view.inputs(softmax);
  const mask = view.maker(before, "Add", softmax);
  const scored = mask === undefined ? before : view.inputs(mask).find((value) => view.maker(value, "MatMul", softmax) !== undefined);
  const scores = view.maker(scored, "MatMul", softmax);
  if (scores === undefined) return undefined;
  const scaled = view.inputs(scores).map((value) => view.maker(value, "Mul", softmax));
  if (!scaled.every((index) => index !== undefined && isScaling(view, index))) return undefined;
  const context = view.onlyTaker(softmax, "MatMul");
  if (context === undefined) return undefined;
  [before] = view.inputs(scores);
  const nodes = [...scaled as number[], scores, ...(mask === undefined ? [] : [mask]), softmax, context];
  const values = view.other(context, view.output(softmax))!;
  const q = view.shape(before!);
  const attention = {
    queries: q.at(-2)! as Dim,
    keys: view.shape(view.output(scores)).at(-1)!,
    heads: product(view.shape(view.output(scores)).slice(0, -2)),
    queryFeatures: q.at(-1)!,
    valueFeatures: view.shape(values).at(-1)!,
  };
  return draft(view, "ScaledDotProductAttention", nodes, [before!, ...view.inputs(scores).slice(1), values], { details: { attention } });
}

/** A product with one number, known or computed from sizes. */
function isScaling(view: GraphView, index: number): boolean {
  return view.inputs(index).some((value) => view.isConstant(value) && view.shape(value).length <= 1);
}
