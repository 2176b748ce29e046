import { assertEquals, assertStringIncludes } from "@std/assert";
import { profile } from "../../lib/profile.ts";

const zoo = (name: string) => new URL(`../data/zoo/${name}.onnx`, import.meta.url);
const noteOf = async (name: string) => (await profile(zoo(name))).notes.find(({ kind }) => kind === "merged-norms")?.text;

Deno.test("what the exporter has merged is told, with what PyTorch's own model has more", async () => {
  // PyTorch: ResNet-18 has 11,689,512 parameters and 9,600 buffers, its export with merged normalisations 11,684,712 and none
  const [kept, merged] = [await profile(zoo("resnet18.keep")), await profile(zoo("resnet18.qdq"))];
  const text = await noteOf("resnet18.qdq");
  assertStringIncludes(text!, "merged 20 BatchNormalizations");
  assertStringIncludes(text!, `${(kept.parameters - merged.parameters).toLocaleString("en-US")} parameters and 9,600 buffers more`);
  assertStringIncludes((await noteOf("resnet50.dyn"))!, "merged 53 BatchNormalizations");
});

Deno.test("nothing is told where nothing was merged", async () => {
  for (const name of ["resnet18.keep", "resnet18.fp16", "gpt2_nano.fold", "alexnet.keep"]) {
    assertEquals(await noteOf(name), undefined, name);
  }
});
