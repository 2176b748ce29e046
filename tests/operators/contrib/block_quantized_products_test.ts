import { assertEquals, assertThrows } from "@std/assert";
import { apply as applyAny, type Given, of, type Options } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}, outputs?: number) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft", ...(outputs && { outputs }) });

function sum(...works: readonly { readonly [name: string]: unknown }[]): { [name: string]: number } {
  const all: { [name: string]: number } = {};
  for (const work of works) for (const [name, count] of Object.entries(work)) all[name] = (all[name] ?? 0) + Number(count);
  return all;
}

Deno.test("MatMulBlockQuantizedFp4Weight: two weights a byte", () => {
  const weights: Given[] = [of("uint8", 48, 32), of("uint8", 48, 4), of("float32")];
  const applied = apply("MatMulBlockQuantizedFp4Weight", [of("float16", "b", 3, 64), ...weights, undefined, [48]]);
  assertEquals([applied.shapes, applied.dtypes], [[["b", 3, 48]], ["float16"]]);
  assertEquals(applied.work, { macs: `${3 * 48 * 64}*b`, adds: "144*b" });
  assertThrows(() => apply("MatMulBlockQuantizedFp4Weight", [[3, 32], ...weights]), RangeError);
});

Deno.test("MatMulBlockQuantizedFp8Weight, the input in 8 bits or not", () => {
  const weights: Given[] = [of("float8e4m3fn", 48, 64), [48, 1]];
  const plain = apply("MatMulBlockQuantizedFp8Weight", [of("float16", 3, 64), ...weights]);
  assertEquals([plain.shapes, plain.work], [[[3, 48]], { macs: 3 * 48 * 64 }]);
  const quantized = apply("MatMulBlockQuantizedFp8Weight", [of("float16", 3, 64), ...weights, of("float32")]);
  assertEquals(quantized.work, { macs: 3 * 48 * 64, divs: 192, rounds: 192, compares: 384, muls: 192 });
});

const weight = (columns: number): Given[] => [of("uint8", columns, 2, 16), [columns, 2]];
const columns = { K: 64, block_size: 32 };

Deno.test("MatMulNBitsMlp is two products, an activation and its product", () => {
  const attributes = { ...columns, N: 48, activation: "silu" };
  const inputs: Given[] = [[3, 64], undefined, undefined, ...weight(48), [48], ...weight(48)];
  const plain = apply("MatMulNBitsMlp", inputs, attributes, 1);
  assertEquals(plain.shapes, [[3, 48]]);
  const sigmoid = applyAny("Sigmoid", [[3, 48]]).work;
  const products = sum({ macs: 2 * 3 * 48 * 64, adds: 144, muls: 144 + 144 }, sigmoid);
  assertEquals(plain.work, products);
  const normalized = apply("MatMulNBitsMlp", [[3, 64], [3, 64], [64], ...inputs.slice(3)], attributes, 2);
  assertEquals(normalized.shapes, [[3, 48], [3, 64]]);
  const norm = applyAny("SkipSimplifiedLayerNormalization", [[3, 64], [3, 64], [64]], { domain: "com.microsoft", outputs: 1 }).work;
  assertEquals(normalized.work, sum(products, norm));
});

Deno.test("MatMulNBitsQkv is RMSNormalization and three products", () => {
  const inputs: Given[] = [["b", 3, 64], undefined, [64], ...weight(64), undefined, ...weight(16), undefined, ...weight(16), undefined];
  const attributes = { ...columns, Nq: 64, Nkv: 16 };
  assertEquals(apply("MatMulNBitsQkv", inputs, attributes).shapes, [["b", 3, 64], ["b", 3, 16], ["b", 3, 16], ["b", 3, 64]]);
  const norm = applyAny("RMSNormalization", [[2, 3, 64], [64]]).work;
  assertEquals(apply("MatMulNBitsQkv", [[2, 3, 64], ...inputs.slice(1)], attributes).work, sum({ macs: 6 * 96 * 64 }, norm));
});
