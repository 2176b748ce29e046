import { assertEquals } from "@std/assert";
import { apply, type Given, of } from "./_apply.ts";

const u8 = of("uint8");
const scale = of("float32");

// Shapes and types from onnx 1.12's shape inference.
Deno.test("quantized products: shapes and types", () => {
  const convInteger = apply("ConvInteger", [of("uint8", "n", 3, 8, 8), of("uint8", 4, 3, 3, 3)]);
  assertEquals([convInteger.shapes, convInteger.dtypes], [[["n", 4, 6, 6]], ["int32"]]);
  const matMulInteger = apply("MatMulInteger", [of("uint8", "n", 4), of("int8", 4, 3)]);
  assertEquals([matMulInteger.shapes, matMulInteger.dtypes], [[["n", 3]], ["int32"]]);
  const qLinearMatMul = apply("QLinearMatMul", [of("uint8", 2, 4), scale, u8, of("uint8", 4, 3), scale, u8, scale, of("int8")]);
  assertEquals([qLinearMatMul.shapes, qLinearMatMul.dtypes], [[[2, 3]], ["int8"]]);
});

Deno.test("quantized products: work", () => {
  // 4×8×8 outputs of 3×3×3 products; 192 inputs less their zero point; bias; each output multiplied, rounded, moved and kept within range.
  const inputs: Given[] = [of("uint8", 1, 3, 8, 8), scale, u8, of("int8", 4, 3, 3, 3), scale, of("int8"), scale, u8, of("int32", 4)];
  const { shapes, dtypes, work } = apply("QLinearConv", inputs, { attributes: { pads: [1, 1, 1, 1] } });
  assertEquals([shapes, dtypes], [[[1, 4, 8, 8]], ["uint8"]]);
  assertEquals(work, { macs: 6_912, adds: 192 + 256 + 256, muls: 256, rounds: 256, compares: 512 });
  assertEquals(apply("ConvInteger", [of("uint8", 1, 3, 8, 8), of("uint8", 4, 3, 3, 3), u8]).work, { macs: 3_888, adds: 192 });
  assertEquals(apply("MatMulInteger", [of("uint8", 2, 4), of("int8", 4, 3), u8]).work, { macs: 24, adds: 8 });
});
