import { type Dim, multiply, product } from "../model/dim.ts";
import { broadcast } from "./_broadcast.ts";
import type { Site } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";

/** The shape of a matrix product as NumPy's `matmul` has it: stacks of matrices broadcast, a vector is a row before and a column behind. */
export function matrixProductShape(A: Operand, B: Operand, site?: Site): readonly Dim[] {
  if (A.rank === 0 || B.rank === 0) throw new Contradiction("A and B must have rank >= 1: one is a scalar");
  const [inner, depth] = [A.dim(-1), B.rank === 1 ? B.dim(0) : B.dim(-2)];
  if (typeof inner === "number" && typeof depth === "number" && inner !== depth) {
    throw new Contradiction(
      `A and B must meet at one size: current shapes are [${A.shape.join(", ")}] and [${B.shape.join(", ")}]`,
    );
  }
  site?.require(inner, "equals", depth);
  const stack = broadcast([A.shape.slice(0, -2), B.shape.slice(0, -2)], site);
  return [...stack, ...(A.rank === 1 ? [] : [A.dim(-2)]), ...(B.rank === 1 ? [] : [B.dim(-1)])];
}

/** The multiply-accumulates of a matrix product: one an output element and inner position (torch.utils.flop_counter). */
export function matrixProductMacs(A: Operand, B: Operand): Dim {
  const inner = A.dim(-1);
  const depth = typeof inner === "number" || B.rank === 0 ? inner : B.rank === 1 ? B.dim(0) : B.dim(-2);
  return multiply(product(matrixProductShape(A, B)), depth);
}
