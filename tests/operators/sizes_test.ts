import { assertEquals } from "@std/assert";
import { apply, type Options, type Size } from "./_apply.ts";

// The standard's examples of Shape: of [2, 3, 4] from start to end, negative ones counted from the back, both kept within the list.
const SHAPES: [attributes: NonNullable<Options["attributes"]>, sizes: Size[]][] = [
  [{}, [2, "n", 4]],
  [{ start: -1 }, [4]],
  [{ end: -1 }, [2, "n"]],
  [{ start: 1, end: 2 }, ["n"]],
  [{ start: -9, end: 9 }, [2, "n", 4]],
  [{ start: 2, end: 1 }, []],
];

Deno.test("Shape: the sizes, symbolic ones too", () => {
  for (const [attributes, sizes] of SHAPES) {
    const { shapes, dtypes, values, work, reads } = apply("Shape", [[2, "n", 4]], { attributes });
    assertEquals([shapes, dtypes, values], [[[sizes.length]], ["int64"], [sizes]]);
    assertEquals([work, reads], [{ free: "shape" }, {}]);
  }
});

Deno.test("Size: the number of elements", () => {
  assertEquals(apply("Size", [[2, "n", 4]]).values, [["8*n"]]);
  assertEquals(apply("Size", [[2, "n", 4]]).shapes, [[]]);
  assertEquals(apply("Size", [[]]).values, [[1]]);
});
