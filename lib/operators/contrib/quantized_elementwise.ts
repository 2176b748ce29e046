/** Operators on quantized numbers (onnxruntime, docs/ContribOperators.md): DequantizeLinear, the operator itself, QuantizeLinear. */
import { activationWork } from "../activations.ts";
import { broadcast } from "../_broadcast.ts";
import { defineOperator, type Operator } from "../define.ts";
import type { Operand } from "../operand.ts";
import { quantizeWork } from "../quantization.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";

const domain = "com.microsoft";

/** The work of DequantizeLinear. */
export function dequantizeWork({ size }: Operand, zeroPoint: Operand | undefined): Work {
  return { muls: size, adds: zeroPoint ? size : 0 };
}

/** The work of an operator between DequantizeLinear of `X` and QuantizeLinear to `Y`. */
export function betweenQuantizers(X: Operand, x_zero_point: Operand | undefined, work: Work, Y: Operand, y_zero_point?: Operand): Work {
  return sumWork([dequantizeWork(X, x_zero_point), work, repeatWork(quantizeWork(y_zero_point !== undefined), Y.size)]);
}

const activations = ["LeakyRelu", "Sigmoid"].map((name) =>
  defineOperator({
    name: `QLinear${name}`,
    domain,
    summary: `${name} of quantized numbers.`,
    inputs: ["X", "X_scale", "X_zero_point?", "Y_scale", "Y_zero_point?"],
    outputs: ["Y"],
    attributes: name === "LeakyRelu" ? { alpha: 0.01 } : {},
    roles: { X_scale: "constant", X_zero_point: "constant", Y_scale: "constant", Y_zero_point: "constant" },
    shape: ({ X }) => [X.shape],
    work: ({ X, X_zero_point, Y_zero_point }, { Y }) =>
      betweenQuantizers(X, X_zero_point, repeatWork(activationWork(name), Y.size), Y, Y_zero_point),
  })
);

const OPERATIONS: readonly [name: string, summary: string, work: Work][] = [
  ["QLinearAdd", "A + B of quantized numbers.", { adds: 1 }],
  ["QLinearMul", "A · B of quantized numbers.", { muls: 1 }],
];

const binary = OPERATIONS.map(([name, summary, work]) =>
  defineOperator({
    name,
    domain,
    summary,
    inputs: ["A", "A_scale", "A_zero_point?", "B", "B_scale", "B_zero_point?", "C_scale", "C_zero_point?"],
    outputs: ["C"],
    attributes: {},
    roles: {
      A_scale: "constant",
      A_zero_point: "constant",
      B_scale: "constant",
      B_zero_point: "constant",
      C_scale: "constant",
      C_zero_point: "constant",
    },
    shape: ({ A, B }, _, site) => [broadcast([A.shape, B.shape], site)],
    work({ A, A_zero_point, B, B_zero_point, C_zero_point }, { C }) {
      const inner = sumWork([dequantizeWork(B, B_zero_point), repeatWork(work, C.size)]);
      return betweenQuantizers(A, A_zero_point, inner, C, C_zero_point);
    },
  })
);

/** Elementwise operators and the like on quantized numbers. */
export const quantizedElementwise: readonly Operator[] = [...activations, ...binary];
