import { assertEquals, assertThrows } from "@std/assert";
import { outputType, withinReason } from "../../lib/analysis/output_type.ts";
import { add, type Dim, integer, max, multiply, symbol, weightOf } from "../../lib/model/dim.ts";
import { Contradiction } from "../../lib/operators/operand.ts";

const n = symbol("n");

Deno.test("a rule's answer is a type only if every size is one", () => {
  assertEquals(outputType([2, n, integer(2n ** 60n)], "float32"), { kind: "tensor", dtype: "float32", shape: [2, n, integer(2n ** 60n)] });
  assertEquals(outputType(undefined, "float32"), undefined);
  const wrong: readonly (readonly (Dim | undefined)[])[] = [[undefined], new Array(2), [-1], [1.5], [NaN], [Infinity], [
    integer(-(2n ** 60n)),
  ], new Array(65).fill(1)];
  for (const shape of wrong) assertThrows(() => outputType(shape as readonly Dim[], "float32"), Contradiction);
});

Deno.test("a size that is too heavy becomes one of its own, the others stay", () => {
  let heavy: Dim = n;
  for (let at = 0; at < 60; at++) heavy = max(add(heavy, symbol(`a${at}`)), symbol(`b${at}`));
  assertEquals(weightOf(heavy) > 200, true);
  const type = { kind: "tensor" as const, shape: [n, heavy, 3] };
  assertEquals(withinReason(type, (axis) => symbol(`own${axis}`)), { kind: "tensor", shape: [n, symbol("own1"), 3] });
  const alright = { kind: "tensor" as const, shape: [n, multiply(n, 2)] };
  assertEquals(withinReason(alright, () => 0) === alright, true);
});

Deno.test("a shape whose product would be too heavy loses the sizes that make it so", () => {
  const sums = Array.from({ length: 6 }, (_, at) => add(add(symbol(`p${at}`), symbol(`q${at}`)), symbol(`r${at}`)));
  const { shape } = withinReason({ kind: "tensor", shape: sums }, (axis) => symbol(`own${axis}`)) as { shape: readonly Dim[] };
  assertEquals(shape.map((dim, axis) => dim === sums[axis]), [true, true, true, false, false, false]);
});
