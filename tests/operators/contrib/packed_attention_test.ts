import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, type Options, tensor } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft" });

/** The sum of works. */
function sum(...works: readonly { readonly [name: string]: unknown }[]): { [name: string]: number } {
  const all: { [name: string]: number } = {};
  for (const work of works) for (const [name, count] of Object.entries(work)) all[name] = (all[name] ?? 0) + Number(count);
  return all;
}

const attention = (length: number) => {
  const heads = [1, 4, length, 8];
  return applyAny("Attention", [heads, heads, heads], { outputs: 1 }).work;
};

// The documents' example: three samples of 1, 2 and 4 tokens, padded to 4.
const offsets = of("int32", 3, 4);
const ends = tensor("int32", [0, 1, 3, 7]);

Deno.test("PackedAttention: each sample attends to itself", () => {
  const inputs: Given[] = [[7, 32], [32, 96], [96], offsets];
  const applied = apply("PackedAttention", [...inputs, ends], { num_heads: 4 });
  assertEquals(applied.shapes, [[7, 32]]);
  const projection = { macs: 7 * 32 * 96, adds: 7 * 96 };
  assertEquals(applied.work, sum(projection, attention(1), attention(2), attention(4)));
  assertThrows(() => apply("PackedAttention", [...inputs, of("int32", 4)], { num_heads: 4 }).work, Unknown);
  // A single sample has all tokens, whatever the sums are.
  assertEquals(apply("PackedAttention", [...inputs, of("int32", 2)], { num_heads: 4 }).work, sum(projection, attention(7)));
  const narrow = apply("PackedAttention", [["t", 32], [32, 80], [80], offsets, of("int32", 2)], {
    num_heads: 4,
    qkv_hidden_sizes: [32, 32, 16],
  });
  assertEquals(narrow.shapes, [["t", 16]]);
});

Deno.test("PackedMultiHeadAttention: apart or packed", () => {
  const apart = apply("PackedMultiHeadAttention", [[7, 32], [7, 32], [7, 32], [96], offsets, ends], { num_heads: 4 });
  assertEquals(apart.shapes, [[7, 32]]);
  assertEquals(apart.work, sum({ adds: 7 * 96 }, attention(1), attention(2), attention(4)));
  const packed = apply("PackedMultiHeadAttention", [[7, 4, 3, 8], undefined, undefined, [96], offsets, ends], { num_heads: 4 });
  assertEquals([packed.shapes, packed.work], [apart.shapes, apart.work]);
});

Deno.test("RemovePadding and RestorePadding", () => {
  const known = apply("RemovePadding", [[3, 4, 32], tensor("int32", [1, 2, 4])]);
  assertEquals([known.shapes, known.dtypes], [[[7, 32], [3, 4], [4], [1]], ["float32", "int32", "int32", "int32"]]);
  assertEquals([known.work, known.reads], [{ free: "movement" }, { input: 224 }]);
  assertEquals(apply("RemovePadding", [["b", 4, 32], of("int32", "b")]).shapes, [["`node.tokens`", 32], ["b", 4], ["b + 1"], [1]]);
  assertEquals(apply("RestorePadding", [[7, 32], of("int32", 3, 4)]).shapes, [[3, 4, 32]]);
});
