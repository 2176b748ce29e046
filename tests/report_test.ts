import { assertThrows } from "@std/assert";
import { profile } from "../mod.ts";

Deno.test("a report's chart() refuses a chart or a metric that there is not, with those that there are", async () => {
  const report = await profile("examples/resnet50.onnx");
  assertThrows(() => report.chart("pie" as never), RangeError, `Cannot draw chart "pie" as it must be one of: costAgainstSize,`);
  assertThrows(
    () => report.chart("costPerModule", { metric: "peak" as never }),
    RangeError,
    `Cannot draw metric "peak" as it must be one of: macs,`,
  );
});
