import { assertEquals } from "@std/assert";
import { profile } from "../../lib/profile.ts";

const zoo = (file: string) => new URL(`../data/zoo/${file}.onnx`, import.meta.url);

// deno-lint-ignore no-explicit-any -- the object as a reader of the text gets it
async function conventions(file: string): Promise<any> {
  return JSON.parse(JSON.stringify(await profile(zoo(file)))).conventions;
}

Deno.test("numbers stand under the tool's own names, with what is assumed and what is missed", async () => {
  const gpt = await conventions("gpt2_nano.keep");
  assertEquals(gpt.thop, { flops: 23_085_056, params: 723_072 }); // the shared zoo's truth
  assertEquals(Object.keys(gpt.calflops), ["flops", "macs", "params", "assumptions"]);
  assertEquals(Object.keys(gpt.calflops.assumptions[0]), ["id", "text", "otherwise"]);
  assertEquals(gpt.calflops.assumptions[0].otherwise.macs, 23_756_800); // with its products of activations: PyTorch's own count
  const shuffle = await conventions("shufflenet_v2_x0_5.fold");
  assertEquals(shuffle.thop.flops + shuffle.thop.shortfalls[0].missing.flops, 44_572_064); // conventions.md 2.11
});

Deno.test("closed forms are texts, and what cannot be told is missing", async () => {
  const { thop, torchvision } = await conventions("mobilenet_v2.dyn");
  assertEquals(typeof thop.flops, "string");
  assertEquals(Object.keys(torchvision), ["shortfalls"]);
  assertEquals(torchvision.shortfalls[0].kind, "unknown-number");
});
