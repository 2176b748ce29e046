import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, of, type Options } from "../_apply.ts";

const apply = (inputs: readonly Given[], attributes: NonNullable<Options["attributes"]>) =>
  applyAny("MoE", inputs, { domain: "com.microsoft", attributes });

Deno.test("MoE: k experts a token", () => {
  // By hand: 6 tokens of 8, 4 experts with 16 inner elements, 2 experts a token: 12 runs of 8·16 + 16·8.
  const inputs: Given[] = [[2, 3, 8], [6, 4], [4, 16, 8], [4, 16], [4, 8, 16], [4, 8]];
  const applied = apply(inputs, { k: 2, activation_type: "relu" });
  assertEquals(applied.shapes, [[2, 3, 8]]);
  assertEquals(applied.work, {
    macs: 12 * 256,
    adds: 12 * (16 + 8) + (2 * 24 - 6) + 48, // biases, softmax, sum of two answers
    compares: 12 * 16 + (24 - 6) + 24, // activation, softmax, the largest
    exps: 24,
    divs: 24,
    muls: 96,
  });
  const normalized = apply(inputs, { k: 2, activation_type: "relu", normalize_routing_weights: 1 }).work;
  assertEquals([normalized.divs, Number(normalized.adds) - Number(applied.work.adds)], [24 + 12, 6]);
});

Deno.test("MoE: SwiGLU from one layer twice as wide", () => {
  const swiglu = (more: NonNullable<Options["attributes"]>) =>
    apply([[6, 8], [6, 4], [4, 32, 8], undefined, [4, 8, 16]], { k: 1, activation_type: "swiglu", swiglu_fusion: 1, ...more }).work;
  const work = swiglu({});
  assertEquals(work.macs, 6 * (32 * 8 + 16 * 8));
  assertEquals(work.exps, 24 + 96);
  // The documents' formula with its own constants: 96 elements each scaled, moved, and compared three times.
  const scaled = swiglu({ activation_alpha: 1.702, activation_beta: 1, swiglu_limit: 7 });
  const [muls, adds, compares] = [work.muls, work.adds, work.compares].map(Number);
  assertEquals(scaled, { ...work, muls: muls! + 96, adds: adds! + 96, compares: compares! + 288 });
});

Deno.test("QMoE is MoE with packed weights", () => {
  const attributes = { k: 2, activation_type: "silu", expert_weight_bits: 4 };
  const plain = apply([[6, 8], [6, 4], [4, 16, 8], undefined, [4, 8, 16]], { k: 2, activation_type: "silu" });
  const inputs: Given[] = [[6, 8], [6, 4], of("uint8", 4, 16, 4), [4, 16], undefined, of("uint8", 4, 8, 8), [4, 8]];
  const packed = applyAny("QMoE", inputs, { domain: "com.microsoft", attributes });
  assertEquals([packed.shapes, packed.work], [plain.shapes, plain.work]);
});

Deno.test("MoE and QMoE: weights by columns, as onnxruntime had them at first", () => {
  const attributes = { k: 2, activation_type: "silu" };
  const rows = apply([[6, 8], [6, 4], [4, 16, 8], undefined, [4, 8, 16]], attributes);
  const columns = apply([[6, 8], [6, 4], [4, 8, 16], undefined, [4, 16, 8]], attributes);
  assertEquals(columns.work, rows.work);
  const packed: Given[] = [[6, 8], [6, 4], of("uint8", 4, 8, 8), [4, 16], undefined, of("uint8", 4, 16, 4), [4, 8]];
  assertEquals(applyAny("QMoE", packed, { domain: "com.microsoft", attributes }).work, rows.work);
});
