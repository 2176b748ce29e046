/** Multiply-accumulates of torchvision's documentation, 0.14. */
import { assertEquals, assertRejects } from "@std/assert";
import { ArgumentError } from "../../../lib/analysis/argument_error.ts";
import { profile } from "../../../lib/profile.ts";

const zoo = (file: string) => new URL(`../../data/zoo/${file}.onnx`, import.meta.url);

/** "GFLOPS" of the documentation's tables (docs/source/models). */
const DOCUMENTED: Readonly<Record<string, number>> = {
  "alexnet.keep": 0.71,
  "vgg16.keep": 15.47,
  "resnet18.keep": 1.81,
  "squeezenet1_1.keep": 0.35,
  "shufflenet_v2_x0_5.fold": 0.04,
};

for (const [file, gflops] of Object.entries(DOCUMENTED)) {
  Deno.test(`torchvision: ${file} as documented`, async () => {
    const { conventions } = await profile(zoo(file));
    assertEquals(Number((conventions.by("torchvision").numbers["gflops"] as number).toFixed(2)), gflops);
  });
}

Deno.test("torchvision: a figure that is rounded needs sizes", async () => {
  await assertRejects(() => profile(zoo("mobilenet_v2.dyn"), { convention: "torchvision" }), ArgumentError, "dims");
  const report = await profile(zoo("mobilenet_v2.dyn"), { convention: "torchvision", dims: { batch: 1 } });
  assertEquals(report.facts.countedBy?.numbers["gflops"], 0.301);
});
