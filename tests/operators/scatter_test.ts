import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, of, tensor } from "./_apply.ts";

const data = tensor("int64", [1, 2, 3, 4, 5, 6, 7, 8]);

Deno.test("scatters: the data's shape, and elements from the standard's examples", () => {
  const inputs = [data, tensor("int64", [4, 3, 1, 7], [4, 1]), tensor("int64", [9, 10, 11, 12])];
  assertEquals(apply("ScatterND", inputs).values, [[1, 11, 3, 10, 9, 6, 7, 12]]);
  assertEquals(apply("ScatterND", inputs, { attributes: { reduction: "add" } }).values, [[1, 13, 3, 14, 14, 6, 7, 20]]);
  const row = tensor("float32", [1, 2, 3, 4, 5], [1, 5]);
  const update = [row, tensor("int64", [1, 3], [1, 2]), tensor("float32", [1.5, 2.5], [1, 2])];
  for (const op of ["ScatterElements", "Scatter"]) {
    assertEquals(apply(op, update, { attributes: { axis: 1 } }).values, [[1, 1.5, 3, 2.5, 5]]);
  }
  const twice = [row, tensor("int64", [1, 1], [1, 2]), tensor("float32", [1.5, 2.5], [1, 2])];
  assertEquals(apply("ScatterElements", twice, { attributes: { axis: 1, reduction: "max" } }).values, [[1, 2.5, 3, 4, 5]]);
});

Deno.test("scatters: joining is arithmetic, replacing is not", () => {
  const inputs = [[5, 4], of("int64", 3, 1), [3, 4]];
  assertEquals(apply("ScatterND", inputs).work, { free: "movement" });
  assertEquals(apply("ScatterND", inputs, { attributes: { reduction: "add" } }).work, { adds: 12 });
  assertEquals(apply("ScatterND", inputs, { attributes: { reduction: "mul" } }).work, { muls: 12 });
  assertEquals(apply("ScatterND", inputs, { attributes: { reduction: "min" } }).work, { compares: 12 });
});

Deno.test("TensorScatter: the cache's shape", () => {
  const { shapes, work } = apply("TensorScatter", [["batch", 8, 128, 64], ["batch", 8, "seq", 64], of("int64", "batch")]);
  assertEquals([shapes, work], [[["batch", 8, 128, 64]], { free: "movement" }]);
  assertThrows(() => apply("TensorScatter", [[2, 8, 4], [2, 3, 4]], { attributes: { axis: 0 } }), Contradiction, "axis must not be 0");
  assertThrows(() => apply("TensorScatter", [[2, 8, 4], [3, 4]]), Contradiction, "update must have rank 3");
});
