import { assertEquals } from "@std/assert";
import { symbol } from "../../lib/model/dim.ts";
import type { DType } from "../../lib/model/dtype.ts";
import type { Element } from "../../lib/model/tensor.ts";
import { apply, of, scalar } from "./_apply.ts";

Deno.test("comparisons: shape, type and work", () => {
  for (const op of ["Equal", "Less", "Greater"]) {
    const { shapes, dtypes, work } = apply(op, [["n", 3], [3]]);
    assertEquals([shapes, dtypes, work], [[["n", 3]], ["bool"], { compares: "3*n" }], op);
  }
  // The function bodies: Less, Equal, Or.
  assertEquals(apply("LessOrEqual", [[2, 3], [3]]).work, { compares: 12, bits: 6 });
  assertEquals(apply("GreaterOrEqual", [[2, 3], [3]]).work, { compares: 12, bits: 6 });
});

Deno.test("logic: shape, type and work", () => {
  for (const op of ["And", "Or", "Xor"]) {
    const { shapes, dtypes, work } = apply(op, [of("bool", 2, 3), of("bool", 3)]);
    assertEquals([shapes, dtypes, work], [[[2, 3]], ["bool"], { bits: 6 }], op);
  }
  assertEquals(apply("Not", [of("bool", 2)]).dtypes, ["bool"]);
});

Deno.test("comparisons: below opset 7 the second operand is laid along an axis of the first", () => {
  assertEquals(apply("Less", [[2, 3, 4], [2]], { opset: 6, attributes: { broadcast: 1, axis: 0 } }).shapes, [[2, 3, 4]]);
});

const n = symbol("n");

// A size is 0 or more: what holds for all of them is decided, the rest is not known.
const VALUES: [op: string, dtype: DType, a: Element, b: Element, c: 0 | 1 | undefined][] = [
  ["Equal", "int64", 3, 3, 1],
  ["Equal", "int64", n, n, 1],
  ["Equal", "int64", n, -1, 0],
  ["Equal", "int64", n, 0, undefined],
  ["Equal", "int64", n, 1, undefined],
  ["Equal", "string", "a", "b", 0],
  ["Less", "int64", n, 0, 0],
  ["Less", "int64", -1, n, 1],
  ["Less", "int64", n, 7, undefined],
  ["Greater", "int64", n, -1, 1],
  ["Greater", "float32", 1.5, 1, 1],
  ["LessOrEqual", "int64", 0, n, 1],
  ["LessOrEqual", "float32", 1.5, 1, 0],
  ["GreaterOrEqual", "int64", n, n, 1],
  ["And", "bool", 0, undefined, 0],
  ["And", "bool", 1, undefined, undefined],
  ["And", "bool", 1, 1, 1],
  ["Or", "bool", undefined, 1, 1],
  ["Or", "bool", 0, undefined, undefined],
  ["Xor", "bool", 1, 0, 1],
  ["Xor", "bool", 1, 1, 0],
];

Deno.test("comparisons and logic: values", () => {
  for (const [op, dtype, a, b, c] of VALUES) {
    assertEquals(apply(op, [scalar(a, dtype), scalar(b, dtype)]).values, [[c]], `${op} ${a} ${b}`);
  }
  assertEquals(apply("Not", [scalar(0, "bool")]).values, [[1]]);
});

Deno.test("logic: an operand of which nothing is known may not matter", () => {
  assertEquals(apply("And", [scalar(0, "bool"), of("bool")]).values, [[0]]);
});
