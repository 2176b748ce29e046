import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction, Unknown } from "../../lib/operators/operand.ts";
import { apply, type Given, ints, of, type Options, type Size, tensor } from "./_apply.ts";

// Shapes from onnx 1.12's shape inference.
const SHAPES: [op: string, inputs: Given[], options: Options, reduced: Size[]][] = [
  ["ReduceMean", [["n", 64, 7, 7]], { opset: 13, attributes: { axes: [2, 3] } }, ["n", 64, 1, 1]],
  ["ReduceMean", [["n", 64, 7, 7]], { opset: 13, attributes: { axes: [-1, 2], keepdims: 0 } }, ["n", 64]],
  ["ReduceMean", [["n", 64, 7, 7], ints(2, 3)], { opset: 18, attributes: { keepdims: 0 } }, ["n", 64]],
  ["ReduceSum", [[2, 3], ints(-2)], { opset: 13 }, [1, 3]],
  ["ReduceSum", [[2, 3]], { opset: 11, attributes: { axes: [1], keepdims: 0 } }, [2]],
  ["ReduceMax", [[2, 3]], {}, [1, 1]],
  ["ReduceMax", [[2, 3]], { attributes: { keepdims: 0 } }, []],
  ["ReduceProd", [[2, 3]], { attributes: { noop_with_empty_axes: 1 } }, [2, 3]],
  ["ReduceProd", [[2, 3], ints()], { attributes: { noop_with_empty_axes: 1 } }, [2, 3]],
  ["ArgMax", [["n", 1000]], { attributes: { axis: 1, keepdims: 0 } }, ["n"]],
  ["ArgMin", [["n", 1000]], { attributes: { axis: -1 } }, ["n", 1]],
];

Deno.test("reductions: shapes", () => {
  for (const [op, inputs, options, reduced] of SHAPES) assertEquals(apply(op, inputs, options).shapes, [reduced], op);
});

Deno.test("reductions: axes that are not known or do not exist", () => {
  assertThrows(() => apply("ReduceMean", [[2, 3], of("int64", 1)]), Unknown, "the value of axes is not known");
  assertThrows(() => apply("ReduceMean", [[2, 3], ints(2)]), Contradiction, "axis must be within [-2, 1]");
});

Deno.test("reductions: indices are int64", () => {
  assertEquals(apply("ArgMax", [[2, 3]]).dtypes, ["int64"]);
});

// By hand: 12 elements to 3, so 9 are joined to another; then what the standard's function bodies do before and after.
const WORK: [op: string, work: { [name: string]: number }][] = [
  ["ReduceSum", { adds: 9 }],
  ["ReduceMean", { adds: 9, divs: 3 }],
  ["ReduceMax", { compares: 9 }],
  ["ReduceMin", { compares: 9 }],
  ["ReduceProd", { muls: 9 }],
  ["ReduceL1", { signs: 12, adds: 9 }],
  ["ReduceL2", { muls: 12, adds: 9, sqrts: 3 }],
  ["ReduceSumSquare", { muls: 12, adds: 9 }],
  ["ReduceLogSum", { adds: 9, logs: 3 }],
  ["ReduceLogSumExp", { exps: 12, adds: 9, logs: 3 }],
];

Deno.test("reductions: work", () => {
  for (const [op, work] of WORK) assertEquals(apply(op, [[3, 4], ints(1)]).work, work, op);
  assertEquals(apply("ArgMax", [[3, 4]], { attributes: { axis: 1 } }).work, { compares: 9 });
  assertEquals(apply("ReduceMean", [["n", 64, 7, 7], ints(2, 3)]).work, { adds: "3072*n", divs: "64*n" });
});

// numpy: np.array([[2, 3, 4], [5, 6, 7]]), reduced along axis 1 and along all.
Deno.test("reductions: values", () => {
  const data = tensor("int64", [2, 3, 4, 5, 6, 7], [2, 3]);
  const value = (op: string, ...axes: number[]) => apply(op, [data, ints(...axes)], { attributes: { keepdims: 0 } }).values[0];
  assertEquals(value("ReduceProd", 1), [24, 210]);
  assertEquals(value("ReduceSum", 0), [7, 9, 11]);
  assertEquals(value("ReduceMax"), [7]);
  assertEquals(value("ReduceMin", -1), [2, 5]);
  const halves = tensor("float32", [1, 2]);
  assertEquals(apply("ReduceMean", [halves]).values, [[1.5]]);
});
