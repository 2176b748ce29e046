import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply } from "../_apply.ts";

const domain = "com.microsoft";

Deno.test("CDist: each row with each", () => {
  const run = (metric?: string) => apply("CDist", [["m", 4], [5, 4]], { domain, ...(metric && { attributes: { metric } }) });
  assertEquals(run().shapes, [["m", 5]]);
  // Of a pair of rows: 4 differences, 4 squares, 3 sums.
  assertEquals(run().work, { adds: "35*m", muls: "20*m" });
  assertEquals(run("euclidean").work, { adds: "35*m", muls: "20*m", sqrts: "5*m" });
  assertEquals(run("cityblock").work, { adds: "35*m", signs: "20*m" });
  assertEquals(run("chebyshev").work, { adds: "20*m", signs: "20*m", compares: "15*m" });
  assertThrows(() => run("yule").work, Unknown);
});

Deno.test("DynamicTimeWarping: a way as long as the data say", () => {
  const applied = apply("DynamicTimeWarping", [[1, 4, 6]], { domain });
  assertEquals([applied.shapes, applied.dtypes], [[[2, "`node.steps`"]], ["int32"]]);
  assertEquals(applied.work, { compares: 48, adds: 24 });
  assertEquals(apply("DynamicTimeWarping", [[1, 0, 6]], { domain }).shapes, [[2, 0]]); // as onnxruntime 1.30 gives it
});
