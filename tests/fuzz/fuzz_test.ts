/** The short form of `deno task fuzz`: the same cases each time, and a few of each sort. */
import { assert, assertEquals } from "@std/assert";
import { testWithOnnxruntime } from "../_onnxruntime.ts";
import { fuzz } from "./fuzz.ts";
import { Random } from "./random.ts";
import { wireDamage } from "./wire_damage.ts";

testWithOnnxruntime("300 generated graphs have the types, sizes and contents that onnxruntime gives them", async () => {
  const { failures, counts } = await fuzz("graphs", { seed: 1, first: 0, count: 300 });
  assertEquals(failures, []);
  assert(counts["nodes"]! > 2500 && counts["shapes told"]! > 2000, JSON.stringify(counts));
});

Deno.test("600 damaged and hostile files end in a result or a documented error, in bounded memory and time", async () => {
  const { failures, counts } = await fuzz("files", { seed: 1, first: 0, count: 600 });
  assertEquals(failures, []);
  assertEquals(counts["results"]! + counts["errors"]!, 600);
  assert(counts["results"]! > 100 && counts["errors"]! > 100, JSON.stringify(counts));
});

Deno.test("a seed gives the same choices again, and another seed others", () => {
  const choices = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 50 }, () => random.below(1000));
  };
  assertEquals(choices(7), choices(7));
  assert(choices(7).join() !== choices(8).join());
});

Deno.test("a file whose fields are changed is mostly read still", async () => {
  const { profile } = await import("../../mod.ts");
  const original = await Deno.readFile(new URL("../data/zoo/resnet18.keep.onnx", import.meta.url));
  let read = 0;
  for (let seed = 0; seed < 40; seed++) read += await profile(wireDamage(original, new Random(seed))).then(() => 1, () => 0);
  assert(read >= 15, `${read} of 40`);
});
