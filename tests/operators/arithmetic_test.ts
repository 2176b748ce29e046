import { assertEquals, assertThrows } from "@std/assert";
import { integer, symbol } from "../../lib/model/dim.ts";
import type { DType } from "../../lib/model/dtype.ts";
import type { Element } from "../../lib/model/tensor.ts";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, type Given, of, type Options, scalar, type Size, tensor } from "./_apply.ts";

// Shapes as NumPy broadcasts them.
const SHAPES: [A: Size[], B: Size[], C: Size[]][] = [
  [[2, 3, 4, 5], [], [2, 3, 4, 5]],
  [[2, 3, 4, 5], [5], [2, 3, 4, 5]],
  [[4, 5], [2, 3, 4, 5], [2, 3, 4, 5]],
  [[1, 4, 5], [2, 3, 1, 1], [2, 3, 4, 5]],
  [["n", 1, 5], [4, 1], ["n", 4, 5]],
  [["n", 5], ["n", 1], ["n", 5]],
  [[], [], []],
];

Deno.test("arithmetic: shapes", () => {
  for (const [A, B, C] of SHAPES) {
    for (const op of ["Add", "Sub", "Mul", "Div", "Pow", "Mod", "Max", "Mean"]) {
      assertEquals(apply(op, [A, B]).shapes, [C], `${op} ${A} ${B}`);
    }
  }
  assertEquals(apply("Sum", [[3], [2, 1], [4, 1, 1]]).shapes, [[4, 2, 3]]);
  assertThrows(() => apply("Add", [[2], [3]]), Contradiction, "shapes must be equal or 1 at each axis: current shapes are [2] and [3]");
});

Deno.test("arithmetic: below opset 7 the second operand is laid along an axis of the first", () => {
  // The standard, Add-6: "shape(A) = (2, 3, 4, 5), shape(B) = (3, 4), with axis=1" and "shape(B) = (2), with axis=0".
  const options = (axis: number): Options => ({ opset: 6, attributes: { broadcast: 1, axis } });
  assertEquals(apply("Add", [[2, 3, 4, 5], [3, 4]], options(1)).shapes, [[2, 3, 4, 5]]);
  assertEquals(apply("Mul", [[2, 3, 4, 5], [2]], options(0)).shapes, [[2, 3, 4, 5]]);
  assertEquals(apply("Pow", [[2, 3, 4, 5], [4, 5]], { opset: 6, attributes: { broadcast: 1 } }).shapes, [[2, 3, 4, 5]]);
  const sum = apply("Add", [tensor("int64", [1, 2, 3, 4], [2, 2]), tensor("int64", [10, 20])], options(0));
  assertEquals(sum.values, [[11, 12, 23, 24]]);
});

const WORK: [op: string, inputs: Given[], work: { [name: string]: number }][] = [
  ["Add", [[3, 4], [4]], { adds: 12 }],
  ["Sub", [[3, 4], [4]], { adds: 12 }],
  ["Mul", [[3, 4], [4]], { muls: 12 }],
  ["Div", [[3, 4], [4]], { divs: 12 }],
  ["Mod", [[3, 4], [4]], { divs: 12 }],
  ["BitwiseAnd", [[3, 4], [4]], { bits: 12 }],
  ["BitShift", [[3, 4], [4]], { bits: 12 }],
  ["Pow", [[3, 4], [4]], { pows: 12 }],
  ["Pow", [[3, 4], scalar(2, "float32")], { muls: 12 }],
  ["Pow", [[3, 4], scalar(0.5, "float32")], { sqrts: 12 }],
  ["Pow", [[3, 4], scalar(3, "float32")], { pows: 12 }],
  ["Sum", [[3, 4], [4], [1]], { adds: 24 }],
  ["Mean", [[3, 4], [4], [1]], { adds: 24, divs: 12 }],
  ["Max", [[3, 4], [4]], { compares: 12 }],
  ["Min", [[3, 4]], {}],
];

Deno.test("arithmetic: work", () => {
  for (const [op, inputs, work] of WORK) assertEquals(apply(op, inputs).work, work, op);
});

Deno.test("Pow: the type is the base's", () => {
  assertEquals(apply("Pow", [of("float16", 3), scalar(2)]).dtypes, ["float16"]);
});

const n = symbol("n");
const huge = integer(9223372036854775807n);

// Whole numbers: C's division, Python's %, C's fmod; sizes exactly or not at all; what would wrap around is not known.
const VALUES: [op: string, dtype: DType, a: Element, b: Element, c: Size | undefined, attributes?: Options["attributes"]][] = [
  ["Add", "int64", n, 3, "n + 3"],
  ["Add", "int64", huge, 1, undefined],
  ["Add", "uint8", 250, 10, undefined],
  ["Sub", "int64", n, n, 0],
  ["Mul", "int64", n, n, "n*n"],
  ["Mul", "int64", 5_000_000_000, 1_000_000_000, "5000000000000000000"],
  ["Div", "int64", 7, 2, 3],
  ["Div", "int64", -7, 2, -3],
  ["Div", "int64", 7, -2, -3],
  ["Div", "int64", 7, 0, undefined],
  ["Div", "int64", n, 2, "floor(n/2)"],
  ["Div", "int64", n, n, 1],
  ["Mod", "int64", -7, 3, 2],
  ["Mod", "int64", 7, -3, -2],
  ["Mod", "int64", -7, 3, -1, { fmod: 1 }],
  ["Mod", "int64", 6, 0, undefined],
  ["Max", "int64", 3, n, "max(3, n)"],
  ["Max", "int64", n, 0, "n"],
  ["Min", "int64", 3, 4, 3],
  ["Pow", "int64", 3, 4, 81],
  ["BitwiseAnd", "int64", 12, 10, 8],
  ["BitwiseXor", "int64", -1, 5, -6],
  ["Div", "float32", 1, 3, Math.fround(1 / 3)],
  ["Div", "float64", 1, 3, 1 / 3],
  ["Add", "float32", 16_777_216, 1, 16_777_216],
  ["Mul", "float32", n, 2, "2*n"],
  ["Mul", "float32", n, 0.5, undefined],
  ["Div", "float32", n, 2, undefined],
  ["Div", "float32", 1, 0, Infinity],
  ["Mod", "float32", -7.5, 2, -1.5, { fmod: 1 }],
  ["Add", "int64", undefined, 1, undefined],
];

Deno.test("arithmetic: values", () => {
  for (const [op, dtype, a, b, c, attributes = {}] of VALUES) {
    assertEquals(apply(op, [scalar(a, dtype), scalar(b, dtype)], { attributes }).values, [[c]], `${op} ${a} ${b}`);
  }
});

Deno.test("arithmetic: values stretch with the shapes", () => {
  const product = apply("Mul", [tensor("int64", [1, 2, 3], [3, 1]), tensor("int64", [10, 20])]);
  assertEquals(product.values, [[10, 20, 20, 40, 30, 60]]);
  assertEquals(apply("Mean", [tensor("float32", [1, 2]), tensor("float32", [2, 4])]).values, [[1.5, 3]]);
});
