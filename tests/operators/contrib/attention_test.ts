import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, type Options, tensor } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}, outputs?: number) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft", ...(outputs && { outputs }) });

/** The work of the standard's Attention on these queries, keys and values, with or without a mask. */
function standard(Q: Given, K: Given, V: Given, mask?: Given, attributes: Options["attributes"] = {}) {
  const work = applyAny("Attention", [Q, K, V, mask], { outputs: 1, attributes }).work;
  return (more: { readonly [name: string]: number }) => {
    const sum: { [name: string]: unknown } = { ...work };
    for (const [name, count] of Object.entries(more)) sum[name] = Number(sum[name] ?? 0) + count;
    return sum;
  };
}

Deno.test("com.microsoft Attention: shapes", () => {
  const shapes = (inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
    apply("Attention", inputs, { num_heads: 4, ...attributes }).shapes;
  assertEquals(shapes([["b", "s", 32], [32, 96], [96]]), [["b", "s", 32], [2, "b", 4, "s", 8]]);
  assertEquals(shapes([[2, 3, 32], [32, 96], [96], undefined, [2, 2, 4, 5, 8]]), [[2, 3, 32], [2, 2, 4, 8, 8]]);
  assertEquals(shapes([[2, 3, 32], [32, 80]], { qkv_hidden_sizes: [32, 32, 16] })[0], [2, 3, 16]);
  const shared = [[2, 3, 32], [32, 96], [96], undefined, [2, 2, 4, 50, 8], undefined, of("int32", 1)];
  assertEquals(shapes(shared as Given[], { past_present_share_buffer: 1 }), [[2, 3, 32], [2, 2, 4, 50, 8]]);
});

Deno.test("com.microsoft Attention: work is that of the projection and of the standard's Attention", () => {
  const attributes = { num_heads: 4 };
  const heads = (length: number) => [2, 4, length, 8];
  const projection = { macs: 2 * 3 * 32 * 96, adds: 2 * 3 * 96 };
  const plain = standard(heads(3), heads(3), heads(3));
  assertEquals(apply("Attention", [[2, 3, 32], [32, 96], [96]], attributes).work, plain(projection));
  const masked = standard(heads(3), heads(8), heads(8), [3, 8]);
  const inputs = [[2, 3, 32], [32, 96], [96], of("int32", 2, 8), [2, 2, 4, 5, 8]];
  assertEquals(apply("Attention", inputs as Given[], attributes).work, masked(projection));
  const shared = [...inputs.slice(0, 4), [2, 2, 4, 50, 8], undefined] as Given[];
  const sharing = { ...attributes, past_present_share_buffer: 1 };
  assertEquals(apply("Attention", [...shared, tensor("int32", [5])], sharing).work, masked(projection));
  assertThrows(() => apply("Attention", [...shared, of("int32", 1)], sharing).work, Unknown);
  const turned = plain({ macs: projection.macs, adds: projection.adds + 2 * 192, muls: 4 * 192 });
  assertEquals(apply("Attention", [[2, 3, 32], [32, 96], [96]], { ...attributes, do_rotary: 1 }).work, turned);
});

Deno.test("com.microsoft MultiHeadAttention: shapes", () => {
  const shapes = (...inputs: Given[]) => apply("MultiHeadAttention", inputs, { num_heads: 4 }).shapes;
  const self = [["b", "s", 32], ["b", 4, "s", 8], ["b", 4, "s", 8], ["b", 4, "s", "s"]];
  assertEquals(shapes(["b", "s", 32], ["b", "s", 32], ["b", "s", 32]), self);
  assertEquals(shapes(["b", "s", 4, 3, 8]), self);
  const cross = [[2, 3, 32], [2, 4, 7, 8], [2, 4, 7, 8], [2, 4, 3, 7]];
  assertEquals(shapes([2, 3, 32], [2, 7, 4, 2, 8]), cross);
  assertEquals(shapes([2, 3, 32], [2, 4, 7, 8], [2, 4, 7, 8]), cross);
  assertEquals(shapes([2, 3, 32], [2, 7, 32], [2, 7, 64]), [[2, 3, 64], [2, 4, 7, 8], [2, 4, 7, 16], [2, 4, 3, 7]]);
  const nothing = [undefined, undefined, undefined];
  const withPast = shapes([2, 3, 32], [2, 3, 32], [2, 3, 32], ...nothing, [2, 4, 5, 8], [2, 4, 5, 8]);
  assertEquals(withPast, [[2, 3, 32], [2, 4, 8, 8], [2, 4, 8, 8], [2, 4, 3, 8]]);
  // A buffer that past and present share keeps its length (docs/ContribOperators.md).
  const shared = (used: Given) => shapes([2, 3, 32], [2, 3, 32], [2, 3, 32], ...nothing, [2, 4, 50, 8], [2, 4, 50, 8], used);
  assertEquals(shared(tensor("int32", [5])), [[2, 3, 32], [2, 4, 50, 8], [2, 4, 50, 8], [2, 4, 3, 8]]);
  assertEquals(shared(of("int32", 1)), [[2, 3, 32], [2, 4, 50, 8], [2, 4, 50, 8], undefined]);
});

Deno.test("com.microsoft MultiHeadAttention: work is that of the bias and of the standard's Attention", () => {
  const work = (...inputs: Given[]) => apply("MultiHeadAttention", inputs, { num_heads: 4 }).work;
  const plain = standard([2, 4, 3, 8], [2, 4, 7, 8], [2, 4, 7, 8]);
  assertEquals(work([2, 3, 32], [2, 7, 32], [2, 7, 32]), plain({}));
  assertEquals(work([2, 3, 32], [2, 7, 32], [2, 7, 32], [96]), plain({ adds: 6 * 32 + 2 * 14 * 32 }));
  assertEquals(work([2, 3, 32], [2, 4, 7, 8], [2, 4, 7, 8], [96]), plain({ adds: 6 * 32 }));
  assertEquals(work([2, 3, 32], [2, 7, 32], [2, 7, 32], undefined, of("int32", 2, 7), [2, 4, 3, 7]), plain({ adds: 2 * 2 * 4 * 3 * 7 }));
});

Deno.test("com.microsoft QAttention is MatMulIntegerToFloat and the standard's Attention", () => {
  const [scale, zero] = [of("float16"), of("int8")];
  const inputs: Given[] = [of("uint8", 2, 3, 32), of("int8", 32, 96), of("float16", 96), scale, scale, undefined, zero, zero];
  const applied = apply("QAttention", [...inputs, of("float16", 2, 2, 4, 5, 8)], { num_heads: 4, unidirectional: 1 });
  assertEquals([applied.shapes, applied.dtypes], [[[2, 3, 32], [2, 2, 4, 8, 8]], ["float16", "float16"]]);
  const masked = standard([2, 4, 3, 8], [2, 4, 8, 8], [2, 4, 8, 8], [3, 8]);
  assertEquals(applied.work, masked({ macs: 2 * 3 * 32 * 96, muls: 576 + 1, adds: 576 + 192 }));
});
