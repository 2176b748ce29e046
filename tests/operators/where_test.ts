import { assertEquals } from "@std/assert";
import { symbol } from "../../lib/model/dim.ts";
import { apply, of, tensor } from "./_apply.ts";

Deno.test("Where: shape, type and work", () => {
  const { shapes, dtypes, work } = apply("Where", [of("bool", 3, 1), of("float16", 4), of("float16", 2, 1, 1)]);
  assertEquals([shapes, dtypes, work], [[[2, 3, 4]], ["float16"], { free: "movement" }]);
});

Deno.test("Where: values", () => {
  // The idiom for a target shape whose −1 is replaced.
  const [condition, yes, no] = [tensor("bool", [1, 0, undefined]), tensor("int64", [7, 7, 7]), tensor("int64", [1, symbol("n"), 2])];
  assertEquals(apply("Where", [condition, yes, no]).values, [[7, "n", undefined]]);
  assertEquals(apply("Where", [tensor("bool", [0]), of("int64", 1), tensor("int64", [5])]).values, [[5]]);
});
