import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, ints, type Options, type Size } from "./_apply.ts";

type Attributes = NonNullable<Options["attributes"]>;

// Shapes from onnx 1.12's shape inference; those with ceil_mode from PyTorch's documentation of MaxPool2d ("windows that would start in the right
// padded region are ignored"), which onnx took over later (onnx/onnx#5741).
const SHAPES: [op: string, X: Size[], attributes: Attributes, Y: Size[]][] = [
  ["MaxPool", [1, 64, 112, 112], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }, [1, 64, 56, 56]],
  ["MaxPool", [1, 64, 55, 55], { kernel_shape: [3, 3], strides: [2, 2] }, [1, 64, 27, 27]],
  ["MaxPool", [1, 1, 6], { kernel_shape: [3], strides: [2], ceil_mode: 1 }, [1, 1, 3]],
  ["MaxPool", [1, 1, 6], { kernel_shape: [1], strides: [2], ceil_mode: 1 }, [1, 1, 3]],
  ["MaxPool", [1, 1, 4, 4], { kernel_shape: [2, 2], dilations: [2, 2] }, [1, 1, 2, 2]],
  ["AveragePool", [1, 2, 7, 7], { kernel_shape: [7, 7] }, [1, 2, 1, 1]],
  ["AveragePool", [1, 2, 7, 9], { kernel_shape: [2, 2], strides: [2, 2], auto_pad: "SAME_UPPER" }, [1, 2, 4, 5]],
  ["LpPool", [1, 2, 7], { kernel_shape: [2], strides: [2], p: 3 }, [1, 2, 3]],
  ["GlobalAveragePool", ["n", 2048, 7, 7], {}, ["n", 2048, 1, 1]],
  ["GlobalMaxPool", [2, 5, 7], {}, [2, 5, 1]],
  ["GlobalLpPool", [2, 5, 7, 7, 7], {}, [2, 5, 1, 1, 1]],
];

Deno.test("poolings: shapes", () => {
  for (const [op, X, attributes, Y] of SHAPES) assertEquals(apply(op, [X], { attributes }).shapes[0], Y, `${op} of ${X}`);
});

Deno.test("MaxPool: the indices are int64 of the same shape", () => {
  const { shapes, dtypes } = apply("MaxPool", [[1, 2, 8, 8]], { attributes: { kernel_shape: [2, 2], strides: [2, 2] } });
  assertEquals(shapes, [[1, 2, 4, 4], [1, 2, 4, 4]]);
  assertEquals(dtypes, ["float32", "int64"]);
});

Deno.test("poolings: a missing kernel is said", () => {
  assertThrows(() => apply("MaxPool", [[1, 2, 8, 8]]), Contradiction, "kernel_shape must be present");
});

// By hand: a mean over n takes n − 1 adds and a division, the largest n − 1 comparisons; 9 outputs of 4 elements each, or 2 of 36.
const WORK: [op: string, attributes: Attributes, work: { [name: string]: number }][] = [
  ["MaxPool", { kernel_shape: [2, 2], strides: [2, 2] }, { compares: 54 }],
  ["AveragePool", { kernel_shape: [2, 2], strides: [2, 2] }, { adds: 54, divs: 18 }],
  ["LpPool", { kernel_shape: [2, 2], strides: [2, 2] }, { muls: 72, adds: 54, sqrts: 18 }],
  ["LpPool", { kernel_shape: [2, 2], strides: [2, 2], p: 1 }, { signs: 72, adds: 54 }],
  ["LpPool", { kernel_shape: [2, 2], strides: [2, 2], p: 3 }, { signs: 72, pows: 90, adds: 54 }],
  ["GlobalAveragePool", {}, { adds: 70, divs: 2 }],
  ["GlobalMaxPool", {}, { compares: 70 }],
  ["GlobalLpPool", {}, { muls: 72, adds: 70, sqrts: 2 }],
];

Deno.test("poolings: work", () => {
  for (const [op, attributes, work] of WORK) assertEquals(apply(op, [[1, 2, 6, 6]], { attributes, outputs: 1 }).work, work, op);
});

Deno.test("MaxUnpool: shapes", () => {
  const attributes = { kernel_shape: [2, 2], strides: [2, 2] };
  assertEquals(apply("MaxUnpool", [[1, 1, 2, 2], [1, 1, 2, 2]], { attributes }).shapes, [[1, 1, 4, 4]]); // the standard's first example
  assertEquals(apply("MaxUnpool", [[1, 1, 2, 2], [1, 1, 2, 2], ints(1, 1, 5, 5)], { attributes }).shapes, [[1, 1, 5, 5]]); // and its second
  assertEquals(apply("MaxUnpool", [[1, 1, 2, 2], [1, 1, 2, 2]], { attributes }).work, { free: "movement" });
});
