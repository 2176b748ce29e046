import { add, type Dim, floorDivide, multiply, product } from "../../model/dim.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { perHead } from "../attention.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand } from "../operand.ts";

/** How many elements are turned: all, or the first `dim` of each head. */
function rotated(input: Operand, dim: number, heads: number): Dim {
  if (dim === 0) return input.size;
  const headSize = input.rank === 4 ? input.dim(3) : perHead(input.dim(2), heads, "num_heads");
  return multiply(floorDivide(input.size, headSize), dim);
}

/** Rotary position embedding (onnxruntime, docs/ContribOperators.md), which the standard took over with its inputs in another order. */
const rotaryEmbedding = defineOperator({
  name: "RotaryEmbedding",
  domain: "com.microsoft",
  summary: "Turns pairs of elements by an angle that depends on their position.",
  inputs: ["input", "position_ids", "cos_cache", "sin_cache"],
  outputs: ["output"],
  attributes: { interleaved: 0, is_packed_batching: 0, num_heads: 0, rotary_embedding_dim: 0, scale: 1 },
  roles: { cos_cache: "buffer", sin_cache: "buffer" },
  shape({ input }) {
    if (input.rank !== 3 && input.rank !== 4) {
      throw new Contradiction(`input must have rank 3 or 4: current shape is [${input.shape.join(", ")}]`);
    }
    return [input.shape];
  },
  work({ input }, _, { num_heads, rotary_embedding_dim }) {
    const elements = rotated(input, rotary_embedding_dim, num_heads);
    return { muls: multiply(elements, 2), adds: elements };
  },
  reads({ input, cos_cache }) {
    // One row a position: [batch, length, hidden] or [batch, heads, length, head].
    const rows = product([input.dim(0), input.dim(-2), cos_cache.dim(-1)]);
    return { cos_cache: rows, sin_cache: rows };
  },
});

/** Positions in time, height and width, each of which has its part of the angles (Wang et al., 2024): the same arithmetic. */
const mRotaryEmbedding: Operator = {
  ...rotaryEmbedding,
  name: "MRotaryEmbedding",
  summary: "Turns pairs of elements by an angle that depends on one of their three positions.",
  attributes: { ...rotaryEmbedding.attributes, mrope_layout: 0, mrope_section: optional.ints },
};

/** Sines and cosines of the angles, then x · cos + rotated x · sin of queries and keys. */
const gemmaRotaryEmbedding = defineOperator({
  name: "GemmaRotaryEmbedding",
  domain: "com.microsoft",
  summary: "Turns pairs of elements of queries and keys by given angles.",
  inputs: ["emb", "q", "q_rot", "k", "k_rot"],
  outputs: ["output1", "output2"],
  attributes: {},
  shape: ({ q, k }) => [q, k].map((operand) => tensorType(knownDType(operand), operand.shape)),
  work({ emb, q, k }) {
    const elements = add(q.size, k.size);
    return { trigs: multiply(emb.size, 2), muls: multiply(elements, 2), adds: elements };
  },
});

/** The rotary position embeddings of that domain. */
export const contribRotaryEmbeddings: readonly Operator[] = [rotaryEmbedding, mRotaryEmbedding, gemmaRotaryEmbedding];
