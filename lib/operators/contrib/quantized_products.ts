/**
 * Matrix products of quantized matrices (onnxruntime, docs/ContribOperators.md): multiply-accumulates as without quantization; what is made
 * of stored weights alone, as making them real, is done beforehand.
 */
import { add, type Dim, multiply } from "../../model/dim.ts";
import { matrixProductMacs, matrixProductShape } from "../_matrix_product.ts";
import { inBits } from "./_packed_bits.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { gemm } from "../gemm.ts";
import { Operand } from "../operand.ts";
import { dynamicQuantizeWork } from "../quantization.ts";
import { repeatWork, sumWork } from "../work.ts";
import { projectedShape } from "./block_quantized_products.ts";

const domain = "com.microsoft";

const matMulNBits = defineOperator({
  name: "MatMulNBits",
  domain,
  summary: "A · Bᵀ + bias, where the K columns of B's N rows are stored in few bits, by blocks.",
  inputs: ["A", "B", "scales", "zero_points?", "g_idx?", "bias?"],
  outputs: ["Y"],
  attributes: { K: optional.int, N: optional.int, accuracy_level: 0, bits: 4, block_size: optional.int, weight_prepacked: 0 },
  roles: { B: "parameter", scales: "constant", zero_points: "constant", g_idx: "constant", bias: "parameter" },
  packed: (_, { K, N, bits }) => ({ B: { shape: [N!, K!], ...inBits(bits) } }),
  shape: ({ A }, { K, N }, site) => [projectedShape(A, K, N, site)],
  work: ({ bias }, { Y }, { K }) => ({ macs: multiply(Y.size, K!), adds: bias ? Y.size : 0 }),
});

const matMulBnb4 = defineOperator({
  name: "MatMulBnb4",
  domain,
  summary: "A · Bᵀ (A · B where transB is 0), where the K columns of B's N rows are stored as FP4 or NF4, by blocks.",
  inputs: ["A", "B", "absmax"],
  outputs: ["Y"],
  attributes: { K: optional.int, N: optional.int, block_size: optional.int, quant_type: optional.int, training_mode: 0, transB: 1 },
  roles: { B: "parameter", absmax: "constant" },
  packed: (_, { K, N, transB }) => ({ B: { shape: transB ? [N!, K!] : [K!, N!] } }),
  shape: ({ A }, { K, N, transB }, site) => [transB ? projectedShape(A, K, N, site) : projectedShape(A, N, K, site)],
  work: (_, { Y }, { K, N, transB }) => ({ macs: multiply(Y.size, (transB ? K : N)!) }),
});

const matMulFpQ4 = defineOperator({
  name: "MatMulFpQ4",
  domain,
  summary: "A · B, where B is stored in 4 bits, by blocks, and its shape beside it.",
  inputs: ["A", "B", "B_shape"],
  outputs: ["Y"],
  attributes: { blk_quant_type: 1 },
  shapeOperands: ["B_shape"],
  roles: { B: "parameter" },
  packed: ({ B_shape }) => ({ B: { shape: B_shape.numbers } }),
  shape: ({ A, B_shape }, _, site) => [matrixProductShape(A, new Operand("B", tensorType(undefined, B_shape.dims)), site)],
  work: ({ A, B_shape }) => ({ macs: matrixProductMacs(A, new Operand("B", tensorType(undefined, B_shape.dims))) }),
});

const matMulInteger16 = defineOperator({
  name: "MatMulInteger16",
  domain,
  summary: "The product of two matrices of 16-bit whole numbers.",
  inputs: ["A", "B"],
  outputs: ["Y"],
  attributes: {},
  roles: { B: "parameter" },
  shape({ A, B }, _, site) {
    const isUnsigned = A.dtype === "uint16" && B.dtype === "uint16";
    return [tensorType(isUnsigned ? "uint32" : "int32", matrixProductShape(A, B, site))];
  },
  work: ({ A, B }) => ({ macs: matrixProductMacs(A, B) }),
});

/** MatMulInteger, Cast, the product with the scales' product, Add. */
const matMulIntegerToFloat = defineOperator({
  name: "MatMulIntegerToFloat",
  domain,
  summary: "The product of two quantized matrices as real numbers, and a bias.",
  inputs: ["A", "B", "a_scale", "b_scale", "a_zero_point?", "b_zero_point?", "bias?"],
  outputs: ["Y"],
  attributes: {},
  roles: {
    B: "parameter",
    a_scale: "constant",
    b_scale: "constant",
    a_zero_point: "constant",
    b_zero_point: "constant",
    bias: "parameter",
  },
  shape: ({ A, B, a_scale }, _, site) => [tensorType(knownDType(a_scale), matrixProductShape(A, B, site))],
  work: ({ A, B, b_scale, a_zero_point, bias }, { Y }) => ({
    macs: matrixProductMacs(A, B),
    muls: add(Y.size, b_scale.size),
    adds: add(a_zero_point ? A.size : 0, bias ? Y.size : 0),
  }),
});

/** DynamicQuantizeLinear, then MatMulIntegerToFloat. */
const dynamicQuantizeMatMul = defineOperator({
  name: "DynamicQuantizeMatMul",
  domain,
  summary: "The product of a matrix that is quantized by its own range and a quantized matrix, as real numbers, and a bias.",
  inputs: ["A", "B", "b_scale", "b_zero_point?", "bias?"],
  outputs: ["Y"],
  attributes: {},
  roles: { B: "parameter", b_scale: "constant", b_zero_point: "constant", bias: "parameter" },
  shape: ({ A, B }, _, site) => [matrixProductShape(A, B, site)],
  work({ A, B, b_scale, bias }, { Y }) {
    const product = { macs: matrixProductMacs(A, B), muls: add(Y.size, b_scale.size), adds: add(A.size, bias ? Y.size : 0) };
    return sumWork([dynamicQuantizeWork(A.size), product]);
  },
});

/** Gemm on whole numbers, whose bias is one too; real where no scale of the result is given, else quantized again. */
const qGemm = defineOperator({
  name: "QGemm",
  domain,
  summary: "alpha · A·B + C of quantized matrices, as real numbers or quantized again.",
  inputs: ["A", "a_scale", "a_zero_point", "B", "b_scale", "b_zero_point", "C?", "y_scale?", "y_zero_point?"],
  outputs: ["Y"],
  attributes: { alpha: 1, transA: 0, transB: 0 },
  roles: {
    a_scale: "constant",
    a_zero_point: "constant",
    B: "parameter",
    b_scale: "constant",
    b_zero_point: "constant",
    C: "parameter",
    y_scale: "constant",
    y_zero_point: "constant",
  },
  shape({ A, B, y_zero_point }, attributes, site) {
    const [shape] = gemm.shape({ A, B } as never, attributes, site) as readonly (readonly Dim[])[];
    return [tensorType(y_zero_point ? knownDType(y_zero_point) : "float32", shape!)];
  },
  work({ A, C, y_zero_point }, { Y }, { transA }) {
    const sums = { macs: multiply(Y.size, A.dim(transA ? 0 : 1)), adds: add(A.size, C ? Y.size : 0) };
    // One product with all scales and alpha in one.
    const scaled = y_zero_point ? { muls: 1, rounds: 1, adds: 1, compares: 2 } : { muls: 1 };
    return sumWork([sums, repeatWork(scaled, Y.size)]);
  },
});

/** The products of quantized matrices in that domain. */
export const contribQuantizedProducts: readonly Operator[] = [
  matMulNBits,
  matMulBnb4,
  matMulFpQ4,
  matMulInteger16,
  matMulIntegerToFloat,
  dynamicQuantizeMatMul,
  qGemm,
];
