import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, type Given, ints, of, type Options, type Size, tensor } from "./_apply.ts";

const INT64_MAX = 2 ** 63;

// The standard's examples, and numpy's slices of the same numbers.
const SHAPES: [inputs: Given[], options: Options, shape: Size[]][] = [
  [[[20, 10, 5], ints(0, 0), ints(3, 10), ints(0, 1), ints(1, 1)], {}, [3, 10, 5]],
  [[[20, 10, 5], ints(0, 0, 3), ints(20, 10, 4)], {}, [20, 10, 1]],
  [[[20, 10, 5], ints(0), ints(-1), ints(1), ints(1)], {}, [20, 9, 5]],
  [[[20, 10, 5], ints(1000), ints(1000), ints(1), ints(1)], {}, [20, 0, 5]],
  [[[20, 10, 5], ints(20, 10, 4), ints(0, 0, 1), ints(0, 1, 2), ints(-1, -3, -2)], {}, [19, 3, 2]],
  [[[20, 10, 5], ints(0, 0, 3), ints(20, 10, 4), ints(0, -2, -1)], {}, [20, 10, 1]],
  [[[3], ints(-4), ints(-INT64_MAX), ints(0), ints(-1)], {}, [1]], // the standard clamps the start to 0; numpy would take nothing
  [[[20, 10, 5]], { opset: 1, attributes: { starts: [0, 1], ends: [3, 9], axes: [0, 1] } }, [3, 8, 5]],
  [[["n", "seq"], ints(1), ints(INT64_MAX), ints(1)], {}, ["n", "max(0, seq - 1)"]],
  [[["n", "seq"], ints(0), ints(-1), ints(1)], {}, ["n", "max(0, seq - 1)"]],
  [[["n", "seq"], ints(-1), ints(-INT64_MAX), ints(1), ints(-1)], {}, ["n", "seq"]],
  [[["n", 9], of("int64", 1), ints(4), ints(1)], {}, ["n", "`node.axis1`"]],
  [[["n", 9], ints(0), ints(4), of("int64", 1)], {}, ["`node.axis0`", "`node.axis1`"]],
];

Deno.test("Slice: shapes", () => {
  for (const [inputs, options, shape] of SHAPES) assertEquals(apply("Slice", inputs, options).shapes, [shape]);
});

Deno.test("Slice: elements, forward and backward", () => {
  const data = tensor("int64", [0, 1, 2, 3, 4, 5], [2, 3]);
  // numpy: np.arange(6).reshape(2, 3)[:, ::-2] and [1:, 1:]
  assertEquals(apply("Slice", [data, ints(-1), ints(-INT64_MAX), ints(1), ints(-2)]).values, [[2, 0, 5, 3]]);
  assertEquals(apply("Slice", [data, ints(1, 1), ints(9, 9)]).values, [[4, 5]]);
  assertEquals(apply("Slice", [data, ints(1, 1), ints(9, 9)]).reads, { data: 2 });
  assertEquals(apply("Slice", [data, ints(1, 1), ints(9, 9)]).work, { free: "movement" });
});

Deno.test("Slice: what contradicts the definition is said", () => {
  assertThrows(() => apply("Slice", [[4], ints(0), ints(2), ints(0), ints(0)]), Contradiction, "steps must not be 0");
  assertThrows(() => apply("Slice", [[4, 4], ints(0, 1), ints(2)]), Contradiction, "starts, ends and axes must have one length");
  assertThrows(() => apply("Slice", [[4], ints(0), ints(2), ints(3)]), Contradiction, "axis must be within [-1, 0]");
});
