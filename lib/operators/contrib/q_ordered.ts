/**
 * Operators on numbers of 8 bits in an order of elements that a kernel likes (onnxruntime, docs/ContribOperators.md): the standard's operators
 * between DequantizeLinear and QuantizeLinear without zero points. The order changes no shape.
 */
import { type Dim, multiply, product } from "../../model/dim.ts";
import { matrixProductMacs, matrixProductShape } from "../_matrix_product.ts";
import { dtypeOf, tensorType } from "../_tensor_type.ts";
import { geluWork } from "../activations.ts";
import { dotProductAttentionWork, perHead } from "../attention.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { standardizeWork } from "../normalizations.ts";
import { axisOf, Contradiction, type Operand, Unknown } from "../operand.ts";
import { quantizeWork } from "../quantization.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";
import { betweenQuantizers } from "./quantized_elementwise.ts";

const domain = "com.microsoft";

const quantizeWithOrder = defineOperator({
  name: "QuantizeWithOrder",
  domain,
  summary: "Numbers of 8 bits in a kernel's order of elements.",
  inputs: ["input", "scale_input"],
  outputs: ["output"],
  attributes: { order_input: optional.int, order_output: optional.int },
  roles: { scale_input: "constant" },
  shape: ({ input }) => [tensorType("int8", input.shape)],
  work: ({ input }) => repeatWork(quantizeWork(false), input.size),
});

const dequantizeWithOrder = defineOperator({
  name: "DequantizeWithOrder",
  domain,
  summary: "Real numbers from numbers of 8 bits in a kernel's order of elements.",
  inputs: ["input", "scale_input"],
  outputs: ["output"],
  attributes: { order_input: optional.int, order_output: optional.int, to: 1 },
  roles: { scale_input: "constant" },
  shape: ({ input }, { to }) => [tensorType(dtypeOf(to, "to"), input.shape)],
  work: ({ input }) => ({ muls: input.size }),
});

const qOrderedGelu = defineOperator({
  name: "QOrderedGelu",
  domain,
  summary: "Gelu of quantized numbers.",
  inputs: ["X", "scale_X", "scale_Y"],
  outputs: ["Y"],
  attributes: { order_X: optional.int, order_Y: optional.int },
  roles: { scale_X: "constant", scale_Y: "constant" },
  shape: ({ X }) => [X.shape],
  work: ({ X }, { Y }) => betweenQuantizers(X, undefined, repeatWork(geluWork("none"), X.size), Y),
});

const qOrderedLayerNormalization = defineOperator({
  name: "QOrderedLayerNormalization",
  domain,
  summary: "The layer normalization of quantized numbers.",
  inputs: ["X", "scale_X", "scale", "B?", "scale_Y"],
  outputs: ["Y"],
  attributes: { axis: -1, epsilon: 1e-5, order_X: 1, order_Y: 1 },
  roles: { scale_X: "constant", scale: "parameter", B: "parameter", scale_Y: "constant" },
  shape: ({ X }) => [X.shape],
  work({ X, B }, { Y }, { axis }) {
    const rows = product(X.shape.slice(0, axisOf(axis, X.rank, "X")));
    const normalized = sumWork([standardizeWork(X.size, rows), { muls: X.size, adds: B ? X.size : 0 }]);
    return betweenQuantizers(X, undefined, normalized, Y);
  },
});

/** Sums of products of whole numbers to another scale: one multiplication with all scales in one, and a bias. */
function requantizeWork(size: Dim, hasBias: boolean): Work {
  return repeatWork({ muls: 1, adds: hasBias ? 1 : 0, rounds: 1, compares: 2 }, size);
}

const qOrderedMatMul = defineOperator({
  name: "QOrderedMatMul",
  domain,
  summary: "A · B + bias + C of quantized matrices.",
  inputs: ["A", "scale_A", "B", "scale_B", "scale_Y", "bias?", "C?", "scale_C?"],
  outputs: ["Y"],
  attributes: { order_A: optional.int, order_B: optional.int, order_Y: optional.int },
  roles: {
    scale_A: "constant",
    B: "parameter",
    scale_B: "constant",
    scale_Y: "constant",
    bias: "parameter",
    scale_C: "constant",
  },
  shape: ({ A, B }, _, site) => [matrixProductShape(A, B, site)],
  work: ({ A, B, bias, C }, { Y }) =>
    sumWork([
      { macs: matrixProductMacs(A, B) },
      requantizeWork(Y.size, bias !== undefined),
      C ? { muls: Y.size, adds: Y.size } : {},
    ]),
});

function attentionShape(input: Operand, weight: Operand): readonly Dim[] {
  if (input.rank !== 3) throw new Contradiction(`input must have rank 3: current shape is [${input.shape.join(", ")}]`);
  return [...input.shape.slice(0, 2), weight.dim(1)];
}

const qOrderedAttention = defineOperator({
  name: "QOrderedAttention",
  domain,
  summary: "Projects a quantized input to queries, keys and values and attends to them, by heads.",
  inputs: [
    "input",
    "scale_input",
    "scale_Q_gemm",
    "scale_K_gemm",
    "scale_V_gemm",
    "Q_weight",
    "K_weight",
    "V_weight",
    "scale_Q_weight",
    "scale_K_weight",
    "scale_V_weight",
    "Q_bias",
    "K_bias",
    "V_bias",
    "scale_QKT_gemm?",
    "scale_QKT_softmax?",
    "scale_values_gemm",
    "mask_index?",
    "past?",
    "attention_bias?",
  ],
  outputs: ["output"],
  attributes: {
    num_heads: optional.int,
    order_input: optional.int,
    order_output: optional.int,
    order_weight: optional.int,
    qkv_hidden_sizes: optional.ints,
    unidirectional: 0,
  },
  roles: {
    Q_weight: "parameter",
    K_weight: "parameter",
    V_weight: "parameter",
    Q_bias: "parameter",
    K_bias: "parameter",
    V_bias: "parameter",
    scale_input: "constant",
    scale_Q_gemm: "constant",
    scale_K_gemm: "constant",
    scale_V_gemm: "constant",
    scale_Q_weight: "constant",
    scale_K_weight: "constant",
    scale_V_weight: "constant",
    scale_QKT_gemm: "constant",
    scale_QKT_softmax: "constant",
    scale_values_gemm: "constant",
  },
  shape: ({ input, V_weight }) => [attentionShape(input, V_weight)],
  work({ input, Q_weight, K_weight, V_weight, mask_index, past, attention_bias }, { output }, { num_heads, unidirectional }) {
    if (past) throw new Unknown("attention to a quantized past is not documented");
    const [batch, queries, hidden] = input.shape as [Dim, Dim, Dim];
    const projected = [Q_weight, K_weight, V_weight].map((weight) => product([batch, queries, weight.dim(1)]));
    const sizes = { batch, heads: num_heads!, queries, total: queries };
    const heads = [Q_weight, V_weight].map((weight) => perHead(weight.dim(1), num_heads, "num_heads")) as [Dim, Dim];
    const masks = (mask_index || unidirectional ? 1 : 0) + (attention_bias ? 1 : 0);
    return sumWork([
      ...projected.map((size) => sumWork([{ macs: multiply(size, hidden) }, requantizeWork(size, true)])),
      dotProductAttentionWork({ ...sizes, headSize: heads[0], valueSize: heads[1] }, false, masks),
      repeatWork(quantizeWork(false), output.size),
    ]);
  },
});

/** The operators on numbers in a kernel's order. */
export const orderedOperators: readonly Operator[] = [
  quantizeWithOrder,
  dequantizeWithOrder,
  qOrderedGelu,
  qOrderedLayerNormalization,
  qOrderedMatMul,
  qOrderedAttention,
];
