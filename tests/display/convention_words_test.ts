import { assert, assertStringIncludes } from "@std/assert";
import { profile } from "../../lib/profile.ts";

const zoo = (file: string) => new URL(`../data/zoo/${file}.onnx`, import.meta.url);

Deno.test("the display names the tool, and tells why its parameters are fewer", async () => {
  const report = await profile(zoo("gpt2_nano.keep"), { convention: "thop" });
  for (const text of [String(report), report.toHtml()]) {
    assertStringIncludes(text, "counted as by thop 43c064a");
    assertStringIncludes(text, "23,085,056");
    assertStringIncludes(text, "8,192 fewer than the");
  }
  assert(!String(await profile(zoo("gpt2_nano.keep"))).includes("thop"));
});

Deno.test("what is assumed and what is missed are said", async () => {
  const assumed = String(await profile(zoo("gpt2_nano.keep"), { convention: "calflops" }));
  assertStringIncludes(assumed, "written torch.matmul(a, b)");
  const missed = String(await profile(zoo("shufflenet_v2_x0_5.fold"), { convention: "thop" }));
  assertStringIncludes(missed, "the exporter has merged 56 batch normalisations");
});
