import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction, Unknown } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, type Options, type Size } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft" });

Deno.test("com.microsoft FusedMatMul", () => {
  // numpy.matmul of the operands as numpy.transpose turns them; by hand.
  const cases: readonly [A: Given, B: Given, attributes: Options["attributes"], shape: readonly Size[], macs: Size][] = [
    [[2, 3], [3, 4], {}, [2, 4], 24],
    [[3, 2], [4, 3], { transA: 1, transB: 1 }, [2, 4], 24],
    [["b", 7, 3, 2], [7, 4, 3], { transA: 1, transB: 1 }, ["b", 7, 2, 4], "168*b"],
    // axis 0 is the matrices' rows: [rows, …stack, columns]
    [[2, 5, 6, 3], [5, 6, 3, 4], { transBatchA: 1 }, [5, 6, 2, 4], 720],
    [[3, 5, 6, 2], [5, 6, 3, 4], { transBatchA: 1, transA: 1 }, [5, 6, 2, 4], 720],
    [[3], [3, 4], { transA: 1 }, [4], 12],
  ];
  for (const [A, B, attributes, shape, macs] of cases) {
    const applied = apply("FusedMatMul", [A, B], attributes);
    assertEquals(applied.shapes, [shape]);
    assertEquals(applied.work, { macs });
  }
  assertEquals(apply("FusedMatMul", [[2, 3], [3, 4]], { alpha: 0.5 }).work, { macs: 24, muls: 8 });
  assertEquals(apply("TransposeMatMul", [[3, 2], [3, 4]], { transA: 1 }).shapes, [[2, 4]]);
  assertThrows(() => apply("FusedMatMul", [[2, 3], [3, 4]], { transA: 1 }), Contradiction, "A and B must meet at one size");
});

Deno.test("com.microsoft GemmFastGelu", () => {
  const applied = apply("GemmFastGelu", [[2, 5, 3], [3, 4], [4]]);
  assertEquals(applied.shapes, [[2, 5, 4]]);
  assertEquals(applied.work, { macs: 120, adds: 40 + 80, pows: 40, muls: 160, tanhs: 40 });
});

Deno.test("com.microsoft FusedMatMulActivation", () => {
  const applied = apply("FusedMatMulActivation", [[2, 3], [4, 3]], { transB: 1, activation: "Tanh" });
  assertEquals([applied.shapes, applied.work], [[[2, 4]], { macs: 24, tanhs: 8 }]);
});

Deno.test("com.microsoft GemmFloat8: scales fold into one factor, C counts where beta does", () => {
  const [A, B, C] = [of("float8e4m3fn", 2, 20), of("float8e4m3fn", 30, 20), of("float16", 30)];
  const attributes = { transB: 1, dtype: 10 };
  const plain = apply("GemmFloat8", [A, B, C], attributes);
  assertEquals([plain.shapes, plain.dtypes, plain.work], [[[2, 30]], ["float16"], { macs: 1200 }]);
  const scaled = apply("GemmFloat8", [A, B, C, of("float32"), of("float32"), of("float32")], {
    ...attributes,
    beta: 1,
    activation: "RELU",
  });
  assertEquals(scaled.work, { macs: 1200, muls: 120, adds: 60, compares: 60 });
});

Deno.test("com.microsoft SparseToDenseMatMul: the shape of a product, the work of elements that only the data show", () => {
  const applied = apply("SparseToDenseMatMul", [[3, 2], [3, 4]], { transA: 1 });
  assertEquals(applied.shapes, [[2, 4]]);
  assertThrows(() => applied.work, Unknown);
});
