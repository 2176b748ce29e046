import { assertEquals } from "@std/assert";
import { apply, type Given, type Options, type Size, tensor } from "./_apply.ts";

// The standard's four examples: Y, indices, inverse_indices, counts.
const EXAMPLES: [X: Given, attributes: NonNullable<Options["attributes"]>, shape: Size[], values: number[][]][] = [
  [tensor("float32", [2, 1, 1, 3, 4, 3]), { sorted: 0 }, [4], [[2, 1, 3, 4], [0, 1, 3, 4], [0, 1, 1, 2, 3, 2], [1, 2, 2, 1]]],
  [tensor("float32", [1, 3, 2, 3], [2, 2]), {}, [3], [[1, 2, 3], [0, 2, 1], [0, 2, 1, 2], [1, 1, 2]]],
  [tensor("float32", [1, 0, 0, 1, 0, 0, 2, 3, 4], [3, 3]), { axis: 0 }, [2, 3], [[1, 0, 0, 2, 3, 4], [0, 2], [0, 0, 1], [2, 1]]],
  [tensor("float32", [1, 1, 0, 1, 2, 1, 0, 1, 1, 1, 0, 1, 2, 1, 0, 1], [2, 4, 2]), { axis: 1 }, [2, 3, 2], [
    [0, 1, 1, 1, 2, 1, 0, 1, 1, 1, 2, 1],
    [1, 0, 2],
    [1, 0, 2, 0],
    [2, 1, 1],
  ]],
];

Deno.test("Unique: the standard's examples", () => {
  for (const [X, attributes, shape, values] of EXAMPLES) {
    const answer = apply("Unique", [X], { attributes });
    assertEquals([answer.shapes[0], answer.values], [shape, values]);
    assertEquals(answer.dtypes, ["float32", "int64", "int64", "int64"]);
  }
});

Deno.test("Unique: how many there are, only the data tell", () => {
  const count = "`node.count`";
  assertEquals(apply("Unique", [["n", 3]]).shapes, [[count], [count], ["3*n"], [count]]);
  assertEquals(apply("Unique", [["n", 3]], { attributes: { axis: 1 } }).shapes, [["n", count], [count], [3], [count]]);
  assertEquals(apply("Unique", [[1]]).shapes, [[1], [1], [1], [1]]);
  assertEquals(apply("Unique", [[0]]).shapes[0], [0]);
  assertEquals(apply("Unique", [[2, 3]]).work, { compares: 6 });
});
