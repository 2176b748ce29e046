/**
 * Convolutions and matrix products of quantized tensors: multiply-accumulates as without quantization; zero points of x are subtracted, those
 * of weights folded.
 */
import { type Dim, product } from "../model/dim.ts";
import { matrixProductMacs, matrixProductShape } from "./_matrix_product.ts";
import { knownDType, tensorType } from "./_tensor_type.ts";
import { featureMap, filterBank, slide, type WindowAttributes, windowAttributes } from "./_window.ts";
import { defineOperator, type Operator } from "./define.ts";
import type { Operand } from "./operand.ts";
import { repeatWork, sumWork, type Work } from "./work.ts";

function convolvedShape(x: Operand, w: Operand, attributes: WindowAttributes): readonly Dim[] {
  const { batch, spatial } = featureMap(x);
  const { filters, kernel } = filterBank(w);
  return [batch, filters, ...slide(spatial, kernel, attributes)];
}

function convolutionMacs(w: Operand, y: Operand): Dim {
  const { depth, kernel } = filterBank(w);
  return product([y.size, depth, ...kernel]);
}

/** The accumulated sum to y's scale, all scales folded into one: multiplied, rounded, moved by the zero point, kept within range. */
function requantizeWork(y: Operand): Work {
  return repeatWork({ muls: 1, rounds: 1, adds: 1, compares: 2 }, y.size);
}

const convInteger = defineOperator({
  name: "ConvInteger",
  summary: "Convolution of whole numbers, less their zero points.",
  inputs: ["x", "w", "x_zero_point?", "w_zero_point?"],
  outputs: ["y"],
  attributes: { ...windowAttributes, group: 1 },
  roles: { w: "parameter", x_zero_point: "constant", w_zero_point: "constant" },
  shape: ({ x, w }, attributes) => [tensorType("int32", convolvedShape(x, w, attributes))],
  work: ({ x, w, x_zero_point }, { y }) => ({ macs: convolutionMacs(w, y), adds: x_zero_point ? x.size : 0 }),
});

const qLinearConv = defineOperator({
  name: "QLinearConv",
  summary: "Convolution of quantized tensors to a quantized tensor.",
  inputs: ["x", "x_scale", "x_zero_point", "w", "w_scale", "w_zero_point", "y_scale", "y_zero_point", "B?"],
  outputs: ["y"],
  attributes: { ...windowAttributes, group: 1 },
  roles: {
    x_scale: "constant",
    x_zero_point: "constant",
    w: "parameter",
    w_scale: "constant",
    w_zero_point: "constant",
    y_scale: "constant",
    y_zero_point: "constant",
    B: "parameter",
  },
  shape: ({ x, w, y_zero_point }, attributes) => [tensorType(knownDType(y_zero_point), convolvedShape(x, w, attributes))],
  work({ x, w, B }, { y }) {
    return sumWork([{ macs: convolutionMacs(w, y), adds: x.size }, { adds: B ? y.size : 0 }, requantizeWork(y)]);
  },
});

const matMulInteger = defineOperator({
  name: "MatMulInteger",
  summary: "The product of two matrices of whole numbers, less their zero points.",
  inputs: ["A", "B", "a_zero_point?", "b_zero_point?"],
  outputs: ["Y"],
  attributes: {},
  roles: { B: "parameter", a_zero_point: "constant", b_zero_point: "constant" },
  shape: ({ A, B }) => [tensorType("int32", matrixProductShape(A, B))],
  work: ({ A, B, a_zero_point }) => ({ macs: matrixProductMacs(A, B), adds: a_zero_point ? A.size : 0 }),
});

const qLinearMatMul = defineOperator({
  name: "QLinearMatMul",
  summary: "The product of two quantized matrices as a quantized matrix.",
  inputs: ["a", "a_scale", "a_zero_point", "b", "b_scale", "b_zero_point", "y_scale", "y_zero_point"],
  outputs: ["y"],
  attributes: {},
  roles: {
    a_scale: "constant",
    a_zero_point: "constant",
    b: "parameter",
    b_scale: "constant",
    b_zero_point: "constant",
    y_scale: "constant",
    y_zero_point: "constant",
  },
  shape: ({ a, b, y_zero_point }) => [tensorType(knownDType(y_zero_point), matrixProductShape(a, b))],
  work: ({ a, b }, { y }) => sumWork([{ macs: matrixProductMacs(a, b), adds: a.size }, requantizeWork(y)]),
});

/** Convolutions and matrix products of quantized tensors. */
export const quantizedProducts: readonly Operator[] = [convInteger, qLinearConv, matMulInteger, qLinearMatMul];
