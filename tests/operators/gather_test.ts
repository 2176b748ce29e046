import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction, Unknown } from "../../lib/operators/operand.ts";
import { apply, type Given, of, type Options, type Size, tensor } from "./_apply.ts";

// The standard's examples (docs/Operators.md).
const SHAPES: [op: string, inputs: Given[], attributes: Options["attributes"], shape: Size[]][] = [
  ["Gather", [[5, 4, 3, 2], of("int64", 3)], { axis: 0 }, [3, 4, 3, 2]],
  ["Gather", [[5, 4, 3, 2], of("int64", 2, 6)], { axis: -3 }, [5, 2, 6, 3, 2]],
  ["Gather", [[50257, 768], of("int64", "batch", "seq")], {}, ["batch", "seq", 768]],
  ["Gather", [["n"], of("int64")], {}, []],
  ["GatherElements", [[3, 3], of("int64", 2, 3)], { axis: 0 }, [2, 3]],
  ["GatherND", [[2, 2], of("int64", 2, 2)], {}, [2]],
  ["GatherND", [[2, 2], of("int64", 2, 1)], {}, [2, 2]],
  ["GatherND", [["n", 2, 5], of("int64", "n", 1)], { batch_dims: 1 }, ["n", 5]],
];

Deno.test("gathers: shapes", () => {
  for (const [op, inputs, attributes, shape] of SHAPES) {
    assertEquals(apply(op, inputs, { attributes: attributes! }).shapes, [shape], `${op} to ${shape}`);
  }
});

Deno.test("gathers: elements, from the standard's examples", () => {
  const data = tensor("float32", [1, 1.2, 2.3, 3.4, 4.5, 5.7], [3, 2]);
  assertEquals(apply("Gather", [data, tensor("int64", [0, 1, 1, 2], [2, 2])]).values, [[1, 1.2, 2.3, 3.4, 2.3, 3.4, 4.5, 5.7]]);
  const square = tensor("int64", [1, 2, 3, 4], [2, 2]);
  assertEquals(apply("GatherElements", [square, tensor("int64", [0, 0, 1, 0], [2, 2])], { attributes: { axis: 1 } }).values, [[
    1,
    1,
    4,
    3,
  ]]);
  const cube = tensor("int64", [0, 1, 2, 3, 4, 5, 6, 7], [2, 2, 2]);
  assertEquals(apply("GatherND", [cube, tensor("int64", [0, 1, 1, 0], [2, 2])]).values, [[2, 3, 4, 5]]);
  assertEquals(apply("Gather", [tensor("int64", [7, 8]), tensor("int64", [-1], [])]).values, [[8]]);
  assertEquals(apply("Gather", [tensor("int64", [7, 8]), tensor("int64", [5], [])]).values, [[undefined]]);
});

Deno.test("gathers: an ideal kernel reads what it puts out, and all indices", () => {
  const { reads, work } = apply("Gather", [[50257, 768], of("int64", 1, 6)]);
  assertEquals([reads, work], [{ data: 4608 }, { free: "movement" }]);
});

Deno.test("gathers: what contradicts the definition is said", () => {
  assertThrows(() => apply("Gather", [[5], of("int64", 1)], { attributes: { axis: 1 } }), Contradiction, "axis must be within [-1, 0]");
  assertThrows(() => apply("GatherND", [[5], of("int64", 1, 2)]), Contradiction, "indices must name at most 1 axes: they name 2");
  assertThrows(() => apply("GatherND", [[5], of("int64", 1, "k")]), Unknown, "how many axes indices name depends on k");
});
