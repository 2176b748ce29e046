import { type Dim, product } from "../../model/dim.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { axisOf, Contradiction } from "../operand.ts";
import { softmaxWork } from "../softmax.ts";
import { betweenQuantizers } from "./quantized_elementwise.ts";

/** Softmax of quantized numbers (onnxruntime, docs/ContribOperators.md). Its own attribute `opset` says which of the standard's two meanings `axis` has: below 13, a row took in all axes from it on. */
export const qLinearSoftmax: Operator = defineOperator({
  name: "QLinearSoftmax",
  domain: "com.microsoft",
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
