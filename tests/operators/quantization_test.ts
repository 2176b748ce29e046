import { assertEquals } from "@std/assert";
import { apply, of } from "./_apply.ts";

Deno.test("QuantizeLinear: the type is the zero point's, or the one named, or uint8", () => {
  // onnx 1.12's shape inference; output_dtype from the standard's text (opset 21).
  assertEquals(apply("QuantizeLinear", [["n", 3], [], of("int8")]).dtypes, ["int8"]);
  assertEquals(apply("QuantizeLinear", [["n", 3], []]).dtypes, ["uint8"]);
  assertEquals(apply("QuantizeLinear", [["n", 3], []], { attributes: { output_dtype: 22 } }).dtypes, ["int4"]);
  assertEquals(apply("QuantizeLinear", [["n", 3], []]).shapes, [["n", 3]]);
});

Deno.test("DequantizeLinear: the type is the scale's", () => {
  assertEquals(apply("DequantizeLinear", [of("int8", "n", 3), of("float16"), of("int8")]).dtypes, ["float16"]);
  assertEquals(apply("DequantizeLinear", [of("int8", "n", 3), of("float32")]).shapes, [["n", 3]]);
});

Deno.test("quantization: work", () => {
  // saturate(round(x / scale) + zero point); (x − zero point) · scale.
  assertEquals(apply("QuantizeLinear", [[2, 3], [], of("int8")]).work, { divs: 6, rounds: 6, adds: 6, compares: 12 });
  assertEquals(apply("QuantizeLinear", [[2, 3], []]).work, { divs: 6, rounds: 6, compares: 12 });
  assertEquals(apply("DequantizeLinear", [of("int8", 2, 3), [], of("int8")]).work, { muls: 6, adds: 6 });
});

Deno.test("DynamicQuantizeLinear: as its function body", () => {
  const { shapes, dtypes, work } = apply("DynamicQuantizeLinear", [[2, 3]]);
  assertEquals(shapes, [[2, 3], [], []]);
  assertEquals(dtypes, ["uint8", "float32", "uint8"]);
  // Range: 2 × 5 + 2 comparisons, 1 subtraction; scale and zero point: 2 divisions, 1 subtraction, 2 comparisons, 1 rounding; then QuantizeLinear.
  assertEquals(work, { compares: 12 + 2 + 12, adds: 2 + 6, divs: 2 + 6, rounds: 1 + 6 });
});
