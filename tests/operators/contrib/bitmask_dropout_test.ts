import { assertEquals } from "@std/assert";
import { apply } from "../_apply.ts";

const domain = "com.microsoft";

Deno.test("BitmaskDropout and BitmaskBiasDropout: nothing is dropped, a bit an element", () => {
  const plain = apply("BitmaskDropout", [[3, 33]], { domain });
  assertEquals([plain.shapes, plain.dtypes, plain.work], [[[3, 33], [4]], ["float32", "uint32"], { free: "view" }]);
  const biased = apply("BitmaskBiasDropout", [[3, 33], [33], [3, 33]], { domain });
  assertEquals([biased.shapes, biased.work], [[[3, 33], [4]], { adds: 198 }]);
});
