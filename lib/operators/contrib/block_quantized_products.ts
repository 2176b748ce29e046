/**
 * Products with weights that are stored in few bits, by blocks, several in one or with more in one (onnxruntime, docs/ContribOperators.md).
 * Multiply-accumulates as without quantization; what is made of stored weights alone, as making them real, is done beforehand.
 */
import { type Dim, multiply, product, sum } from "../../model/dim.ts";
import { defineOperator, type Operator, optional, type Site } from "../define.ts";
import { Contradiction, type Operand } from "../operand.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";
import { fusedActivationWork } from "./_fused_activation.ts";
import { inBits } from "./_packed_bits.ts";
import { rmsWork } from "./normalizations.ts";

const domain = "com.microsoft";

/** The size `to` in place of the last axis, which must be `from`. */
export function projectedShape(A: Operand, from: Dim | undefined, to: Dim | undefined, site: Site): readonly Dim[] {
  if (from === undefined || to === undefined) throw new Contradiction("attributes K and N must be present: one is missing");
  const last = A.dim(-1);
  if (typeof last === "number" && typeof from === "number" && last !== from) {
    throw new Contradiction(`A must have ${from} columns: it has ${last}`);
  }
  site.require(last, "equals", from);
  return [...A.shape.slice(0, -1), to];
}

/** Two elements a byte. */
const fp4 = defineOperator({
  name: "MatMulBlockQuantizedFp4Weight",
  domain,
  summary: "A · Bᵀ + bias, where B is stored in 4 bits, by blocks.",
  inputs: ["A", "B", "weight_scale", "weight_scale_2", "input_scale?", "bias?"],
  outputs: ["Y"],
  attributes: { block_size: 16 },
  roles: { B: "parameter", weight_scale: "constant", weight_scale_2: "constant", input_scale: "constant", bias: "parameter" },
  packed: ({ B }) => ({ B: { shape: [Number(B.dim(0)), Number(multiply(B.dim(1), 2))], dtype: "float4e2m1" } }),
  shape: ({ A, B }, _, site) => [projectedShape(A, multiply(B.dim(1), 2), B.dim(0), site)],
  work: ({ B, bias }, { Y }) => ({ macs: product([Y.size, B.dim(1), 2]), adds: bias ? Y.size : 0 }),
});

/** Where A is brought to 8 bits too, it is scaled, rounded, kept within range and scaled back. */
const fp8 = defineOperator({
  name: "MatMulBlockQuantizedFp8Weight",
  domain,
  summary: "A · Bᵀ + bias, where B is stored in 8 bits, by blocks.",
  inputs: ["A", "B", "b_scale", "a_scale?", "bias?"],
  outputs: ["Y"],
  attributes: { block_size: 128 },
  roles: { B: "parameter", b_scale: "constant", a_scale: "constant", bias: "parameter" },
  shape: ({ A, B }, _, site) => [projectedShape(A, B.dim(1), B.dim(0), site)],
  work: ({ A, B, a_scale, bias }, { Y }) =>
    sumWork([
      { macs: multiply(Y.size, B.dim(1)), adds: bias ? Y.size : 0 },
      a_scale ? repeatWork({ divs: 1, rounds: 1, compares: 2, muls: 1 }, A.size) : {},
    ]),
});

/** (Skip)SimplifiedLayerNormalization of A. */
function normalizedWork({ size, shape }: Operand, skip: Operand | undefined): Work {
  return sumWork([rmsWork(size, product(shape.slice(0, -1))), { adds: skip ? size : 0 }]);
}

const attributes = { K: optional.int, accuracy_level: 0, bits: 4, block_size: optional.int } as const;

const mlp = defineOperator({
  name: "MatMulNBitsMlp",
  domain,
  summary: "activation(A · gateᵀ) · (A · upᵀ), A normalized first where there is a scale, with weights in few bits.",
  inputs: ["A", "skip?", "norm_scale?", "gate_B", "gate_scales", "gate_bias?", "up_B", "up_scales", "up_bias?"],
  outputs: ["Y", "input_skip_bias_sum?"],
  attributes: { ...attributes, N: optional.int, activation: "", epsilon: 1e-5 },
  roles: {
    norm_scale: "parameter",
    gate_B: "parameter",
    gate_scales: "constant",
    gate_bias: "parameter",
    up_B: "parameter",
    up_scales: "constant",
    up_bias: "parameter",
  },
  packed(_, { K, N, bits }) {
    const weights = { shape: [N!, K!], ...inBits(bits) };
    return { gate_B: weights, up_B: weights };
  },
  shape: ({ A }, { K, N }, site) => [projectedShape(A, K, N, site), A.shape],
  work({ A, skip, norm_scale, gate_bias, up_bias }, { Y: { size } }, { K, activation }) {
    return sumWork([
      norm_scale ? normalizedWork(A, skip) : {},
      { macs: product([size, K!, 2]), adds: multiply(size, (gate_bias ? 1 : 0) + (up_bias ? 1 : 0)), muls: size },
      fusedActivationWork(activation, size),
    ]);
  },
});

const qkv = defineOperator({
  name: "MatMulNBitsQkv",
  domain,
  summary: "Normalizes A and projects it to queries, keys and values with weights in few bits.",
  inputs: [
    "A",
    "skip?",
    "norm_scale",
    "q_B",
    "q_scales",
    "q_bias?",
    "k_B",
    "k_scales",
    "k_bias?",
    "v_B",
    "v_scales",
    "v_bias?",
  ],
  outputs: ["Q", "K", "V", "input_skip_bias_sum?"],
  attributes: { ...attributes, Nkv: optional.int, Nq: optional.int, epsilon: 1e-6 },
  roles: {
    norm_scale: "parameter",
    q_B: "parameter",
    q_scales: "constant",
    q_bias: "parameter",
    k_B: "parameter",
    k_scales: "constant",
    k_bias: "parameter",
    v_B: "parameter",
    v_scales: "constant",
    v_bias: "parameter",
  },
  packed(_, { K, Nq, Nkv, bits }) {
    const [queries, others] = [Nq!, Nkv!].map((rows) => ({ shape: [rows, K!], ...inBits(bits) }));
    return { q_B: queries!, k_B: others!, v_B: others! };
  },
  shape: ({ A }, { K, Nq, Nkv }, site) => [...[Nq, Nkv, Nkv].map((columns) => projectedShape(A, K, columns, site)), A.shape],
  work({ A, skip, q_bias, k_bias, v_bias }, { Q, K: keys, V }, { K }) {
    const biased = [q_bias && Q, k_bias && keys, v_bias && V].map((operand) => operand?.size ?? 0);
    return sumWork([
      normalizedWork(A, skip),
      { macs: multiply(sum([Q.size, keys.size, V.size]), K!), adds: sum(biased) },
    ]);
  },
});

/** Products with weights that are stored by blocks. */
export const blockQuantizedProducts: readonly Operator[] = [fp4, fp8, mlp, qkv];
