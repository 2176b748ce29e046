import { add, type Dim, multiply } from "../model/dim.ts";
import { defineOperator, type Operator } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";

/** Matrix product with bias. Its work is counted as torch.utils.flop_counter does, M·N·K multiply-accumulates; the bias adds. */
export const gemm: Operator = defineOperator({
  name: "Gemm",
  summary: "alpha · A·B + beta · C, where A and B may be transposed first.",
  inputs: ["A", "B", "C?"],
  outputs: ["Y"],
  attributes: { alpha: 1, beta: 1, transA: 0, transB: 0 },
  roles: { B: "parameter", C: "parameter" },
  shape({ A, B }, { transA, transB }, site) {
    const [rows, inner] = matrix(A, transA);
    const [depth, columns] = matrix(B, transB);
    if (typeof inner === "number" && typeof depth === "number" && inner !== depth) {
      throw new Contradiction(`A and B must meet at one size: current sizes are ${inner} and ${depth}`);
    }
    site.require(inner, "equals", depth);
    return [[rows, columns]];
  },
  work({ A, B, C }, { Y }, { alpha, beta, transA, transB }) {
    const [, inner] = matrix(A, transA);
    const known = typeof inner === "number" ? inner : matrix(B, transB)[0];
    const scaled = alpha === 1 ? 0 : Y.size;
    return {
      macs: multiply(Y.size, known),
      adds: C ? Y.size : 0,
      muls: C && beta !== 1 ? add(scaled, C.size) : scaled,
    };
  },
});

function matrix(operand: Operand, transposed: number): readonly [Dim, Dim] {
  const { shape } = operand;
  if (shape.length !== 2) throw new Contradiction(`${operand.name} must have rank 2: current shape is [${shape.join(", ")}]`);
  return transposed ? [shape[1]!, shape[0]!] : [shape[0]!, shape[1]!];
}
