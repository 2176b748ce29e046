/** Layers whose past is a state of fixed size (onnxruntime, docs/ContribOperators.md), and the gates that feed them. */
import { type Dim, max, multiply, product, subtract, sum } from "../../model/dim.ts";
import { norm } from "../_norm.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { activationWork } from "../activations.ts";
import { perHead } from "../attention.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { linearAttentionWork } from "../linear_attention.ts";
import { Contradiction, type Operand } from "../operand.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";

const domain = "com.microsoft";

interface Heads {
  readonly q_num_heads: number | undefined;
  readonly kv_num_heads: number | undefined;
}

interface Inputs {
  readonly query: Operand;
  readonly value: Operand;
}

/** Where there are more states than heads of queries, each state is read on its own. */
function sizesOf({ query, value }: Inputs, { q_num_heads, kv_num_heads }: Heads) {
  if (query.rank !== 3) throw new Contradiction(`query must have rank 3: current shape is [${query.shape.join(", ")}]`);
  const keySize = perHead(query.dim(2), q_num_heads, "q_num_heads");
  const valueSize = perHead(value.dim(2), kv_num_heads, "kv_num_heads");
  return { keySize, valueSize, readers: Math.max(q_num_heads!, kv_num_heads!), groups: kv_num_heads! };
}

/** The shape of a state, or of the last `window` of them. */
function windowShape(window: number, state: readonly Dim[]): readonly Dim[] {
  return window > 0 ? [window, ...state] : state;
}

const linearAttention = defineOperator({
  name: "LinearAttention",
  domain,
  summary: "Adds each token's key and value to a state, and reads it by the token's query.",
  inputs: ["query", "key", "value", "past_state?", "decay?", "beta?"],
  outputs: ["output", "present_state"],
  attributes: {
    chunk_size: 64,
    kv_num_heads: optional.int,
    q_num_heads: optional.int,
    scale: 0,
    state_window: 0,
    update_rule: "gated_delta",
  },
  shape(inputs, attributes) {
    const { query, past_state } = inputs;
    const { keySize, valueSize, readers, groups } = sizesOf(inputs, attributes);
    const [batch, tokens] = query.shape as [Dim, Dim];
    const state = windowShape(attributes.state_window, [batch, groups, keySize, valueSize]);
    return [[batch, tokens, multiply(readers, valueSize)], tensorType(knownDType(past_state) ?? knownDType(query), state)];
  },
  work(inputs, _, attributes) {
    const { query, decay } = inputs;
    const tokens = product([query.dim(0), query.dim(1)]);
    return linearAttentionWork({ tokens, ...sizesOf(inputs, attributes) }, attributes.update_rule, decay?.size ?? 0);
  },
});

/** Of a decay by −exp(A) · softplus(x + bias), where −exp(A) is known beforehand. */
function softplusGateWork(size: Dim): Work {
  return repeatWork(sumWork([{ adds: 1, muls: 1 }, activationWork("Softplus")]), size);
}

const linearAttentionGate = defineOperator({
  name: "LinearAttentionGate",
  domain,
  summary: "The decay decay_scale · softplus(a + dt_bias), and the update rate sigmoid(b).",
  inputs: ["a", "dt_bias", "decay_scale", "b?"],
  outputs: ["decay", "beta?"],
  attributes: {},
  roles: { dt_bias: "parameter", decay_scale: "parameter" },
  shape: ({ a, b }) => [a.shape, (b ?? a).shape],
  work: ({ a, b }) => sumWork([softplusGateWork(a.size), b ? repeatWork(activationWork("Sigmoid"), b.size) : {}]),
});

interface PackedInputs {
  readonly query: Operand;
  readonly value: Operand;
  readonly cu_seqlens?: Operand;
  readonly initial_state?: Operand;
  readonly capture_count?: Operand;
}

/** Tokens one after another, or by sample and place; the heads have an axis of their own. */
function packedSizes({ query, value }: PackedInputs) {
  if (query.rank !== 3 && query.rank !== 4) {
    throw new Contradiction(`query must have rank 3 or 4: current shape is [${query.shape.join(", ")}]`);
  }
  const [heads, groups] = [query.dim(-2), value.dim(-2)];
  const leading = query.shape.slice(0, -2);
  return {
    leading,
    tokens: product(leading),
    heads,
    groups,
    readers: max(heads, groups),
    keySize: query.dim(-1),
    valueSize: value.dim(-1),
  };
}

/** How many samples there are, from whichever operand has an axis for them. */
function batchOf({ query, cu_seqlens, initial_state, capture_count }: PackedInputs): Dim {
  if (capture_count) return capture_count.dim(0);
  if (query.rank === 4) return query.dim(0);
  if (initial_state) return initial_state.dim(0);
  if (cu_seqlens) return subtract(cu_seqlens.dim(0), 1);
  throw new Contradiction("input initial_state or cu_seqlens must be present: both are missing");
}

const gatedDeltaNet = defineOperator({
  name: "GatedDeltaNet",
  domain,
  summary: "Linear attention of tokens without padding, with the activations of its gates in one.",
  inputs: [
    "query",
    "key",
    "value",
    "cu_seqlens?",
    "decay?",
    "beta?",
    "initial_state?",
    "a_log?",
    "dt_bias?",
    "capture_count?",
    "state_update_active?",
  ],
  outputs: ["output", "final_state?", "state_update?"],
  attributes: {
    beta_activation: "none",
    chunk_size: 64,
    gate_activation: "none",
    qk_l2_norm: 0,
    scale: 0,
    state_update_capacity: 0,
    update_rule: "gated_delta",
  },
  roles: { a_log: "parameter", dt_bias: "parameter" },
  shape(inputs, { state_update_capacity }, { outputCount }) {
    const { leading, heads, groups, readers, keySize, valueSize } = packedSizes(inputs);
    const output = [...leading, readers, valueSize];
    if (outputCount === 1) return [output];
    const batch = batchOf(inputs);
    const capsule = sum([groups, multiply(heads, keySize), multiply(groups, valueSize)]);
    return [
      output,
      tensorType("float32", [batch, groups, valueSize, keySize]),
      tensorType("float32", [batch, multiply(capsule, state_update_capacity)]),
    ];
  },
  work(inputs, _, { beta_activation, gate_activation, qk_l2_norm, update_rule }) {
    const { query, key, decay, beta } = inputs;
    const { keySize, ...sizes } = packedSizes(inputs);
    const vectors = product([sizes.tokens, sizes.heads, 2]);
    return sumWork([
      qk_l2_norm ? sumWork([repeatWork(norm(keySize, 2), vectors), { divs: sum([query.size, key.size]) }]) : {},
      gate_activation === "qwen" && decay ? softplusGateWork(decay.size) : {},
      beta_activation === "sigmoid" && beta ? repeatWork(activationWork("Sigmoid"), beta.size) : {},
      linearAttentionWork({ ...sizes, keySize }, update_rule, decay?.size ?? 0),
    ]);
  },
});

/** Linear attentions and their gates. */
export const linearAttentions: readonly Operator[] = [linearAttention, linearAttentionGate, gatedDeltaNet];
