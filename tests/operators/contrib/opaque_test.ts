import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply } from "../_apply.ts";

Deno.test("Snpe and EPContext say nothing of what they compute", () => {
  for (const name of ["Snpe", "EPContext"]) {
    const applied = apply(name, [[1, 3, 8, 8]], { domain: "com.microsoft", outputs: 2 });
    assertEquals(applied.shapes, [undefined, undefined]);
    assertThrows(() => applied.work, Unknown);
  }
});
