import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, type Options, tensor } from "../_apply.ts";

const apply = (inputs: readonly Given[], more: Options["attributes"] = {}) =>
  applyAny("SparseAttention", inputs, {
    attributes: { num_heads: 4, kv_num_heads: 2, sparse_block_size: 16, ...more },
    domain: "com.microsoft",
  });

const cache = of("float16", 1, 2, 64, 8);
// The documents' example: two layouts of 4 by 4 blocks.
const rows = tensor("int32", [0, 1, 3, 5, 8, 0, 1, 3, 6, 9], [2, 5]);
const columns = tensor("int32", [0, 0, 1, 1, 2, 1, 2, 3, -1, 0, 0, 1, 0, 1, 2, 0, 2, 3], [2, 9]);

const inputs = (queries: number, total: number): Given[] => [
  [1, queries, 32],
  [1, queries, 16],
  [1, queries, 16],
  cache,
  cache,
  rows,
  columns,
  tensor("int32", [total], []),
  of("int32", 1),
];

Deno.test("SparseAttention: shapes", () => {
  assertEquals(apply(inputs(40, 40)).shapes, [[1, 40, 32], [1, 2, 64, 8], [1, 2, 64, 8]]);
  const packed = apply([["b", "s", 64], undefined, undefined, ...inputs(40, 40).slice(3)]);
  assertEquals(packed.shapes[0], ["b", "s", 32]);
});

Deno.test("SparseAttention: only blocks that the mask keeps", () => {
  // 40 places: two whole rows of blocks and 8 queries in the third, whose own block has 8 places.
  const scores = (16 * 16 + 16 * 32 + 8 * (16 + 8)) + (16 * 16 + 16 * 32 + 8 * (32 + 8));
  const prompt = apply(inputs(40, 40)).work;
  assertEquals(prompt.macs, 2 * scores * 16);
  assertEquals(prompt.exps, 2 * scores);
  assertEquals(prompt.muls, 4 * 8 * (40 + 40)); // queries and keys scaled once
  // One query at place 50: three blocks in either layout, its own with 3 places.
  const step = apply(inputs(1, 51)).work;
  assertEquals(step.macs, 4 * (32 + 3) * 16);
  const turned = apply([...inputs(1, 51), [64, 4], [64, 4]], { do_rotary: 1 }).work;
  assertEquals([Number(turned.muls) - Number(step.muls), Number(turned.adds) - Number(step.adds)], [2 * 48, 48]);
  assertThrows(() => apply([...inputs(1, 51).slice(0, 7), of("int32"), of("int32", 1)]).work, Unknown);
  assertThrows(() => apply([...inputs(1, 51).slice(0, 5), of("int32", 2, 5), ...inputs(1, 51).slice(6)]).work, Unknown);
});
