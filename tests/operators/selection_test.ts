import { assertEquals } from "@std/assert";
import { apply, type Given, of, type Options, scalar, type Size, tensor } from "./_apply.ts";

// Sizes that the data tell are symbols of the node's own; with known data, the standard's examples.
const SHAPES: [op: string, inputs: Given[], options: Options, shapes: Size[][]][] = [
  ["NonZero", [tensor("bool", [1, 0, 1, 1], [2, 2])], {}, [[2, 3]]],
  ["NonZero", [["n", 4]], {}, [[2, "`node.count`"]]],
  ["NonZero", [tensor("float32", [3], [])], {}, [[1, 1]]],
  ["Compress", [[3, 2], tensor("bool", [0, 1, 1])], { attributes: { axis: 0 } }, [[2, 2]]],
  ["Compress", [[3, 2], tensor("bool", [0, 1, 0, 0, 1])], {}, [[2]]],
  ["Compress", [["n", 2], of("bool", "n")], { attributes: { axis: -2 } }, [["`node.count`", 2]]],
  ["TopK", [[3, 4], tensor("int64", [3])], { attributes: { axis: 1 } }, [[3, 3], [3, 3]]],
  ["TopK", [["n", 4]], { opset: 1, attributes: { k: 2 } }, [["n", 2], ["n", 2]]],
  ["TopK", [["n", 4], of("int64", 1)], {}, [["n", "`node.k`"], ["n", "`node.k`"]]],
  ["OneHot", [of("int64", 3), scalar(12), of("float32", 2)], {}, [[3, 12]]],
  ["OneHot", [of("int64", "n", 3), tensor("float32", [10]), of("int32", 2)], { attributes: { axis: 1 } }, [["n", 10, 3]]],
  ["OneHot", [of("int64", 3), of("int64"), of("float32", 2)], {}, [[3, "`node.depth`"]]],
];

Deno.test("selection: shapes", () => {
  for (const [op, inputs, options, shapes] of SHAPES) assertEquals(apply(op, inputs, options).shapes, shapes, `${op} to ${shapes}`);
});

Deno.test("selection: types and elements", () => {
  assertEquals(apply("TopK", [of("float16", 3, 4), tensor("int64", [3])]).dtypes, ["float16", "int64"]);
  assertEquals(apply("OneHot", [of("int64", 3), scalar(12), of("float16", 2)]).dtypes, ["float16"]);
  assertEquals(apply("NonZero", [tensor("bool", [1, 0, 1, 1], [2, 2])]).values, [[0, 1, 1, 0, 0, 1]]);
});

Deno.test("selection: each element is looked at once, what is picked is moved", () => {
  assertEquals(apply("NonZero", [[3, 4]]).work, { compares: 12 });
  assertEquals(apply("TopK", [[3, 4], tensor("int64", [2])]).work, { compares: 12 });
  assertEquals(apply("OneHot", [of("int64", 3), scalar(12), of("float32", 2)]).work, { free: "movement" });
  const { work, reads } = apply("Compress", [[3, 2], tensor("bool", [0, 1, 1])], { attributes: { axis: 0 } });
  assertEquals([work, reads], [{ free: "movement" }, { input: 4 }]);
});
