import { assertEquals } from "@std/assert";
import { apply, of } from "./_apply.ts";

Deno.test("RotaryEmbedding: shape, work and reads", () => {
  const inputs = [["b", 4, "s", 8], [50, 4], [50, 4], of("int64", "b", "s")];
  const { shapes, work, reads } = apply("RotaryEmbedding", inputs);
  assertEquals(shapes, [["b", 4, "s", 8]]);
  // A pair takes 4 multiplications and 2 additions; 16 pairs a token.
  assertEquals(work, { muls: "64*b*s", adds: "32*b*s" });
  assertEquals(reads, { cos_cache: "4*b*s", sin_cache: "4*b*s" });
});

Deno.test("RotaryEmbedding: only a part of each head may be turned", () => {
  const attributes = { num_heads: 4, rotary_embedding_dim: 4 };
  const { work, reads } = apply("RotaryEmbedding", [[2, 3, 32], [2, 3, 2], [2, 3, 2]], { attributes });
  assertEquals(work, { muls: 2 * 3 * 4 * 4 * 2, adds: 2 * 3 * 4 * 4 });
  assertEquals(reads, {});
});
