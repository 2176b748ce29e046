import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, of, type Options } from "../_apply.ts";

const apply = (inputs: readonly Given[], attributes: NonNullable<Options["attributes"]> = {}) =>
  applyAny("GatherBlockQuantized", inputs, { domain: "com.microsoft", attributes });

Deno.test("GatherBlockQuantized is Gather and DequantizeLinear", () => {
  const indices = of("int64", "b", 3);
  const nibbles = apply([of("uint4", 100, 64), indices, of("float16", 100, 2), of("uint4", 100, 2)], { block_size: 32 });
  assertEquals([nibbles.shapes, nibbles.dtypes], [[["b", 3, 64]], ["float16"]]);
  assertEquals([nibbles.work, nibbles.reads], [{ muls: "192*b", adds: "192*b" }, { data: "192*b" }]);
  // Two elements a byte.
  const bytes = apply([of("uint8", 100, 32), of("int32", 3), [100, 2]], { block_size: 32, bits: 4 });
  assertEquals([bytes.shapes, bytes.dtypes, bytes.work, bytes.reads], [[[3, 64]], ["float32"], { muls: 192, adds: 192 }, { data: 96 }]);
  const whole = apply([of("uint8", 100, 64), of("int32"), [100, 2]], { block_size: 32, bits: 8 });
  assertEquals([whole.shapes, whole.reads], [[[64]], { data: 64 }]);
  const signed = apply([of("int4", 100, 64), of("int32", 3), [100, 2]], { block_size: 32 });
  assertEquals(signed.work, { muls: 192 });
});
