import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply, ints, of } from "../_apply.ts";

const domain = "com.microsoft";

Deno.test("QuantizeBFP and DequantizeBFP: bytes of a form that is not stated", () => {
  const to = apply("QuantizeBFP", [[4, 8]], { domain, attributes: { bfp_type: 1 } });
  assertEquals([to.shapes, to.dtypes], [[["`node.bytes`"], [2], [2]], ["uint8", "int64", "int64"]]);
  assertThrows(() => to.work, Unknown);
  const from = apply("DequantizeBFP", [of("uint8", "n"), ints(4, 8), ints(8, 1)], { domain, attributes: { bfp_type: 1, dtype: 10 } });
  assertEquals([from.shapes, from.dtypes], [[[4, 8]], ["float16"]]);
});
