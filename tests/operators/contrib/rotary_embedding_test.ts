import { assertEquals } from "@std/assert";
import { apply, type Given, of } from "../_apply.ts";

const domain = "com.microsoft";

Deno.test("MRotaryEmbedding turns as RotaryEmbedding does", () => {
  const caches: Given[] = [[50, 4], [50, 4]];
  const plain = apply("RotaryEmbedding", [[2, 3, 32], of("int64", 2, 3), ...caches], { domain });
  const turned = apply("MRotaryEmbedding", [[2, 3, 32], of("int64", 3, 2, 3), ...caches], {
    domain,
    attributes: { mrope_section: [2, 1, 1] },
  });
  assertEquals([turned.shapes, turned.work, turned.reads], [plain.shapes, plain.work, plain.reads]);
});

Deno.test("GemmaRotaryEmbedding: sines, cosines, two products and a sum an element", () => {
  const states = new Array(2).fill(of("float16", 2, 4, 3, 8));
  const keys = new Array(2).fill(of("float16", 2, 1, 3, 8));
  const applied = apply("GemmaRotaryEmbedding", [[2, 3, 8], ...states, ...keys], { domain });
  assertEquals([applied.shapes, applied.dtypes], [[[2, 4, 3, 8], [2, 1, 3, 8]], ["float16", "float16"]]);
  assertEquals(applied.work, { trigs: 96, muls: 480, adds: 240 });
});
