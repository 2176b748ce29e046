import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, ints, of, scalar } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[]) => applyAny(name, inputs, { domain: "com.microsoft", opset: 1 });

Deno.test("com.microsoft QuantizeLinear and DequantizeLinear", () => {
  const quantized = apply("QuantizeLinear", [[2, 3], [], of("uint16")]);
  assertEquals([quantized.shapes, quantized.dtypes], [[[2, 3]], ["uint16"]]);
  assertEquals(quantized.work, { divs: 6, rounds: 6, adds: 6, compares: 12 });
  const real = apply("DequantizeLinear", [of("uint16", 2, 3), of("float16"), of("uint16")]);
  assertEquals([real.shapes, real.dtypes], [[[2, 3]], ["float16"]]);
  assertEquals(real.work, { muls: 6, adds: 6 });
});

Deno.test("com.microsoft GridSample, Trilu, GatherND, Pad", () => {
  const sampled = applyAny("GridSample", [[1, 3, 8, 8], [1, 5, 6, 2]], { domain: "com.microsoft", attributes: { mode: "bilinear" } });
  assertEquals(sampled.shapes, [[1, 3, 5, 6]]);
  assertEquals(sampled.work, applyAny("GridSample", [[1, 3, 8, 8], [1, 5, 6, 2]]).work);
  assertEquals(apply("Trilu", [[2, 3, 4], scalar(1)]).shapes, [[2, 3, 4]]);
  assertEquals(apply("GatherND", [[2, 3, 4], of("int64", 7, 2)]).shapes, [[7, 4]]);
  assertEquals(apply("Pad", [[2, 3], ints(0, 1, 2, 3)]).shapes, [[4, 7]]);
});
