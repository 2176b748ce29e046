import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, of, type Options } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft" });

const scale = of("float32");

function sum(...works: readonly { readonly [name: string]: unknown }[]): { [name: string]: number } {
  const all: { [name: string]: number } = {};
  for (const work of works) for (const [name, count] of Object.entries(work)) all[name] = (all[name] ?? 0) + Number(count);
  return all;
}

/** DequantizeLinear and QuantizeLinear of so many elements, without zero points. */
const between = (size: number) =>
  sum(applyAny("DequantizeLinear", [of("int8", size), scale]).work, applyAny("QuantizeLinear", [[size], scale]).work);

Deno.test("QuantizeWithOrder and DequantizeWithOrder", () => {
  const to = apply("QuantizeWithOrder", [["b", 8], scale]);
  assertEquals([to.shapes, to.dtypes], [[["b", 8]], ["int8"]]);
  const from = apply("DequantizeWithOrder", [of("int8", 4, 8), scale], { to: 10 });
  assertEquals([from.shapes, from.dtypes], [[[4, 8]], ["float16"]]);
  assertEquals(sum(apply("QuantizeWithOrder", [[32], scale]).work, from.work), between(32));
});

Deno.test("QOrderedGelu and QOrderedLayerNormalization are the standard's between quantizers", () => {
  const gelu = apply("QOrderedGelu", [of("int8", 4, 8), scale, scale]);
  assertEquals([gelu.shapes, gelu.dtypes], [[[4, 8]], ["int8"]]);
  assertEquals(gelu.work, sum(between(32), applyAny("Gelu", [[4, 8]]).work));
  const layer = apply("QOrderedLayerNormalization", [of("int8", 4, 8), scale, [8], [8], scale]);
  assertEquals([layer.shapes, layer.dtypes], [[[4, 8]], ["int8"]]);
  assertEquals(layer.work, sum(between(32), applyAny("LayerNormalization", [[4, 8], [8], [8]], { outputs: 1 }).work));
});

Deno.test("QOrderedMatMul: one scale for each sum", () => {
  const matrices: Given[] = [of("int8", 2, 3, 8), scale, of("int8", 8, 5), scale, scale];
  const plain = apply("QOrderedMatMul", matrices);
  assertEquals([plain.shapes, plain.dtypes], [[[2, 3, 5]], ["int8"]]);
  assertEquals(plain.work, { macs: 240, muls: 30, rounds: 30, compares: 60 });
  const added = apply("QOrderedMatMul", [...matrices, [5], of("int8", 2, 3, 5), scale]).work;
  assertEquals(added, { macs: 240, muls: 60, adds: 60, rounds: 30, compares: 60 });
});

Deno.test("QOrderedAttention: three products, the standard's Attention, a quantizer", () => {
  const weight = of("int8", 32, 32);
  const applied = apply("QOrderedAttention", [
    of("int8", 2, 3, 32),
    ...new Array(4).fill(scale),
    weight,
    weight,
    weight,
    ...new Array(3).fill(scale),
    [32],
    [32],
    [32],
    scale,
    scale,
    scale,
    of("int32", 2, 3),
  ], { num_heads: 4 });
  assertEquals([applied.shapes, applied.dtypes], [[[2, 3, 32]], ["int8"]]);
  const heads = [2, 4, 3, 8];
  const attention = applyAny("Attention", [heads, heads, heads, [3, 3]], { outputs: 1 }).work;
  const products = { macs: 3 * 192 * 32, muls: 576, adds: 576, rounds: 576, compares: 1152 };
  assertEquals(applied.work, sum(products, attention, applyAny("QuantizeLinear", [[192], scale]).work));
});
