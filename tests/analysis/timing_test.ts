/** Profiles that the real runtime wrote, mapped to the models that it ran. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../lib/analysis/argument_error.ts";
import type { NodeCost } from "../../lib/analysis/profile.ts";
import { NodeNames } from "../../lib/analysis/timing/kernel_names.ts";
import { readTrace } from "../../lib/analysis/timing/read_trace.ts";
import type { TimedKernel } from "../../lib/analysis/timing/timing.ts";
import { readProfile } from "../../lib/measure.ts";

const data = new URL("../data/", import.meta.url);

async function read(name: string) {
  const trace = await Deno.readTextFile(new URL(`profiles/${name}.json`, data));
  return await readProfile(trace, new URL(`zoo/${name}.onnx`, data));
}

const measured = { gpt2_nano: await read("gpt2_nano.fold"), shufflenet: await read("shufflenet_v2_x0_5.fold") };

function nodesOf(name: keyof typeof measured, test: (kernel: TimedKernel) => boolean): string[] {
  const { facts, timing } = measured[name];
  return timing!.kernels.find(test)!.nodes.map((index) => facts.nodes[index]!.name);
}

for (const [name, { timing: maybe, facts }] of Object.entries(measured)) {
  const timing = maybe!;
  Deno.test(`${name}: at least 95 % of the kernels' time is mapped, and every multiply-accumulate once`, () => {
    assert(timing.mappedShare >= 0.95, String(timing.mappedShare));
    assertEquals(timing.kernels.reduce((sum, { macs }) => sum + macs, 0), facts.totals.macs);
  });
  Deno.test(`${name}: no node is two kernels' work`, () => {
    const nodes = timing.kernels.filter(({ by }) => by !== "layout").flatMap((kernel) => kernel.nodes);
    assertEquals(nodes.length, new Set(nodes).size);
  });
}

Deno.test("a kernel that bears the name of a rectifier's value is the convolution before it too", () => {
  assertEquals(nodesOf("shufflenet", ({ name }) => name === "/conv1/conv1.2/Relu_output_0_nchwc"), [
    "/conv1/conv1.2/Relu",
    "/conv1/conv1.0/Conv",
  ]);
});

Deno.test("a kernel that bears the name of a convolution's own value is that alone", () => {
  assertEquals(nodesOf("shufflenet", ({ name }) => name.startsWith("/stage2/stage2.0/branch1/branch1.0/Conv_output_0")), [
    "/stage2/stage2.0/branch1/branch1.0/Conv",
  ]);
});

Deno.test("two halves that are cut from one value are one kernel", () => {
  assertEquals(nodesOf("shufflenet", ({ op }) => op === "Split").sort(), ["/stage2/stage2.1/Slice", "/stage2/stage2.1/Slice_1"]);
});

Deno.test("a conversion belongs to the node whose value it converts, and counts nothing", () => {
  const kernel = measured.shufflenet.timing!.kernels.find(({ name }) => name === "ReorderOutput_token_181")!;
  assertEquals(kernel.nodes.map((index) => measured.shufflenet.facts.nodes[index]!.name), ["/conv1/conv1.2/Relu"]);
  assertEquals([kernel.by, kernel.kind, kernel.macs, kernel.bytes], ["layout", "movement", 0, 0]);
});

Deno.test("a fused layer normalization is all its nodes", () => {
  const nodes = nodesOf("gpt2_nano", ({ name }) => name === "/h.0/ln_1/Mul/LayerNormFusion/");
  assertEquals(nodes.length, 9);
  assert(nodes.every((name) => name.startsWith("/h.0/ln_1/")));
});

Deno.test("a matrix product takes its bias, not the sum behind it", () => {
  assertEquals(nodesOf("gpt2_nano", ({ name }) => name === "/h.0/mlp/c_proj/MatMul/MatMulAddFusion"), [
    "/h.0/mlp/c_proj/MatMul",
    "/h.0/mlp/c_proj/Add",
  ]);
});

Deno.test("what is no profile is refused", () => {
  for (const trace of [undefined, {}, [], [{ cat: "Node", name: "x_kernel_time" }]]) assertThrows(() => readTrace(trace), ArgumentError);
});

Deno.test("the first run warms up, the middle of the others counts, and control flow is its bodies", () => {
  const run = (ts: number) => ({ cat: "Session", name: "model_run", ts, dur: 90 });
  const kernel = (name: string, op_name: string, ts: number, dur: number) => ({
    cat: "Node",
    name: `${name}_kernel_time`,
    ts,
    dur,
    args: { op_name },
  });
  const events = [run(0), run(100), run(200), run(300)];
  for (const [ts, dur] of [[1, 1000], [101, 10], [201, 20], [301, 90]] as const) events.push(kernel("a", "Add", ts, dur) as never);
  events.push(kernel("b", "If", 310, 50) as never);
  const { kernels, runs, runMicroseconds } = readTrace(events);
  assertEquals(kernels.map(({ name, microseconds }) => [name, microseconds]), [["a", 20]]);
  assertEquals([runs, runMicroseconds], [3, 90]);
});

Deno.test("a measurement shows itself", () => {
  const bundle = measured.gpt2_nano.toMimeBundle();
  assert(bundle["text/plain"].includes("Where the time goes"));
  assert(bundle["text/html"]!.length < 100_000);
  for (const name of ["latency", "timeByKind"] as const) {
    const chart = measured.gpt2_nano.chart(name).toMimeBundle();
    assertEquals(Object.keys(chart), ["application/vnd.vegalite.v5+json", "text/plain"]);
  }
  assertThrows(() => measured.gpt2_nano.chart("pie" as "latency"), RangeError, "latency, timeByKind");
  assertEquals(JSON.parse(JSON.stringify(measured.gpt2_nano)).schema, 1);
});

// Names of kernels in profiles of onnxruntime 1.30, of models that TensorFlow, Caffe2 and a quantizer made.
const KERNELS: Readonly<Record<string, string>> = {
  "net/BatchNorm/FusedBatchNormV3_token_23": "net/BatchNorm/FusedBatchNormV3",
  "net/BatchNorm/FusedBatchNormV3_DequantizeLinear/duplicated_token_1": "net/BatchNorm/FusedBatchNormV3",
  "r10_mul_nchwc": "r10",
  "r8_bn_nchwc": "r8",
  "fused r8": "r8",
  "/mlp/c_proj/MatMul/MatMulAddFusion": "/mlp/c_proj/MatMul",
};
Deno.test("kernels are found by names that hold what the model's own names may hold", () => {
  const known = ["net/BatchNorm/FusedBatchNormV3", "r8", "r10", "/mlp/c_proj/MatMul", "net/BatchNorm"];
  const nodes = known.map((name) => ({ name, outputs: [] as string[] }) as unknown as NodeCost);
  const names = new NodeNames(nodes);
  for (const [kernel, node] of Object.entries(KERNELS)) assertEquals(names.find(kernel), known.indexOf(node), kernel);
  assertEquals(names.find("Attention_token_7"), undefined);
  assertEquals(names.find(`${"_token_1".repeat(5000)}`), undefined); // and it does not take long
});

Deno.test("a search runs graphs whose kernels stand in the profile themselves", () => {
  const kernel = (op_name: string, dur: number) => ({ cat: "Node", name: `${op_name}_kernel_time`, ts: 1, dur, args: { op_name } });
  assertEquals(readTrace([kernel("BeamSearch", 90), kernel("MatMul", 40)]).kernels.map(({ op }) => op), ["MatMul"]);
});
