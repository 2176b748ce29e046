import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, of } from "../_apply.ts";

const domain = "com.microsoft";
const apply = (name: string, inputs: readonly Given[], outputs = 1) => applyAny(name, inputs, { domain, outputs });

Deno.test("SimplifiedLayerNormalization is RMSNormalization, in either domain", () => {
  for (const domain of ["ai.onnx", "com.microsoft"]) {
    const applied = applyAny("SimplifiedLayerNormalization", [of("float16", 2, 3, 8), of("float32", 8)], { domain });
    assertEquals(applied.shapes, [[2, 3, 8], [2, 3, 1]]);
    assertEquals(applied.dtypes, ["float32", "float32"]);
    const short = applyAny("SimplifiedLayerNormalization", [[2, 3, 8], [8]], { domain, outputs: 1 });
    assertEquals(short.work, applyAny("RMSNormalization", [[2, 3, 8], [8]]).work);
  }
});

Deno.test("SkipLayerNormalization is an addition and LayerNormalization", () => {
  const { adds, ...others } = applyAny("LayerNormalization", [[2, 3, 8], [8], [8]], { outputs: 3 }).work;
  const applied = apply("SkipLayerNormalization", [[2, 3, 8], [2, 3, 8], [8], [8]], 4);
  assertEquals(applied.shapes, [[2, 3, 8], [2, 3, 1], [2, 3, 1], [2, 3, 8]]);
  assertEquals(applied.work, { ...others, adds: Number(adds) + 48 });
  const alone = applyAny("LayerNormalization", [[2, 3, 8], [8], [8]], { outputs: 1 }).work;
  const biased = apply("SkipLayerNormalization", [[2, 3, 8], [2, 3, 8], [8], [8], [8]], 1).work;
  assertEquals(biased, { ...alone, adds: Number(adds) + 96 });
});

Deno.test("SkipSimplifiedLayerNormalization is an addition and RMSNormalization", () => {
  const { adds, ...others } = applyAny("RMSNormalization", [[2, 3, 8], [8]]).work;
  const applied = apply("SkipSimplifiedLayerNormalization", [[2, 3, 8], [3, 8], [8]], 4);
  assertEquals(applied.shapes, [[2, 3, 8], [2, 3, 1], [2, 3, 1], [2, 3, 8]]);
  assertEquals(applied.work, { ...others, adds: Number(adds) + 48, divs: Number(others.divs) + 6 });
});

Deno.test("EmbedLayerNormalization is Gather, additions and LayerNormalization", () => {
  const others = applyAny("LayerNormalization", [["b", "s", 8], [8], [8]], { outputs: 1 }).work;
  const ids = of("int32", "b", "s");
  const two = apply("EmbedLayerNormalization", [ids, undefined, [50, 8], [9, 8], undefined, [8], [8]], 3);
  assertEquals(two.shapes, [["b", "s", 8], ["b"], ["b", "s", 8]]);
  assertEquals(two.dtypes, ["float32", "int32", "float32"]);
  assertEquals({ ...two.work, adds: undefined }, { ...others, adds: undefined });
  const fixed = of("int32", 2, 3);
  const three = apply("EmbedLayerNormalization", [fixed, fixed, [50, 8], [9, 8], [2, 8], [8], [8], fixed], 2);
  const plain = applyAny("LayerNormalization", [[2, 3, 8], [8], [8]], { outputs: 1 }).work;
  assertEquals(three.work, { ...plain, adds: Number(plain.adds) + 96, compares: 6 });
  assertEquals(three.reads, { word_embedding: 48, position_embedding: 48, segment_embedding: 48 });
});

Deno.test("GroupNorm and SkipGroupNorm are Add, GroupNormalization, SiLU", () => {
  const plain = applyAny("GroupNormalization", [[2, 8, 4, 4], [8], [8]], { attributes: { num_groups: 4 } }).work;
  const attributes = { groups: 4, activation: 0, channels_last: 1 };
  const applied = applyAny("GroupNorm", [[2, 4, 4, 8], [8], [8]], { domain, attributes });
  assertEquals([applied.shapes, applied.work], [[[2, 4, 4, 8]], plain]);
  const sums = { ...plain, adds: Number(plain.adds) + 512 };
  const skipped = applyAny("SkipGroupNorm", [[2, 4, 4, 8], [8], [8], [2, 4, 4, 8], [8]], { domain, attributes });
  assertEquals([skipped.shapes, skipped.work], [[[2, 4, 4, 8], [2, 4, 4, 8]], sums]);
  const activated = applyAny("GroupNorm", [[2, 4, 4, 8], [8], [8]], { domain, attributes: { ...attributes, activation: 1 } }).work;
  assertEquals(Number(activated.muls) - Number(plain.muls), 256); // SiLU: a sigmoid and a product an element
  assertEquals(activated.exps, 256);
});
