import { divideExactly, product } from "../../model/dim.ts";
import type { AttentionSizes } from "../calls/call.ts";
import type { Draft } from "../calls/draft.ts";
import { factor, type Formula, literal, plus, times } from "./formula.ts";
import type { LayerTable } from "./layer.ts";

/** Both products: queries with keys, and what the softmax makes of that with values. */
function products({ queries, keys, heads, queryFeatures, valueFeatures }: AttentionSizes): Formula {
  const features = queryFeatures === valueFeatures
    ? times(literal(2), factor("d", queryFeatures, "features of a head"))
    : plus(factor("dq", queryFeatures, "features of a query"), factor("dv", valueFeatures, "features of a value"));
  const scores = [factor("Lq", queries, "queries"), factor("Lk", keys, "keys")];
  return times(factor("h", heads, "heads times sequences"), ...scores, features);
}

/** Four projections of `E` features, and both products. */
function moduleMacs({ inputs: [x], details: { attention } = {} }: Draft): Formula | undefined {
  const features = attention?.features;
  const rows = features === undefined ? undefined : divideExactly(product(x!), features);
  if (attention === undefined || features === undefined || rows === undefined) return undefined;
  const E = factor("E", features, "features of the layer");
  return plus(times(literal(4), factor("rows", rows, "tokens"), E, E), products(attention));
}

/** Projections to queries, keys and values and back, with a bias each. */
function moduleParameters({ details: { attention } = {} }: Draft): Formula | undefined {
  const features = attention?.features;
  if (features === undefined) return undefined;
  const E = factor("E", features, "features of the layer");
  return times(literal(4), plus(E, literal(attention?.biased ? 1 : 0)), E);
}

/** Attention (Vaswani et al., "Attention is all you need", 2017): the fused function, and PyTorch's module around it. */
export const attentions: LayerTable = {
  ScaledDotProductAttention: { macs: ({ details: { attention } = {} }) => attention && products(attention) },
  MultiheadAttention: { parameters: moduleParameters, macs: moduleMacs },
};
