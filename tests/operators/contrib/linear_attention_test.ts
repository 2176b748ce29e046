import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, of, type Options } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}, outputs?: number) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft", ...(outputs && { outputs }) });

Deno.test("com.microsoft LinearAttention is the standard's", () => {
  const inputs: Given[] = [[2, 3, 32], [2, 3, 16], [2, 3, 32], undefined, [2, 3, 2], [2, 3, 2]];
  const attributes = { q_num_heads: 4, kv_num_heads: 2 };
  const standard = applyAny("LinearAttention", inputs, { attributes });
  const own = apply("LinearAttention", inputs, attributes);
  assertEquals([own.shapes, own.work], [standard.shapes, standard.work]);
  assertEquals(apply("LinearAttention", inputs, { ...attributes, state_window: 4 }).shapes[1], [4, 2, 2, 8, 16]);
});

Deno.test("com.microsoft LinearAttention with more states than heads of queries", () => {
  // bert_defs.cc: max(H_q, H_kv) · d_v.
  const applied = apply("LinearAttention", [[2, 3, 16], [2, 3, 32], [2, 3, 64]], {
    q_num_heads: 2,
    kv_num_heads: 4,
    update_rule: "linear",
  });
  assertEquals(applied.shapes, [[2, 3, 64], [2, 4, 8, 16]]);
  // 6 tokens, 4 states of 8 by 16: added to and read.
  assertEquals(applied.work, { macs: 2 * 6 * 4 * 128, muls: 6 * 64 });
});

Deno.test("GatedDeltaNet: tokens without padding, by heads", () => {
  const inputs: Given[] = [[6, 2, 8], [6, 2, 8], [6, 4, 16], of("int32", 3), [6, 4], [6, 4]];
  const applied = apply("GatedDeltaNet", inputs, { state_update_capacity: 2 });
  assertEquals(applied.shapes, [[6, 4, 16], [2, 4, 16, 8], [2, 2 * (4 + 2 * 8 + 4 * 16)]]);
  const grouped = apply("GatedDeltaNet", [[2, 3, 2, 8], [2, 3, 2, 8], [2, 3, 4, 16], undefined, [2, 3, 4], [2, 3, 4]]);
  assertEquals(grouped.shapes.slice(0, 2), [[2, 3, 4, 16], [2, 4, 16, 8]]);
  // 6 tokens, 4 states of 8 by 16: decayed, what it holds of the key read, the difference added, read by the query.
  const state = 6 * 4 * 128;
  const plain = { macs: 3 * state, muls: state + 6 * 64 + 6 * 64, adds: 6 * 64, exps: 24 };
  assertEquals([applied.work, grouped.work], [plain, plain]);
  const fused = apply("GatedDeltaNet", [...inputs, [2, 4, 16, 8], [4], [4]], {
    beta_activation: "sigmoid",
    gate_activation: "qwen",
    qk_l2_norm: 1,
  }).work;
  // 24 decays by softplus, 24 rates by sigmoid, 24 vectors of 8 divided by their norm.
  assertEquals(fused, {
    macs: 3 * state,
    muls: plain.muls + 24 + 24 * 8,
    adds: plain.adds + 2 * 24 + 24 + 24 * 7,
    exps: 24 + 24 + 24,
    logs: 24,
    signs: 24,
    divs: 24 + 192,
    sqrts: 24,
  });
});

Deno.test("LinearAttentionGate: softplus and sigmoid", () => {
  const applied = apply("LinearAttentionGate", [["b", 3, 4], [4], [4], ["b", 3, 4]]);
  assertEquals(applied.shapes, [["b", 3, 4], ["b", 3, 4]]);
  assertEquals(applied.work, { adds: "36*b", muls: "12*b", exps: "24*b", logs: "12*b", signs: "12*b", divs: "12*b" });
});
