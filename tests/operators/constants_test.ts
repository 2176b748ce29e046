import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../lib/operators/operand.ts";
import { apply, type Given, ints, of, type Options, scalar, type Size } from "./_apply.ts";

const load = () => Promise.reject(new Error("no data"));
const three = { name: "", dtype: "int64", shape: [1], elements: [3], byteLength: 8, load } as const;

// The standard's text: one attribute holds the tensor, a number, a text, or a list.
const CONSTANTS: [attributes: NonNullable<Options["attributes"]>, dtype: string, shape: Size[], value: (Size | undefined)[]][] = [
  [{ value: three }, "int64", [1], [3]],
  [{ value_int: 5 }, "int64", [], [5]],
  [{ value_ints: [5, 6] }, "int64", [2], [5, 6]],
  [{ value_float: 0.5 }, "float32", [], [0.5]],
  [{ value_floats: [] }, "float32", [0], []],
  [{ value_string: "a" }, "string", [], ["a"]],
  [{ value_strings: ["a", "b"] }, "string", [2], ["a", "b"]],
];

Deno.test("Constant: what the attribute holds", () => {
  for (const [attributes, dtype, shape, value] of CONSTANTS) {
    const { shapes, dtypes, values, work } = apply("Constant", [], { attributes });
    assertEquals([shapes, dtypes, values, work], [[shape], [dtype], [value], { free: "movement" }]);
  }
  assertThrows(() => apply("Constant", []), Unknown, "the node has no value");
});

Deno.test("ConstantOfShape: as large as asked, zeros of float32 unless told otherwise", () => {
  assertEquals(apply("ConstantOfShape", [ints(2, 3)]).values, [[0, 0, 0, 0, 0, 0]]);
  assertEquals(apply("ConstantOfShape", [ints(2)], { attributes: { value: three } }).values, [[3, 3]]);
  assertEquals(apply("ConstantOfShape", [ints(2)], { attributes: { value: three } }).dtypes, ["int64"]);
  assertEquals(apply("ConstantOfShape", [ints()]).shapes, [[]]);
  assertEquals(apply("ConstantOfShape", [of("int64", 2)]).shapes, [["`node.axis0`", "`node.axis1`"]]);
});

// numpy: np.arange; the length is max(0, ⌈(limit − start) / delta⌉) by the standard's text.
const RANGES: [inputs: Given[], length: Size, value: number[]][] = [
  [[scalar(3), scalar(9), scalar(3)], 2, [3, 6]],
  [[scalar(10), scalar(4), scalar(-2)], 3, [10, 8, 6]],
  [[scalar(4), scalar(0), scalar(1)], 0, []],
  [[scalar(0, "float32"), scalar(1, "float32"), scalar(0.375, "float32")], 3, [0, 0.375, 0.75]],
];

Deno.test("Range: length, elements and work", () => {
  for (const [inputs, length, value] of RANGES) {
    const { shapes, values } = apply("Range", inputs);
    assertEquals([shapes, values], [[[length]], [value]]);
  }
  // The function body: start + i · delta.
  assertEquals(apply("Range", RANGES[0]![0]).work, { muls: 2, adds: 2 });
  assertEquals(apply("Range", [scalar(0), { dtype: "int64", shape: [] }, scalar(1)]).shapes, [["`node.length`"]]);
});

Deno.test("EyeLike: the input's sizes, its type or the one named", () => {
  const { shapes, dtypes, reads } = apply("EyeLike", [of("int32", "n", 4)], { attributes: { dtype: 1, k: 1 } });
  assertEquals([shapes, dtypes, reads], [[["n", 4]], ["float32"], {}]);
  assertEquals(apply("EyeLike", [of("int32", 3, 4)]).dtypes, ["int32"]);
});
