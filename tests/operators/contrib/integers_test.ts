import { assertEquals } from "@std/assert";
import { apply, of } from "../_apply.ts";

const domain = "com.microsoft";

Deno.test("MulInteger: less the zero points, 32 bits", () => {
  const applied = apply("MulInteger", [of("uint8", 4, 1), of("uint8"), of("uint8", 3)], { domain });
  assertEquals([applied.shapes, applied.dtypes], [[[4, 3]], ["int32"]]);
  assertEquals(applied.work, { muls: 12, adds: 4 });
});

Deno.test("ReduceSumInteger is ReduceSum with 32 bits", () => {
  const options = { domain, attributes: { axes: [1], keepdims: 0 } };
  const applied = apply("ReduceSumInteger", [of("uint8", 2, 5, 3)], options);
  assertEquals([applied.shapes, applied.dtypes, applied.work], [[[2, 3]], ["uint32"], { adds: 24 }]);
  const kept = apply("ReduceSumInteger", [of("int8", 2, 5, 3)], { domain, attributes: { axes: [-1], keepdims: 1 } });
  assertEquals([kept.shapes, kept.dtypes], [[[2, 5, 1]], ["int32"]]);
});
