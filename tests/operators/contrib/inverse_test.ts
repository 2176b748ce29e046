import { assertEquals } from "@std/assert";
import { apply } from "../_apply.ts";

Deno.test("Inverse: Gauss and Jordan's elimination", () => {
  // By hand for 2×2: a pivot takes 1 reciprocal, 1 + 1 products, 1 product less another; there are 2 pivots.
  const applied = apply("Inverse", [[5, 2, 2]], { domain: "com.microsoft" });
  assertEquals([applied.shapes, applied.work], [[[5, 2, 2]], { divs: 10, muls: 20, macs: 10 }]);
  assertEquals(apply("Inverse", [[1, 1]], { domain: "com.microsoft" }).work, { divs: 1 });
});
