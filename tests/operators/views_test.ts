import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction, Unknown } from "../../lib/operators/operand.ts";
import { apply, type Given, ints, of, type Options, type Size, tensor } from "./_apply.ts";

// From the examples and texts of the standard (docs/Operators.md); numbers in old and new versions: onnxruntime_cases_test.ts.
const SHAPES: [op: string, inputs: Given[], options: Options, shape: Size[]][] = [
  ["Reshape", [[2, 3, 4], ints(4, 2, 3)], {}, [4, 2, 3]],
  ["Reshape", [[2, 3, 4], ints(2, -1, 2)], {}, [2, 6, 2]],
  ["Reshape", [[2, 3, 4], ints(0, 0, 1, -1)], {}, [2, 3, 1, 4]],
  ["Reshape", [[0, 3, 4], ints(3, 4, 0)], { attributes: { allowzero: 1 } }, [3, 4, 0]],
  ["Reshape", [[2, 3, 4]], { opset: 1, attributes: { shape: [-1, 4] } }, [6, 4]],
  ["Reshape", [["batch", "seq", 768], ints(0, 0, 12, 64)], {}, ["batch", "seq", 12, 64]],
  ["Reshape", [["batch", 12, "seq", 64], ints(-1, 64)], {}, ["12*batch*seq", 64]],
  ["Flatten", [[2, 3, 4, 5]], {}, [2, 60]],
  ["Flatten", [[2, 3, 4, 5]], { attributes: { axis: -1 } }, [24, 5]],
  ["Flatten", [["n", 3, 4, 5]], { attributes: { axis: 0 } }, [1, "60*n"]],
  ["Flatten", [[2, 3]], { attributes: { axis: 2 } }, [6, 1]],
  ["Squeeze", [[1, 3, 1, 5]], {}, [3, 5]],
  ["Squeeze", [[1, 3, 1, 5], ints(-2)], {}, [1, 3, 5]],
  ["Squeeze", [["n", 3, "one", 5], ints(2)], {}, ["n", 3, 5]],
  ["Squeeze", [[1, 3, 1, 5]], { opset: 11, attributes: { axes: [0, 2] } }, [3, 5]],
  ["Unsqueeze", [[3, 4, 5], ints(-2)], {}, [3, 4, 1, 5]],
  ["Unsqueeze", [[3, 4, 5], ints(5, 4, 2)], {}, [3, 4, 1, 5, 1, 1]],
  ["Unsqueeze", [["n"]], { opset: 11, attributes: { axes: [0, -1] } }, [1, "n", 1]],
  ["Identity", [["n", 2]], {}, ["n", 2]],
];

Deno.test("views: shapes, the same memory, and no work", () => {
  for (const [op, inputs, options, shape] of SHAPES) {
    const { shapes, work } = apply(op, inputs, options);
    assertEquals(shapes, [shape], `${op} to ${shape}`);
    assertEquals(work, { free: "view" });
  }
});

Deno.test("views: elements stay in their order, symbolic ones too", () => {
  const value = tensor("int64", [1, 2, 3, 4, 5, 6], [2, 3]);
  assertEquals(apply("Reshape", [value, ints(3, 2)]).values, [[1, 2, 3, 4, 5, 6]]);
  assertEquals(apply("Unsqueeze", [tensor("int64", [7], []), ints(0)]).values, [[7]]);
});

Deno.test("Reshape: a target that is known in part", () => {
  const partly = (...elements: (number | undefined)[]): Given => ({ dtype: "int64", shape: [elements.length], value: elements });
  assertEquals(apply("Reshape", [[2, 3, 4], partly(2, undefined, 4)]).shapes, [[2, 3, 4]]);
  assertEquals(apply("Reshape", [[2, 3, 4], partly(undefined, 3, undefined)]).shapes, [["`node.axis0`", 3, "`node.axis2`"]]);
  assertEquals(apply("Reshape", [[2, 3, 4], of("int64", 2)]).shapes, [["`node.axis0`", "`node.axis1`"]]);
});

Deno.test("Dropout: at inference the input itself; the mask had the data's type once", () => {
  assertEquals(apply("Dropout", [["n", 4]]).types.map((type) => type?.kind === "tensor" && type.dtype), ["float32", "bool"]);
  assertEquals(apply("Dropout", [["n", 4]], { opset: 7 }).dtypes, ["float32", "float32"]);
  const trained = apply("Dropout", [tensor("float32", [1, 2]), tensor("float32", [0.5], []), tensor("bool", [1], [])]);
  assertThrows(() => trained.values, Unknown, "which elements training drops");
});

Deno.test("views: what contradicts the definition is said", () => {
  assertThrows(() => apply("Reshape", [[2, 3], ints(4, 2)]), Contradiction, "the target shape must hold 6 elements");
  assertThrows(() => apply("Reshape", [[2, 3], ints(-1, 4)]), Contradiction, "must hold 6 elements");
  assertThrows(() => apply("Reshape", [[2, 0], ints(0, 0, -1)]), Unknown, "beside a size of 0");
  assertThrows(() => apply("Squeeze", [[2, 3], ints(0)]), Contradiction, "axis 0 must have size 1");
  assertThrows(() => apply("Squeeze", [["n", 3]]), Unknown, "whether size n is 1");
  assertThrows(() => apply("Unsqueeze", [[2], ints(0, 0)]), Contradiction, "axes must differ");
});

Deno.test("Squeeze: an empty list of axes", () => {
  // onnxruntime 1.30 drops every axis of size 1, NumPy and with it the standard's reference none.
  assertThrows(() => apply("Squeeze", [[1, 2], ints()]), Unknown, "not agreed on");
  assertEquals(apply("Squeeze", [[3, 2], ints()]).shapes, [[3, 2]]);
});
