import { assertEquals } from "@std/assert";
import { apply, ints, of } from "../_apply.ts";

Deno.test("CropAndResize", () => {
  const inputs = [[1, 3, 32, 32], ["r", 4], of("int32", "r"), ints(7, 5)] as const;
  const linear = apply("CropAndResize", inputs, { domain: "com.microsoft" });
  assertEquals(linear.shapes, [["r", 3, 7, 5]]);
  // By hand: 12 places a region (product, sum, rounding, 2 weights), 4 scale and start terms an axis, 105 samples of 3 sums of two.
  assertEquals(linear.work, { muls: "646*r", adds: "353*r", divs: "2*r", rounds: "12*r" });
  const nearest = apply("CropAndResize", inputs, { domain: "com.microsoft", attributes: { mode: "nearest" } });
  assertEquals(nearest.work, { muls: "16*r", adds: "14*r", divs: "2*r", rounds: "12*r" });
});
