import { add, type Dim, multiply, product } from "../model/dim.ts";
import { defineOperator, type Operands, type Operator, optional } from "./define.ts";
import { Contradiction, Unknown } from "./operand.ts";
import { softmaxWork } from "./softmax.ts";
import { sumWork } from "./work.ts";

function sizesOf(
  { Q, K, V }: Operands<"Q" | "K" | "V">,
): { readonly rows: readonly [Dim, Dim, Dim]; readonly keys: Dim; readonly valueSize: Dim } {
  const other = [Q, K, V].find((operand) => operand.rank !== 4);
  if (other !== undefined) throw new Contradiction(`${other.name} must have rank 4: current shape is [${other.shape.join(", ")}]`);
  return { rows: [Q.dim(0), Q.dim(1), Q.dim(2)], keys: K.dim(2), valueSize: V.dim(3) };
}

/** Attention whose scores and probabilities a graph of the model's own may change; an experiment of the standard's. */
export const flexAttention: Operator = defineOperator({
  name: "FlexAttention",
  domain: "ai.onnx.preview",
  summary: "softmax(Q·Kᵀ · scale) · V, by heads, scores and probabilities as the model changes them.",
  inputs: ["Q", "K", "V"],
  outputs: ["Y"],
  attributes: { prob_mod: optional.graph, scale: optional.float, score_mod: optional.graph, softmax_precision: optional.int },
  shape(inputs) {
    const { rows, valueSize } = sizesOf(inputs);
    return [[...rows, valueSize]];
  },
  work(inputs, _, { prob_mod, score_mod }) {
    if (prob_mod ?? score_mod) throw new Unknown("the work of the graph that changes scores or probabilities is not followed");
    const { rows, keys, valueSize } = sizesOf(inputs);
    const [count, scores] = [product(rows), multiply(product(rows), keys)];
    return sumWork([{ macs: multiply(scores, add(inputs.Q.dim(3), valueSize)), muls: scores }, softmaxWork(scores, count)]);
  },
});
