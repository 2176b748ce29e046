import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, type Options } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft" });

Deno.test("Rfft and Irfft: shapes of onnxruntime's own tests (test/contrib_ops/fft_op_test.cc)", () => {
  assertEquals(apply("Rfft", [[4, 4]], { signal_ndim: 1 }).shapes, [[4, 3, 2]]);
  assertEquals(apply("Irfft", [[4, 3, 2]], { signal_ndim: 1 }).shapes, [[4, 4]]);
  assertEquals(apply("Rfft", [["b", 6, 8]], { signal_ndim: 2 }).shapes, [["b", 6, 5, 2]]);
  assertEquals(apply("Irfft", [["b", 6, 5, 2]], { signal_ndim: 2 }).shapes, [["b", 6, 8]]);
});

Deno.test("Rfft and Irfft: work is that of DFT, axis by axis", () => {
  const line = applyAny("DFT", [[4, 8, 1]], { attributes: { onesided: 1 } }).work;
  assertEquals(apply("Rfft", [[4, 8]], { signal_ndim: 1 }).work, line);
  const back = applyAny("DFT", [[4, 5, 2]], { attributes: { onesided: 1, inverse: 1 } }).work;
  assertEquals(apply("Irfft", [[4, 5, 2]], { signal_ndim: 1 }).work, back);
  // Along the other axis, 5 columns of 6 complex numbers each: 4 multiply-accumulates a term.
  assertEquals(apply("Rfft", [[6, 8]], { signal_ndim: 2 }).work, { macs: 6 * 5 * 2 * 8 + 5 * 6 * 6 * 4 });
  assertEquals(apply("Irfft", [[6, 5, 2]], { signal_ndim: 2 }).work, { macs: 6 * 8 * 8 * 2 + 5 * 6 * 6 * 4, muls: 48 });
});

Deno.test("ComplexMul and ComplexMulConj: four products, two sums a pair", () => {
  for (const name of ["ComplexMul", "ComplexMulConj"]) {
    const applied = apply(name, [[4, 1, 2], [3, 2]]);
    assertEquals([applied.shapes, applied.work], [[[4, 3, 2]], { muls: 48, adds: 24 }]);
  }
});
