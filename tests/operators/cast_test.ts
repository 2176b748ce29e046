import { assertEquals, assertThrows } from "@std/assert";
import { symbol } from "../../lib/model/dim.ts";
import type { DType } from "../../lib/model/dtype.ts";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, of, tensor } from "./_apply.ts";

const TYPES: [to: number, dtype: DType][] = [[1, "float32"], [7, "int64"], [9, "bool"], [10, "float16"], [16, "bfloat16"], [
  17,
  "float8e4m3fn",
], [
  22,
  "int4",
]];

Deno.test("Cast: the type that `to` names by its number in TensorProto.DataType", () => {
  for (const [to, dtype] of TYPES) {
    const { shapes, dtypes } = apply("Cast", [["n", 3]], { attributes: { to } });
    assertEquals([shapes, dtypes], [[["n", 3]], [dtype]]);
  }
  assertEquals(apply("CastLike", [of("int32", 2), of("float64", 5)]).dtypes, ["float64"]);
  assertThrows(() => apply("Cast", [[2]], { attributes: { to: 99 } }), Contradiction, "to must name an element type");
});

// As numpy casts (astype), where that is defined; fractions are cut toward zero.
const VALUES: [from: DType, to: number, element: number, result: number | undefined][] = [
  ["float32", 7, 2.75, 2],
  ["float32", 7, -2.75, -2],
  ["int64", 9, -3, 1],
  ["float32", 9, 0.5, 1],
  ["int64", 9, 0, 0],
  ["float64", 1, 0.1, Math.fround(0.1)],
  ["int64", 2, 255, 255],
  ["int64", 2, 256, undefined], // what does not fit is the runtime's
  ["float32", 6, Infinity, undefined],
];

Deno.test("Cast: elements", () => {
  for (const [from, to, element, result] of VALUES) {
    assertEquals(apply("Cast", [tensor(from, [element])], { attributes: { to } }).values, [[result]], `${element} to ${to}`);
  }
  assertEquals(apply("Cast", [[2]], { attributes: { to: 7 } }).work, { free: "movement" });
});

Deno.test("Cast: a size stays a size in every type that holds numbers", () => {
  for (const to of [1, 6, 7, 11]) assertEquals(apply("Cast", [tensor("int64", [symbol("n")])], { attributes: { to } }).values, [["n"]]);
  assertEquals(apply("Cast", [tensor("int64", [symbol("n")])], { attributes: { to: 9 } }).values, [[undefined]]); // 0 is false
});
