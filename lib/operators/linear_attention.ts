import { lookUp } from "../model/look_up.ts";
import { type Dim, multiply, product } from "../model/dim.ts";
import { knownDType, tensorType } from "./_tensor_type.ts";
import { perHead } from "./attention.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";
import { sumWork, type Work } from "./work.ts";

const GATED: Readonly<Record<string, boolean>> = { linear: false, gated: true, delta: false, gated_delta: true };

interface Inputs {
  readonly query: Operand;
  readonly key: Operand;
  readonly value: Operand;
}

interface Heads {
  readonly q_num_heads: number | undefined;
  readonly kv_num_heads: number | undefined;
}

function sizesOf({ query, key, value }: Inputs, { q_num_heads, kv_num_heads }: Heads) {
  const keySize = perHead(key.dim(2), kv_num_heads, "kv_num_heads");
  const valueSize = perHead(value.dim(2), kv_num_heads, "kv_num_heads");
  perHead(query.dim(2), q_num_heads, "q_num_heads");
  return { keySize, valueSize, queries: q_num_heads!, groups: kv_num_heads! };
}

/**
 * Attention with a running state in place of scores (Katharopoulos et al., 2020), and its gated and delta-rule forms. Counted token by
 * token, as the standard's equations have it: adding an outer product to the state is one multiply-accumulate an element.
 */
export const linearAttention: Operator = defineOperator({
  name: "LinearAttention",
  summary: "Adds each token's key and value to a state, and reads it by the token's query.",
  inputs: ["query", "key", "value", "past_state?", "decay?", "beta?"],
  outputs: ["output", "present_state"],
  attributes: { chunk_size: 64, kv_num_heads: optional.int, q_num_heads: optional.int, scale: 0, update_rule: "gated_delta" },
  shape(inputs, attributes) {
    const { query, past_state } = inputs;
    const { keySize, valueSize, queries, groups } = sizesOf(inputs, attributes);
    const [batch, tokens] = [query.dim(0), query.dim(1)];
    const state: readonly Dim[] = [batch, groups, keySize, valueSize];
    return [[batch, tokens, multiply(queries, valueSize)], tensorType(knownDType(past_state) ?? knownDType(query), state)];
  },
  work(inputs, _, attributes) {
    const { query, decay } = inputs;
    const { keySize, valueSize, queries, groups } = sizesOf(inputs, attributes);
    const tokens = product([query.dim(0), query.dim(1)]);
    return linearAttentionWork({ tokens, readers: queries, groups, keySize, valueSize }, attributes.update_rule, decay?.size ?? 0);
  },
});

/** The sizes that the work of linear attention depends on. */
export interface LinearAttentionSizes {
  /** How many tokens of all samples there are. */
  readonly tokens: Dim;
  /** The number of heads that read a state. */
  readonly readers: Dim;
  /** The number of states that a sample has. */
  readonly groups: Dim;
  /** The size of a head of queries and keys. */
  readonly keySize: Dim;
  /** The size of a head of values. */
  readonly valueSize: Dim;
}

/**
 * The work of linear attention by one of its rules, with so many elements of decay.
 *
 * @throws {Contradiction} If there is no such rule.
 */
export function linearAttentionWork(sizes: LinearAttentionSizes, rule: string, decay: Dim): Work {
  const gated = lookUp(GATED, rule);
  if (gated === undefined) throw new Contradiction(`update_rule must be a known one: it is ${JSON.stringify(rule)}`);
  const { tokens, readers, groups, keySize, valueSize } = sizes;
  const state = product([tokens, groups, keySize, valueSize]);
  const values = product([tokens, groups, valueSize]);
  const works: Work[] = [
    { macs: product([tokens, readers, keySize, valueSize]), muls: product([tokens, readers, valueSize]) },
    { macs: state },
  ];
  if (gated) works.push({ exps: decay, muls: state });
  if (rule.endsWith("delta")) works.push({ macs: state, adds: values, muls: values });
  return sumWork(works);
}
