import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, of, type Options, scalar } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft" });

Deno.test("RelativePositionBias: a bias for each head and pair of places", () => {
  const applied = apply("RelativePositionBias", [[32, 8], scalar(5), scalar(7)], { max_distance: 128 });
  assertEquals(applied.shapes, [[1, 8, 5, 7]]);
  const open = apply("RelativePositionBias", [[32, 8], of("int64"), of("int64")], { max_distance: 128 });
  assertEquals(open.shapes, [[1, 8, "`node.query_length`", "`node.key_length`"]]);
  // Of each pair: the distance, its sign, near or far; the logarithm of far ones, scaled, moved, rounded, within the buckets.
  assertEquals(applied.work, { adds: 70, signs: 35, compares: 105, divs: 35, logs: 35, muls: 35, rounds: 35 });
  assertEquals(applied.reads, { bias_table: 256 });
});

Deno.test("GatedRelativePositionBias: the gate's linear layer, two sigmoids a row, the product", () => {
  const weights: Given[] = [[32], [1, 4, 3, 3], [8, 8], [8], [1, 4, 1, 1]];
  const applied = apply("GatedRelativePositionBias", [[2, 3, 32], ...weights], { num_heads: 4 });
  assertEquals(applied.shapes, [[2, 4, 3, 3]]);
  const rows = 2 * 3 * 4;
  assertEquals(applied.work, {
    macs: rows * 8 * 8,
    adds: 192 + rows * 8 + rows * (8 - 2) + rows * 2 + rows * 2, // bias of the query and of the layer, sums, sigmoids, gate
    signs: 2 * rows,
    exps: 2 * rows,
    divs: 2 * rows,
    muls: 2 * rows + 2 * 4 * 9,
  });
  const packed = apply("GatedRelativePositionBias", [[5, 32], ...weights, of("int32", 2, 3)], { num_heads: 4 });
  assertEquals([packed.shapes, packed.work.macs], [[[2, 4, 3, 3]], 5 * 4 * 8 * 8]);
});
