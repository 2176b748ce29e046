import { assertEquals } from "@std/assert";
import { apply, scalar } from "./_apply.ts";

Deno.test("running sums and products: shape and work", () => {
  // 6 rows of 4, or 8 columns of 3.
  assertEquals(apply("CumSum", [[2, 3, 4], scalar(2)]).shapes, [[2, 3, 4]]);
  assertEquals(apply("CumSum", [[2, 3, 4], scalar(-1)]).work, { adds: 18 });
  assertEquals(apply("CumSum", [[2, 3, 4], scalar(1)]).work, { adds: 16 });
  assertEquals(apply("CumSum", [[2, 3, 4], scalar(2)], { attributes: { exclusive: 1 } }).work, { adds: 12 });
  assertEquals(apply("CumProd", [["n", 4], scalar(1)]).work, { muls: "3*n" });
});
