import { assert, assertEquals } from "@std/assert";
import { audit } from "../lib/audit.ts";
import { model, value } from "./analysis/_models.ts";

const zoo = new URL("./data/zoo/", import.meta.url);

Deno.test("audit shows itself as text, HTML and JSON", async () => {
  const report = await audit(new URL("mobilenet_v2.dyn.onnx", zoo));
  const bundle = report.toMimeBundle();
  assert(bundle["text/plain"].includes("Fused-MBConv"));
  assert(bundle["text/html"]!.includes("Fused-MBConv"));
  assert(bundle["text/html"]!.length < 100_000);
  const json = JSON.parse(JSON.stringify(report));
  assertEquals(json.reports.map(({ guideline }: { guideline: string }) => guideline), ["G1", "G2", "G3", "G4"]);
});

Deno.test("free sizes get example values, which are told", async () => {
  const report = await audit(new URL("mobilenet_v2.dyn.onnx", zoo));
  assertEquals(report.toJSON().at, "batch = 1");
  assertEquals(report.toJSON().macs, 300774272); // PyTorch's count for one image
});

Deno.test("a network is audited alike, whether its normalizations were folded at export or its integers are marked", async () => {
  const reports = await Promise.all(["resnet18.keep", "resnet18.qdq", "resnet18.fp16"].map((name) => audit(new URL(`${name}.onnx`, zoo))));
  const [first, ...others] = reports.map((report) => report.toJSON());
  for (const [index, { operators, macs, memoryAccess }] of others.entries()) {
    const biases = index === 0 ? 4800 : 0; // which the export with folding has, one a channel, and the others have not
    assertEquals([operators, macs, memoryAccess], [first!.operators, first!.macs, first!.memoryAccess + biases]);
  }
  assertEquals(first!.operators, 48); // what PyTorch's export with folding has: 20 Conv, 17 Relu, 8 Add, a pooling of each kind, and the linear layer
});

Deno.test("names from a file are text", async () => {
  const name = "<img src=x onerror=alert(1)>";
  const report = await audit(model({
    inputs: [value("x", [1, 8, 100, 100])],
    outputs: ["y"],
    nodes: [{ op: "Neg", name, inputs: ["x"], outputs: ["n"] }, { op: "Abs", name, inputs: ["n"], outputs: ["y"] }],
  }));
  assert(report.findings.length > 0);
  assert(!report.toMimeBundle()["text/html"]!.includes("<img"));
});

for await (const { name } of Deno.readDir(zoo)) {
  if (!name.endsWith(".onnx")) continue;
  Deno.test(`${name}: each finding has numbers, a place, a fix, and enough to win`, async () => {
    const { findings, reports } = await audit(new URL(name, zoo));
    for (const { evidence, places, fix, text, share, severity } of findings) {
      assert(evidence.length > 1 && evidence.every(({ value }) => Number.isFinite(value)), text);
      assert(places.length > 0 && fix !== "" && share >= 0.02 && share <= 1, text);
      assert(["high", "medium", "low"].includes(severity));
    }
    const numbers = reports.flatMap(({ measures, layers }) => [...measures, ...layers.flatMap((layer) => layer.measures)]);
    assert(numbers.every(({ value }) => Number.isFinite(value) && value >= 0));
    const distances = reports[0]!.layers.map(({ measures }) => measures.find((measure) => measure.name === "distance")!.value);
    assert(distances.every((distance) => distance > 0.999999), "nothing is below its lower bound");
  });
}
