/** Mixtures of experts (onnxruntime, docs/ContribOperators.md): each token goes to k experts only, and that is what is counted. */
import { type Dim, divideExactly, floorDivide, min, multiply, product, sum } from "../../model/dim.ts";
import type { DType } from "../../model/dtype.ts";
import { type AttributeDeclarations, type Attributes, defineOperator, type Operator, optional, type Packed } from "../define.ts";
import { Contradiction, type Operand, Unknown } from "../operand.ts";
import { geluWork } from "../activations.ts";
import { softmaxWork } from "../softmax.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";
import { fusedActivationWork, SILU } from "./_fused_activation.ts";
import { inBits } from "./_packed_bits.ts";

const domain = "com.microsoft";

const attributes = {
  activation_alpha: 1,
  activation_beta: 0,
  activation_type: "relu",
  k: 1,
  normalize_routing_weights: 0,
  swiglu_fusion: 0,
  swiglu_limit: optional.float,
  use_sparse_mixer: 0,
} as const satisfies AttributeDeclarations;

type MixtureAttributes = Attributes<typeof attributes>;

interface Inputs {
  readonly input: Operand;
  readonly router_probs: Operand;
  readonly fc1_experts_weights: Operand;
  readonly fc1_experts_bias?: Operand;
  readonly fc2_experts_bias?: Operand;
  readonly fc3_experts_weights?: Operand;
  readonly fc3_experts_bias?: Operand;
  readonly router_weights?: Operand;
}

const ACTIVATIONS = new Set(["relu", "silu", "identity"]);

/** SwiGLU keeps both halves within the limit, scales one by alpha within the sigmoid, moves the other by beta, and multiplies them. */
function swiGluWork({ activation_alpha, activation_beta, swiglu_limit }: MixtureAttributes): Work {
  const moved = { muls: activation_alpha === 1 ? 0 : 1, adds: activation_beta === 0 ? 0 : 1 };
  return sumWork([SILU, { muls: 1, compares: swiglu_limit === undefined ? 0 : 3 }, moved]);
}

/** The activation of `size` elements. */
function activated(attributes: MixtureAttributes, size: Dim): Work {
  const { activation_type: type } = attributes;
  if (type === "swiglu") return repeatWork(swiGluWork(attributes), size);
  if (type === "gelu") return repeatWork(geluWork("tanh"), size); // as onnxruntime's CPU kernel has it
  if (!ACTIVATIONS.has(type)) throw new Contradiction(`activation_type must be a known one: current type is ${JSON.stringify(type)}`);
  return fusedActivationWork(type === "identity" ? "" : type, size);
}

/** Each token's probabilities, its k largest, and the sum of their experts' answers weighted by them. */
function routingWork(
  { input, router_probs, router_weights }: Inputs,
  tokens: Dim,
  { k, normalize_routing_weights }: Attributes<typeof attributes>,
): Work {
  const others = multiply(tokens, k - 1);
  return sumWork([
    router_weights ? {} : softmaxWork(router_probs.size, tokens),
    { compares: router_probs.size },
    normalize_routing_weights ? { adds: others, divs: multiply(tokens, k) } : {},
    { muls: multiply(input.size, k), adds: multiply(input.size, k - 1) },
  ]);
}

/**
 * How many elements an expert's first layer makes. Where weights lie by columns, as onnxruntime had them at first, its rows are the input's
 * elements; `packed` elements lie in one of the last axis.
 */
function firstLayer({ input, fc1_experts_weights: weights }: Inputs, packed: number): Dim {
  const [hidden, rows, columns] = [input.dim(-1), weights.dim(1), multiply(weights.dim(2), packed)];
  return rows === hidden && columns !== hidden ? columns : rows;
}

function workOf(inputs: Inputs, attributes: MixtureAttributes, packed = 1): Work {
  const { input, fc1_experts_bias, fc2_experts_bias, fc3_experts_weights, fc3_experts_bias } = inputs;
  const { activation_type, k, swiglu_fusion, use_sparse_mixer } = attributes;
  if (use_sparse_mixer) throw new Unknown("what the sparse mixer computes is not documented");
  const [hidden, tokens] = [input.dim(-1), product(input.shape.slice(0, -1))];
  const [wide, runs] = [firstLayer(inputs, packed), multiply(tokens, k)];
  const inner = swiglu_fusion ? divideExactly(wide, 2) ?? floorDivide(wide, 2) : wide;
  const third = fc3_experts_weights ? inner : 0;
  const biases = sum([fc1_experts_bias ? wide : 0, fc2_experts_bias ? hidden : 0, fc3_experts_bias ? inner : 0]);
  const size = multiply(runs, inner);
  return sumWork([
    { macs: product([runs, hidden, sum([wide, inner, third])]), adds: multiply(runs, biases) },
    activated(attributes, size),
    fc3_experts_weights && activation_type !== "swiglu" ? { muls: size } : {},
    routingWork(inputs, tokens, attributes),
  ]);
}

/** Names of the inputs that hold one part for each expert. */
const EXPERTS = [
  "fc1_experts_weights",
  "fc1_experts_bias",
  "fc2_experts_weights",
  "fc2_experts_bias",
  "fc3_experts_weights",
  "fc3_experts_bias",
] as const;

/** What the experts' tensors stand for, of which a token meets the parts of k experts. */
function expertTensors(
  inputs: { readonly [name in typeof EXPERTS[number]]?: Operand },
  k: number,
  inByte: number,
  dtype?: DType,
): Record<string, Packed> {
  const packed: Record<string, Packed> = {};
  for (const name of EXPERTS) {
    const operand = inputs[name];
    if (operand === undefined) continue;
    const isPacked = name.endsWith("weights") && operand.dtype === "uint8";
    const shape = operand.shape.map((dim, axis) => Number(dim) * (isPacked && axis === operand.rank - 1 ? inByte : 1));
    const [experts = 0, ...part] = shape;
    packed[name] = { shape, ...(isPacked && dtype && { dtype }), perToken: Math.min(k, experts) * part.reduce((a, b) => a * b, 1) };
  }
  return packed;
}

/** The parts of the experts that are asked: at most k for each token, at most all. */
function readExperts(inputs: { readonly [name in typeof EXPERTS[number]]?: Operand }, input: Operand, k: number): Record<string, Dim> {
  const tokens = product(input.shape.slice(0, -1));
  const present = EXPERTS.flatMap((name) => inputs[name] === undefined ? [] : [[name, inputs[name]] as const]);
  return Object.fromEntries(
    present.map(([name, operand]) => [name, product([min(multiply(tokens, k), operand.dim(0)), ...operand.shape.slice(1)])]),
  );
}

const moe = defineOperator({
  name: "MoE",
  domain,
  summary: "Each token's k likeliest experts, two layers each, and the weighted sum of what they say.",
  inputs: [
    "input",
    "router_probs",
    "fc1_experts_weights",
    "fc1_experts_bias?",
    "fc2_experts_weights",
    "fc2_experts_bias?",
    "fc3_experts_weights?",
    "fc3_experts_bias?",
  ],
  outputs: ["output"],
  attributes,
  roles: { fc1_experts_weights: "parameter", fc2_experts_weights: "parameter", fc3_experts_weights: "parameter" },
  packed: (inputs, { k }) => expertTensors(inputs, k, 1),
  shape: ({ input }) => [input.shape],
  work: (inputs, _, attributes) => workOf(inputs, attributes),
  reads: (inputs, _, { k }) => readExperts(inputs, inputs.input, k),
});

/** Weights are made real beforehand; packed, they still show how many rows they have. */
const qMoe = defineOperator({
  name: "QMoE",
  domain,
  summary: "MoE whose weights are stored in few bits.",
  inputs: [
    "input",
    "router_probs",
    "fc1_experts_weights",
    "fc1_scales?",
    "fc1_experts_bias?",
    "fc2_experts_weights",
    "fc2_scales?",
    "fc2_experts_bias?",
    "fc3_experts_weights?",
    "fc3_scales?",
    "fc3_experts_bias?",
    "fc1_zero_points?",
    "fc2_zero_points?",
    "fc3_zero_points?",
    "router_weights?",
    "fc1_global_scale?",
    "fc2_global_scale?",
    "fc1_act_scale?",
    "fc2_act_scale?",
    "fc1_act_block_scale?",
    "fc2_act_block_scale?",
  ],
  outputs: ["output"],
  attributes: {
    ...attributes,
    accuracy_level: 0,
    block_size: optional.int,
    expert_weight_bits: 4,
    quant_type: "int",
    weights_prepacked: -1,
  },
  roles: {
    fc1_experts_weights: "parameter",
    fc2_experts_weights: "parameter",
    fc3_experts_weights: "parameter",
    fc1_scales: "constant",
    fc2_scales: "constant",
    fc3_scales: "constant",
    fc1_global_scale: "constant",
    fc2_global_scale: "constant",
    fc1_act_scale: "constant",
    fc2_act_scale: "constant",
    fc1_act_block_scale: "constant",
    fc2_act_block_scale: "constant",
  },
  packed(inputs, attributes) {
    const { k, quant_type, expert_weight_bits } = attributes;
    return expertTensors(inputs, k, elementsAByte(attributes), quant_type === "int" ? inBits(expert_weight_bits).dtype : undefined);
  },
  shape: ({ input }) => [input.shape],
  work(inputs, _, attributes) {
    if (attributes.weights_prepacked === 1) throw new Unknown("the form of prepacked weights is the execution provider's own");
    return workOf(inputs, attributes, elementsAByte(attributes));
  },
  reads: (inputs, _, { k }) => readExperts(inputs, inputs.input, k),
});

/** How many weights lie in one stored element. */
function elementsAByte({ quant_type, expert_weight_bits }: { readonly quant_type: string; readonly expert_weight_bits: number }): number {
  if (quant_type === "int") return 8 / expert_weight_bits;
  return quant_type.includes("fp4") ? 2 : 1;
}

/** The mixtures of experts of that domain. */
export const mixturesOfExperts: readonly Operator[] = [moe, qMoe];
