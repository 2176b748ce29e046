/** Operators on quantized numbers (onnxruntime, docs/ContribOperators.md): DequantizeLinear, the operator itself, QuantizeLinear. */
import { type Dim, product } from "../../model/dim.ts";
import { activationWork } from "../activations.ts";
import { broadcast } from "../_broadcast.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { axisOf, Contradiction, type Operand } from "../operand.ts";
import { quantizeWork } from "../quantization.ts";
import { softmaxWork } from "../softmax.ts";
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

/** `opset` says which of the standard's two meanings `axis` has: below 13, a row took in all axes from it on. */
const qLinearSoftmax = defineOperator({
  name: "QLinearSoftmax",
  domain,
  summary: "Softmax of quantized numbers.",
  inputs: ["X", "X_scale", "x_zero_point?", "y_scale", "y_zero_point"],
  outputs: ["Y"],
  attributes: { axis: -1, opset: optional.int },
  roles: { X_scale: "constant", x_zero_point: "constant", y_scale: "constant", y_zero_point: "constant" },
  shape: ({ X }) => [X.shape],
  work({ X, x_zero_point, y_zero_point }, { Y }, { axis, opset }) {
    if (opset === undefined) throw new Contradiction("attribute opset must be present: it is missing");
    const at = axisOf(axis, X.rank, "X");
    const rows: Dim = product(opset < 13 ? X.shape.slice(0, at) : X.shape.toSpliced(at, 1));
    return betweenQuantizers(X, x_zero_point, softmaxWork(X.size, rows), Y, y_zero_point);
  },
});

/** Elementwise operators and the like on quantized numbers. */
export const quantizedElementwise: readonly Operator[] = [...activations, ...binary, qLinearSoftmax];
