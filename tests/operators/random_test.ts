import { assertEquals, assertThrows } from "@std/assert";
import { operatorOf } from "../../lib/operators/mod.ts";
import { Unknown } from "../../lib/operators/operand.ts";
import { apply, of } from "./_apply.ts";

// Shapes and types from onnx 1.12's shape inference.
Deno.test("random: shapes and types", () => {
  const normal = apply("RandomNormal", [], { attributes: { shape: [2, 3], dtype: 10 } });
  assertEquals([normal.shapes, normal.dtypes], [[[2, 3]], ["float16"]]);
  const uniform = apply("RandomUniformLike", [of("float16", "n", 3)]);
  assertEquals([uniform.shapes, uniform.dtypes], [[["n", 3]], ["float16"]]);
  const bernoulli = apply("Bernoulli", [[2, 3]], { attributes: { dtype: 7 } });
  assertEquals([bernoulli.shapes, bernoulli.dtypes], [[[2, 3]], ["int64"]]);
  const multinomial = apply("Multinomial", [["n", 3]], { attributes: { sample_size: 4 } });
  assertEquals([multinomial.shapes, multinomial.dtypes], [[["n", 4]], ["int32"]]);
});

Deno.test("random: work, and that it is never constant", () => {
  assertEquals(apply("RandomUniform", [], { attributes: { shape: [2, 3] } }).work, { free: "movement" });
  assertEquals(apply("RandomUniform", [], { attributes: { shape: [2, 3], low: -1 } }).work, { muls: 6, adds: 6 });
  assertEquals(apply("RandomNormal", [], { attributes: { shape: [2, 3], scale: 2 } }).work, { muls: 6 });
  assertEquals(apply("RandomNormalLike", [[2, 3]]).reads, {});
  assertEquals(apply("Bernoulli", [[2, 3]]).work, { compares: 6 });
  assertThrows(() => apply("Multinomial", [[2, 3]]).work, Unknown, "how samples are drawn");
  for (const op of ["RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial"]) {
    assertEquals(operatorOf("ai.onnx", op)?.random, true, op);
  }
});
