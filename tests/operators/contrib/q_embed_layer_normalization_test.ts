import { assertEquals } from "@std/assert";
import { apply, type Given, of } from "../_apply.ts";

const domain = "com.microsoft";

Deno.test("QEmbedLayerNormalization is EmbedLayerNormalization of rows made real", () => {
  const [ids, table, vector] = [of("int32", 2, 3), of("uint8", 100, 8), of("uint8", 8)];
  const [scale, zero] = [of("float32"), of("uint8")];
  const inputs: Given[] = [ids, ids, table, table, table, vector, vector, ids, ...new Array(5).fill(scale), ...new Array(5).fill(zero)];
  const applied = apply("QEmbedLayerNormalization", inputs, { domain });
  assertEquals([applied.shapes, applied.dtypes], [[[2, 3, 8], [2]], ["float32", "int32"]]);
  const real = apply("EmbedLayerNormalization", [ids, ids, [100, 8], [100, 8], [100, 8], [8], [8], ids], { domain, outputs: 2 }).work;
  const sum = { ...real, muls: Number(real.muls) + 3 * 48, adds: Number(real.adds) + 3 * 48 };
  assertEquals(applied.work, sum);
});
