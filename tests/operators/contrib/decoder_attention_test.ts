import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, type Options, scalar, tensor } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes: { num_heads: 4, ...attributes }, domain: "com.microsoft" });

/** The work of the standard's Attention, and so much more. */
function attention(Q: Given, K: Given, more: { readonly [name: string]: number }, mask?: Given) {
  const sum: { [name: string]: unknown } = { ...applyAny("Attention", [Q, K, K, mask], { outputs: 1 }).work };
  for (const [name, count] of Object.entries(more)) sum[name] = Number(sum[name] ?? 0) + count;
  return sum;
}

const flag = (value: 0 | 1) => scalar(value, "bool");

Deno.test("DecoderAttention: the flags say what is projected and what comes from the cache", () => {
  const cache = [2, 4, 5, 8];
  // [static_kv, use_past, has_layer_state, has_key_padding_mask]: lengths as contrib_ops/cuda/bert/decoder_attention.cc has them.
  const run = (flags: readonly (0 | 1)[]) =>
    apply("DecoderAttention", [[3, 2, 32], [7, 2, 32], [32, 32], [32, 64], [96], undefined, cache, cache, ...flags.map(flag)]);
  const projected = (length: number) => ({ macs: (6 + 4 * length) * 32 * 32, adds: (6 + 4 * length) * 32 });
  const cases: [flags: readonly (0 | 1)[], added: number, total: number][] = [
    [[0, 0, 0, 0], 3, 3],
    [[1, 0, 0, 0], 7, 7],
    [[0, 1, 1, 0], 3, 8],
    [[1, 1, 1, 0], 0, 5],
    [[1, 1, 0, 0], 7, 7],
  ];
  for (const [flags, added, total] of cases) {
    const applied = run(flags);
    assertEquals(applied.shapes, [[3, 2, 32], [2, 4, total, 8], [2, 4, total, 8]]);
    assertEquals(applied.work, attention([2, 4, 3, 8], [2, 4, total, 8], projected(added)));
  }
  assertEquals(run([0, 0, 0, 1]).work, attention([2, 4, 3, 8], [2, 4, 3, 8], projected(3), [3, 3]));
  const unknown = apply("DecoderAttention", [
    [3, 2, 32],
    [7, 2, 32],
    [32, 32],
    [32, 64],
    [96],
    undefined,
    cache,
    cache,
    ...new Array(4).fill(of("bool")),
  ]);
  assertEquals(unknown.shapes, [[3, 2, 32], undefined, undefined]);
  assertThrows(() => unknown.work, Unknown);
});

Deno.test("DecoderMaskedSelfAttention is Attention with its inputs in another order", () => {
  const head: Given[] = [[2, 1, 32], [32, 96], [96], of("int32", 2, 6)];
  const past: Given = [2, 2, 4, 5, 8];
  const masked = apply("DecoderMaskedSelfAttention", [...head, past, undefined, of("int32", 1)]);
  const plain = apply("Attention", [...head, past]);
  assertEquals([masked.shapes, masked.work], [plain.shapes, plain.work]);
  const buffer: Given = [2, 2, 4, 50, 8];
  const shared = apply("DecoderMaskedSelfAttention", [...head, buffer, undefined, tensor("int32", [5])], { past_present_share_buffer: 1 });
  assertEquals([shared.shapes, shared.work], [[[2, 1, 32], [2, 2, 4, 50, 8]], plain.work]);
});

Deno.test("DecoderMaskedMultiHeadAttention: one query, beside its key, packed with it, or of an encoder", () => {
  const name = "DecoderMaskedMultiHeadAttention";
  const nothing = new Array(2).fill(undefined);
  const past = [2, 4, 5, 8];
  const own = apply(name, [[2, 1, 32], [2, 1, 32], [2, 1, 32], ...nothing, past, past]);
  assertEquals(own.shapes, [[2, 1, 32], [2, 4, 6, 8], [2, 4, 6, 8], [2, 4, 1, 6]]);
  assertEquals(own.work, attention([2, 4, 1, 8], [2, 4, 6, 8], {}));
  const packed = apply(name, [[2, 1, 96], ...nothing, ...nothing, past, past, ...nothing, undefined, [96]]);
  assertEquals(packed.shapes, own.shapes);
  assertEquals(packed.work, attention([2, 4, 1, 8], [2, 4, 6, 8], { adds: 2 * 96 }));
  const cross = apply(name, [[2, 1, 32], [2, 4, 7, 8], [2, 4, 7, 8], of("int32", 2, 7)]);
  assertEquals(cross.shapes, [[2, 1, 32], undefined, undefined, [2, 4, 1, 7]]);
  assertEquals(cross.work, attention([2, 4, 1, 8], [2, 4, 7, 8], {}, [1, 7]));
  const buffer = [2, 4, 50, 8];
  const shared = [[2, 1, 32], [2, 1, 32], [2, 1, 32], ...nothing, buffer, buffer] as Given[];
  const sharing = { past_present_share_buffer: 1 };
  const known = apply(name, [...shared, tensor("int32", [5])], sharing);
  assertEquals([known.shapes, known.work], [[[2, 1, 32], buffer, buffer, [2, 4, 1, 6]], own.work]);
  const unknown = apply(name, [...shared, of("int32", 1)], sharing);
  assertEquals(unknown.shapes, [[2, 1, 32], buffer, buffer, undefined]);
  assertThrows(() => unknown.work, Unknown);
});
