import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], outputs?: number) =>
  applyAny(name, inputs, { domain: "com.microsoft", ...(outputs && { outputs }) });

Deno.test("GatedAdd: a product and a sum", () => {
  const applied = apply("GatedAdd", [["b", 8], ["b", 8], ["b", 1]]);
  assertEquals([applied.shapes, applied.work], [[["b", 8]], { muls: "8*b", adds: "8*b" }]);
});

Deno.test("GatedRMSNorm is RMSNormalization by heads times SiLU", () => {
  const applied = apply("GatedRMSNorm", [[2, 3, 32], [8], [2, 3, 32]]);
  assertEquals(applied.shapes, [[2, 3, 32]]);
  const normalized = applyAny("RMSNormalization", [[2, 3, 4, 8], [8]]).work;
  const sum: { [name: string]: number } = { muls: 2 * 192, adds: 192, signs: 192, exps: 192, divs: 192 }; // SiLU, the product
  for (const [name, count] of Object.entries(normalized)) sum[name] = (sum[name] ?? 0) + Number(count);
  assertEquals(applied.work, sum);
});

Deno.test("EngramGate: two norms, a product of vectors, a gate", () => {
  const vectors: Given = [1, 3, 2, 8];
  const inputs: Given[] = [vectors, vectors, [1, 3, 8], [2, 8], [2, 8]];
  const applied = apply("EngramGate", inputs, 1);
  assertEquals(applied.shapes, [[1, 3, 2, 8]]);
  // 6 rows of 8. Norms: 2·48 products, 48 sums, 48 + 6 quotients, 6 roots each.
  assertEquals(applied.work, {
    muls: 2 * 96 + 48 + 48 + 6,
    adds: 2 * 48 + (48 - 6) + 6,
    divs: 2 * 54 + 6 + 6,
    sqrts: 2 * 6 + 6,
    signs: 2 * 6 + 6,
    compares: 6,
    exps: 6,
  });
  const normed = apply("EngramGate", [...inputs, [2, 8]], 2);
  assertEquals([normed.shapes, Number(normed.work.sqrts)], [[[1, 3, 2, 8], [1, 3, 2, 8]], 24]);
});
