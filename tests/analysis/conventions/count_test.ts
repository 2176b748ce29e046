import { assert, assertEquals, assertRejects } from "@std/assert";
import { ArgumentError } from "../../../lib/analysis/argument_error.ts";
import { CONVENTIONS } from "../../../lib/analysis/conventions/mod.ts";
import { substitution } from "../../../lib/model/dim_substitute.ts";
import { profile } from "../../../lib/profile.ts";

const zoo = (file: string) => new URL(`../../data/zoo/${file}.onnx`, import.meta.url);

Deno.test("every convention says where its rules are from, and names its numbers", () => {
  for (const { name, source, version, unit, main, numbers, reasons } of CONVENTIONS) {
    assert(source !== "" && version !== "" && unit !== "", name);
    assert(Object.hasOwn(numbers, main), name);
    assert(Object.values(reasons).every((words) => words !== ""), name);
  }
});

Deno.test("merged normalisations: the shortfall is what unfolding adds", async () => {
  // shufflenet_v2_x0_5 by thop with its normalisations: 44,572,064 (conventions.md 2.11)
  const { conventions } = await profile(zoo("shufflenet_v2_x0_5.fold"));
  const { numbers, shortfalls } = conventions.by("thop");
  assertEquals(shortfalls.map(({ kind }) => kind), ["folded-norms"]);
  assertEquals((numbers["flops"] as number) + (shortfalls[0]!.missing["flops"] as number), 44_572_064);
  const unfolded = conventions.unfolded().by("thop");
  assertEquals([unfolded.numbers["flops"], unfolded.shortfalls], [44_572_064, []]);
});

Deno.test("profile by a convention: that tool's own two numbers", async () => {
  const { flops, params, parameters, macs } = await profile(zoo("gpt2_nano.keep"), { convention: "thop" });
  assertEquals([flops, params], [23_085_056, 723_072]); // the shared zoo's truth
  assertEquals([parameters, macs], [731_264, 23_756_800]);
  const ptflops = await profile(zoo("gpt2_nano.keep"), { convention: "ptflops" });
  assertEquals(ptflops.macs, 23_121_920);
});

Deno.test("assumptions that change nothing are not listed", async () => {
  const { conventions } = await profile(zoo("transformer_encoder.keep"));
  // torchinfo and thop with the encoder's layers seen: 27,492,480 is thop's by its rules; both see next to nothing of the fused ones
  assertEquals(conventions.by("thop").assumptions.map(({ id }) => id), ["fused-encoder-layer"]);
  assertEquals(conventions.by("torchinfo").assumptions.map(({ id }) => id), ["fused-encoder-layer"]);
  assertEquals(conventions.by("fvcore").assumptions, []);
});

Deno.test("an unknown convention is an error that names the known ones", async () => {
  await assertRejects(() => profile(zoo("unet.keep"), { convention: "guess" }), ArgumentError, "must be one of: flopbook, thop");
});

Deno.test("closed forms of every convention equal its numbers with the sizes put in", async () => {
  const dims = { batch: 3, height: 64, width: 40 };
  const free = await profile(zoo("unet.dyn"));
  const bound = await profile(zoo("unet.dyn"), { dims });
  const at = substitution(new Map(Object.entries(dims)));
  for (const { convention, numbers } of free.conventions.all()) {
    for (const [name, dim] of Object.entries(numbers)) {
      assertEquals(at(dim), bound.conventions.by(convention.name).numbers[name], convention.name);
    }
  }
});
