import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, ints, of, type Options } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft" });

Deno.test("com.microsoft MatMulNBits and MatMulBnb4: M·N·K", () => {
  const weights = [of("uint8", 48, 2, 16), [96]];
  const attributes = { K: 64, N: 48, bits: 4, block_size: 32 };
  const applied = apply("MatMulNBits", [["b", 5, 64], ...weights], attributes);
  assertEquals(applied.shapes, [["b", 5, 48]]);
  assertEquals(applied.work, { macs: "15360*b" });
  const biased = apply("MatMulNBits", [[5, 64], ...weights, undefined, undefined, [48]], attributes);
  assertEquals(biased.work, { macs: 15_360, adds: 240 });
  assertThrows(() => apply("MatMulNBits", [[5, 60], ...weights], attributes), Contradiction, "A must have 64 columns: it has 60");
  const bnb = { K: 64, N: 48, block_size: 64, quant_type: 1 };
  assertEquals(apply("MatMulBnb4", [[2, 5, 64], of("uint8", 1536), [48]], bnb).work, { macs: 30_720 });
  assertEquals(apply("MatMulBnb4", [[2, 5, 48], of("uint8", 1536), [48]], { ...bnb, transB: 0 }).shapes, [[2, 5, 64]]);
  const q4 = apply("MatMulFpQ4", [[5, 64], of("uint8", 1000), ints(64, 48)]);
  assertEquals([q4.shapes, q4.work], [[[5, 48]], { macs: 15_360 }]);
});

Deno.test("com.microsoft MatMulInteger16", () => {
  const signed = apply("MatMulInteger16", [of("int16", 2, 3), of("uint16", 3, 4)]);
  assertEquals([signed.shapes, signed.dtypes, signed.work], [[[2, 4]], ["int32"], { macs: 24 }]);
  assertEquals(apply("MatMulInteger16", [of("uint16", 2, 3), of("uint16", 3, 4)]).dtypes, ["uint32"]);
});

Deno.test("com.microsoft MatMulIntegerToFloat and DynamicQuantizeMatMul are the standard's operators in a row", () => {
  const [A, B, scale] = [of("uint8", 2, 3), of("int8", 3, 4), of("float16")];
  const whole = apply("MatMulIntegerToFloat", [A, B, scale, scale, of("uint8"), of("int8"), of("float16", 4)]);
  assertEquals([whole.shapes, whole.dtypes], [[[2, 4]], ["float16"]]);
  assertEquals(whole.work, { macs: 24, muls: 8 + 1, adds: 6 + 8 });
  const { adds, ...quantize } = applyAny("DynamicQuantizeLinear", [[2, 3]]).work;
  const dynamic = apply("DynamicQuantizeMatMul", [[2, 3], B, [4], of("int8", 4), [4]]);
  assertEquals([dynamic.shapes, dynamic.dtypes], [[[2, 4]], ["float32"]]);
  assertEquals(dynamic.work, { ...quantize, macs: 24, muls: 8 + 4, adds: Number(adds) + 6 + 8 });
});

Deno.test("com.microsoft QGemm", () => {
  const [scale, zero] = [of("float32"), of("int8")];
  const inputs: Given[] = [of("int8", 2, 20), scale, zero, of("int8", 30, 20), scale, zero, of("int32", 30)];
  const real = apply("QGemm", inputs, { transB: 1 });
  assertEquals([real.shapes, real.dtypes], [[[2, 30]], ["float32"]]);
  assertEquals(real.work, { macs: 1_200, adds: 40 + 60, muls: 60 });
  const quantized = apply("QGemm", [...inputs, scale, of("uint8")], { transB: 1 });
  assertEquals(quantized.dtypes, ["uint8"]);
  assertEquals(quantized.work, { macs: 1_200, adds: 40 + 60 + 60, muls: 60, rounds: 60, compares: 120 });
});
