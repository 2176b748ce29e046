import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply } from "./_apply.ts";

Deno.test("Gemm: shapes", () => {
  assertEquals(apply("Gemm", [["n", 20], [20, 30], [30]]).shapes, [["n", 30]]);
  assertEquals(apply("Gemm", [[20, 2], [30, 20]], { attributes: { transA: 1, transB: 1 } }).shapes, [[2, 30]]);
  assertThrows(() => apply("Gemm", [[2, 20], [30, 20]]), Contradiction, "A and B must meet at one size: current sizes are 20 and 30");
  assertThrows(() => apply("Gemm", [[1, 2, 20], [20, 30]]), Contradiction, "A must have rank 2");
});

Deno.test("Gemm: work", () => {
  // conventions.md 2.10: Linear(20, 30) without bias on 2×20 is 1,200 multiply-accumulates.
  assertEquals(apply("Gemm", [[2, 20], [20, 30]]).work, { macs: 1_200 });
  assertEquals(apply("Gemm", [[2, 20], [30, 20], [30]], { attributes: { transB: 1 } }).work, { macs: 1_200, adds: 60 });
  assertEquals(apply("Gemm", [["n", 20], [20, 30], [30]]).work, { macs: "600*n", adds: "30*n" });
  assertEquals(apply("Gemm", [[2, 20], [20, 30], [30]], { attributes: { alpha: 0.5, beta: 2 } }).work, { macs: 1_200, adds: 60, muls: 90 });
});
