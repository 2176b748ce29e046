import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { ArgumentError } from "../../lib/analysis/argument_error.ts";
import type { Budget } from "../../lib/analysis/budget.ts";
import { overrunText } from "../../lib/display/budget_text.ts";
import { profile } from "../../lib/profile.ts";
import { model, tensor, value } from "./_models.ts";

const resnet = "examples/resnet50.onnx"; // 4,087,339,008 macs by torchvision's table for 1,000 classes, less 901 × 2,048
const free = "tests/data/zoo/lstm_lm.dyn.onnx";

/** The rows of `data` for which `mask` is true, times a matrix of 8 × 4: 32 macs a row, of which there are 0 to 10. */
const rowsByMask = model({
  inputs: [value("data", [10, 8]), value("mask", [10], "bool")],
  outputs: ["y"],
  tensors: [tensor("w", [8, 4])],
  nodes: [
    { op: "Compress", inputs: ["data", "mask"], outputs: ["rows"], attributes: { axis: 0 } },
    { op: "MatMul", inputs: ["rows", "w"], outputs: ["y"] },
  ],
});

Deno.test("a number is within its limit when it equals it, and over by one more", async () => {
  const report = await profile(resnet);
  assertEquals(report.overruns({ macs: 4_087_339_008, parameters: "25M", parameterBytes: "100MB", peak: "10MiB", flops: "8.3G" }), []);
  assertEquals(report.overruns({}), []);
  const [over] = report.overruns({ macs: 4_087_339_007 });
  assertEquals(over, { name: "macs", isBytes: false, limit: 4_087_339_007, value: 4_087_339_008, atLeast: false });
  assertEquals(report.overruns({ macs: 1, parameters: 1, parameterBytes: 1, peak: 1, flops: 1 }).length, 5);
});

Deno.test("a tool's number is held against the limit where its convention was asked for", async () => {
  const report = await profile(resnet, { convention: "torch" });
  const [over] = report.overruns({ flops: "8.17G" });
  assertEquals([over!.convention, over!.value], ["torch", 8_174_678_016]);
});

Deno.test("a closed form is no pass, whatever the limit: the error says how to give the sizes", async () => {
  const report = await profile(free);
  for (const name of ["macs", "flops", "peak"] as const) {
    const error = assertThrows(() => report.overruns({ [name]: "1T" }), ArgumentError, "batch, seq are free");
    assertStringIncludes(error.message, "--dim batch=1");
  }
  assertEquals(report.overruns({ parameters: 424_424 }), []); // does not depend on them
  const half = await profile(free, { dims: { batch: 1 } });
  assertThrows(() => half.overruns({ macs: "1T" }), ArgumentError, "seq is free: give it a value (--dim seq=1");
});

Deno.test("a part that is not known is no pass, but enough to be over", async () => {
  const custom = await profile("examples/custom_operator.onnx", { dims: { points: 100 } });
  const error = assertThrows(() => custom.overruns({ macs: "1T" }), RangeError, "no rule for operator PairwiseDistance");
  assertStringIncludes(error.message, "(operators)");
  assertThrows(() => custom.overruns({ peak: "1TB" }), RangeError, "not wholly known");
  const [over] = custom.overruns({ peak: 100 });
  assertEquals([over!.atLeast, over!.limit], [true, 100]);
  assertStringIncludes(overrunText(over!), "peak activations over budget: at least ");
});

Deno.test("a number that depends on the data is within where its most is, over where its least is, and else undecided", async () => {
  const report = await profile(rowsByMask);
  assertEquals(report.overruns({ macs: 320 }), []);
  assertThrows(() => report.overruns({ macs: 319 }), RangeError, "they depend on the data: 0 to 320");
  const [over] = report.overruns({ peak: 9 });
  assertEquals([over!.name, over!.atLeast], ["peak", true]);
});

Deno.test("weights without a graph have parameters alone", async () => {
  const weights = await profile("tests/data/weights/training.pt");
  assertThrows(() => weights.overruns({ macs: "1T" }), RangeError, "the file holds weights and no graph");
  assertThrows(() => weights.overruns({ peak: "1T" }), RangeError, "the file holds weights and no graph");
  assertEquals(weights.overruns({ parameters: "1T" }), []);
});

Deno.test("numbers above 2^53 are compared exactly", async () => {
  const huge = await profile(free, { dims: { batch: 2 ** 40, seq: 1024 } });
  const [over] = huge.overruns({ macs: "1G" });
  assertEquals(over!.value, 357376n * 2n ** 50n);
  assertStringIncludes(overrunText(over!), `over by ${(357376n * 2n ** 50n - 1_000_000_000n).toLocaleString("en-US")}`);
});

Deno.test("what cannot be limited is refused", async () => {
  const report = await profile(resnet);
  assertThrows(
    () => report.overruns({ latency: 1 } as Budget),
    ArgumentError,
    "must be one of: macs, flops, parameters, parameterBytes, peak",
  );
  assertThrows(() => report.overruns({ constructor: 1 } as unknown as Budget), ArgumentError, "must be one of");
  await assertRejects(async () => (await profile(resnet)).overruns({ macs: "4GiB" }), ArgumentError, "such as 4.1G");
});
