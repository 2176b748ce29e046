import { assertEquals } from "@std/assert";
import { apply, type Given, type Size } from "../_apply.ts";

// By hand; the sums are those of the standard's Gelu (exact or tanh) and Swish an element, the bias adding 1.
const cases: readonly [name: string, inputs: readonly Given[], shape: readonly Size[], work: { readonly [name: string]: Size }][] = [
  ["Gelu", [[2, 3]], [2, 3], { divs: 6, erfs: 6, adds: 6, muls: 12 }],
  ["FastGelu", [["n", 3]], ["n", 3], { pows: "3*n", muls: "12*n", adds: "6*n", tanhs: "3*n" }],
  ["FastGelu", [[2, 3], [3]], [2, 3], { pows: 6, muls: 24, adds: 18, tanhs: 6 }],
  ["BiasGelu", [[2, 3], [3]], [2, 3], { divs: 6, erfs: 6, adds: 12, muls: 12 }],
  ["QuickGelu", [[2, 3]], [2, 3], { signs: 6, exps: 6, adds: 6, divs: 6, muls: 12 }],
  ["BiasSplitGelu", [[2, 5, 8], [8]], [2, 5, 4], { divs: 40, erfs: 40, adds: 80 + 40, muls: 120 }],
];

for (const [name, inputs, shape, work] of cases) {
  Deno.test(`com.microsoft ${name} of ${inputs.length} inputs`, () => {
    const applied = apply(name, inputs, { domain: "com.microsoft" });
    assertEquals(applied.shapes, [shape]);
    assertEquals(applied.work, work);
  });
}

Deno.test("com.microsoft QuickGelu with an alpha of 1 is Sigmoid and Mul, which onnxruntime 1.30 makes it of", () => {
  const applied = apply("QuickGelu", [[2, 3]], { domain: "com.microsoft", attributes: { alpha: 1 } });
  assertEquals(applied.work, { ...apply("Sigmoid", [[2, 3]]).work, muls: 6 });
});
