import { assertMatch, assertThrows } from "@std/assert";
import { nn, profile } from "../mod.ts";

Deno.test("a report's chart() refuses a chart or a metric that there is not, with those that there are", async () => {
  const report = await profile("examples/resnet50.onnx");
  assertThrows(() => report.chart("pie" as never), RangeError, `Cannot draw chart "pie" as it must be one of: costAgainstSize,`);
  assertThrows(
    () => report.chart("costPerModule", { metric: "peak" as never }),
    RangeError,
    `Cannot draw metric "peak" as it must be one of: macs,`,
  );
});

Deno.test("a network without parameters says nothing of where they are stored", async () => {
  const report = String(await profile(new nn.ReLU(), { inputs: { x: [1, 8] } }));
  assertMatch(report, /^parameters +0$/m);
});
