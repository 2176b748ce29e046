import { type Dim, floorDivide, multiply, product } from "../model/dim.ts";
import { perHead } from "./attention.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";

/** How many elements of X are turned: all, or the first `dim` of each head. */
function rotated(X: Operand, dim: number, heads: number | undefined): Dim {
  if (dim === 0) return X.size;
  const headSize = X.rank === 4 ? X.dim(3) : perHead(X.dim(2), heads, "num_heads");
  return multiply(floorDivide(X.size, headSize), dim);
}

/** Rotary position embedding (Su et al., 2021): pairs of elements are turned, which takes 4 multiplications and 2 additions a pair. */
export const rotaryEmbedding: Operator = defineOperator({
  name: "RotaryEmbedding",
  summary: "Turns pairs of elements by an angle that depends on their position.",
  inputs: ["X", "cos_cache", "sin_cache", "position_ids?"],
  outputs: ["Y"],
  attributes: { interleaved: 0, num_heads: optional.int, rotary_embedding_dim: 0 },
  roles: { cos_cache: "buffer", sin_cache: "buffer" },
  shape({ X }) {
    if (X.rank !== 3 && X.rank !== 4) throw new Contradiction(`X must have rank 3 or 4: current shape is [${X.shape.join(", ")}]`);
    return [X.shape];
  },
  work({ X }, _, { num_heads, rotary_embedding_dim }) {
    const elements = rotated(X, rotary_embedding_dim, num_heads);
    return { muls: multiply(elements, 2), adds: elements };
  },
  reads({ cos_cache, sin_cache, position_ids }): { cos_cache?: Dim; sin_cache?: Dim } {
    if (position_ids === undefined) return {};
    return { cos_cache: product([position_ids.size, cos_cache.dim(-1)]), sin_cache: product([position_ids.size, sin_cache.dim(-1)]) };
  },
});
