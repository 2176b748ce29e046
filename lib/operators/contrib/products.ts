/** Matrix products and convolutions with more in one (onnxruntime, docs/ContribOperators.md); the work is that of the standard's parts. */
import { matrixProductMacs, matrixProductShape } from "../_matrix_product.ts";
import type { Dim } from "../../model/dim.ts";
import { dtypeOf, tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { gemm } from "../gemm.ts";
import { Operand, Unknown } from "../operand.ts";
import { geluWork } from "../activations.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";
import { fusedActivationWork } from "./_fused_activation.ts";

const domain = "com.microsoft";

/** The operand as a stack of matrices in the usual order: `trans` swaps the last two axes, `transBatch` first moves axis 0 there. */
function arranged(operand: Operand, trans: number, transBatch: number): Operand {
  const { shape, rank } = operand;
  if (rank < 2) return operand; // turning a vector changes nothing
  const stack = transBatch ? shape.slice(1, -1) : shape.slice(0, -2);
  const matrix = [transBatch ? shape[0]! : shape[rank - 2]!, shape[rank - 1]!];
  return new Operand(operand.name, tensorType(undefined, [...stack, ...(trans ? matrix.reverse() : matrix)]));
}

/** FusedMatMul, and TransposeMatMul, its former name. */
const fusedMatMuls = ["FusedMatMul", "TransposeMatMul"].map((name) =>
  defineOperator({
    name,
    domain,
    summary: "alpha · A·B, where A and B may be transposed first.",
    inputs: ["A", "B"],
    outputs: ["Y"],
    attributes: { alpha: 1, transA: 0, transB: 0, transBatchA: 0, transBatchB: 0 },
    roles: { B: "parameter" },
    shape({ A, B }, { transA, transB, transBatchA, transBatchB }, site) {
      return [matrixProductShape(arranged(A, transA, transBatchA), arranged(B, transB, transBatchB), site)];
    },
    work({ A, B }, { Y }, { alpha, transA, transB, transBatchA, transBatchB }) {
      const macs = matrixProductMacs(arranged(A, transA, transBatchA), arranged(B, transB, transBatchB));
      return { macs, muls: alpha === 1 ? 0 : Y.size };
    },
  })
);

const [fusedMatMul] = fusedMatMuls as [Operator];

const fusedMatMulActivation: Operator = {
  ...fusedMatMul,
  name: "FusedMatMulActivation",
  summary: "The activation of alpha · A·B, where A and B may be transposed first.",
  attributes: {
    ...fusedMatMul.attributes,
    activation: "",
    activation_alpha: optional.float,
    activation_axis: optional.int,
    activation_beta: optional.float,
    activation_gamma: optional.float,
  },
  work(inputs, outputs, attributes) {
    const product = fusedMatMul.work(inputs, outputs, attributes) as Work;
    return sumWork([product, fusedActivationWork(String(attributes.activation), outputs.Y!.size)]);
  },
};

const gemmFastGelu = defineOperator({
  name: "GemmFastGelu",
  domain,
  summary: "The Gelu, approximated by tanh, of X·W + bias.",
  inputs: ["X", "W", "bias?"],
  outputs: ["Y"],
  attributes: {},
  roles: { W: "parameter", bias: "parameter" },
  shape: ({ X, W }, _, site) => [matrixProductShape(X, W, site)],
  work({ X, W, bias }, { Y }) {
    return sumWork([{ macs: matrixProductMacs(X, W), adds: bias ? Y.size : 0 }, repeatWork(geluWork("tanh"), Y.size)]);
  },
});

/** Gemm of numbers of 8 bits or more. Scales of A and B fold into one factor with alpha; C counts only where beta is not 0. */
const gemmFloat8 = defineOperator({
  name: "GemmFloat8",
  domain,
  summary: "The activation of alpha · A·B + beta · C of numbers that may have 8 bits and a scale.",
  inputs: ["A", "B", "C?", "scaleA?", "scaleB?", "scaleY?"],
  outputs: ["Y"],
  attributes: { activation: "", alpha: 1, beta: 0, dtype: 1, transA: 0, transB: 0 },
  roles: { B: "parameter", C: "parameter", scaleA: "constant", scaleB: "constant", scaleY: "constant" },
  shape({ A, B }, attributes, site) {
    const [shape] = gemm.shape({ A, B } as never, attributes, site) as readonly (readonly Dim[])[];
    return [tensorType(dtypeOf(attributes.dtype, "dtype"), shape!)];
  },
  work({ A, B, C, scaleA, scaleB, scaleY }, outputs, attributes) {
    const { alpha, beta, activation } = attributes;
    const inputs = { A, B, ...(C && beta !== 0 && { C }) };
    const scaled = { ...attributes, alpha: scaleA || scaleB ? 0 : alpha };
    const { size } = outputs.Y;
    return sumWork([
      gemm.work(inputs as never, outputs as never, scaled) as Work,
      fusedActivationWork(activation, size),
      { muls: scaleY ? size : 0 },
    ]);
  },
});

/** How many elements of A are not zero is in its data. */
const sparseToDenseMatMul = defineOperator({
  name: "SparseToDenseMatMul",
  domain,
  summary: "alpha · A·B of a sparse and a dense matrix, either of which may be transposed first.",
  inputs: ["A", "B"],
  outputs: ["Y"],
  attributes: { alpha: 1, transA: 0, transB: 0 },
  roles: { A: "parameter", B: "parameter" },
  shape({ A, B }, { transA, transB }, site) {
    return [tensorType(B.dtype, matrixProductShape(arranged(A, transA, 0), arranged(B, transB, 0), site))];
  },
  work() {
    throw new Unknown("how many elements of A are not zero is not known");
  },
});

/** The fused products of that domain. */
export const contribProducts: readonly Operator[] = [
  ...fusedMatMuls,
  fusedMatMulActivation,
  gemmFastGelu,
  gemmFloat8,
  sparseToDenseMatMul,
];
