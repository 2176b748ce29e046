import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, type Options, tensor } from "../_apply.ts";

const apply = (inputs: readonly Given[], more: Options["attributes"] = {}) =>
  applyAny("PagedAttention", inputs, { attributes: { num_heads: 4, kv_num_heads: 2, ...more }, domain: "com.microsoft" });

const cache = of("float16", 10, 16, 2, 8);
const table = of("int32", 2, 5);

/** Two samples: 3 tokens after none, 1 token after 5. */
const inputs: Given[] = [[4, 32], [4, 16], [4, 16], cache, cache, tensor("int32", [0, 3, 4]), tensor("int32", [0, 5]), table];

const attention = (queries: number, total: number) =>
  applyAny("Attention", [[1, 4, queries, 8], [1, 2, total, 8], [1, 2, total, 8]], { outputs: 1, attributes: { is_causal: 1 } }).work;

function sum(...works: readonly { readonly [name: string]: unknown }[]): { [name: string]: number } {
  const all: { [name: string]: number } = {};
  for (const work of works) for (const [name, count] of Object.entries(work)) all[name] = (all[name] ?? 0) + Number(count);
  return all;
}

Deno.test("PagedAttention: shapes", () => {
  assertEquals(apply(inputs).shapes, [[4, 32], [10, 16, 2, 8], [10, 16, 2, 8]]);
  assertEquals(apply(inputs).dtypes, ["float32", "float16", "float16"]);
  const packed: Given[] = [["t", 64], undefined, undefined, ...inputs.slice(3)];
  assertEquals(apply(packed).shapes[0], ["t", 32]);
  const latent: Given[] = [["t", 4 * 576], ["t", 576], undefined, of("float16", 10, 16, 1, 576), undefined, ...inputs.slice(5)];
  assertEquals(apply(latent, { kv_num_heads: 1, kv_cache_layout: "LATENT", v_head_size: 512 }).shapes[0], ["t", 4 * 512]);
});

Deno.test("PagedAttention: work is that of the standard's Attention, sample by sample", () => {
  const plain = sum(attention(3, 3), attention(1, 6));
  assertEquals(apply(inputs).work, plain);
  assertEquals(apply(inputs).reads, { key_cache: 9 * 16, value_cache: 9 * 16 });
  assertThrows(() => apply([...inputs.slice(0, 5), of("int32", 3), of("int32", 2), table]).work, Unknown);
  // Each of 6 heads of 8 of 4 tokens is turned.
  const turned = apply([...inputs, [64, 4], [64, 4]], { do_rotary: 1 });
  assertEquals(turned.work, sum(plain, { muls: 2 * 192, adds: 192 }));
  // 4 tokens are written with 2 heads of 8, 9 places are read.
  const scaled = apply([...inputs.slice(0, 3), of("int8", 10, 16, 2, 8), of("int8", 10, 16, 2, 8), ...inputs.slice(5)], {
    k_quant_type: "PER_TENSOR",
    v_quant_type: "PER_TENSOR",
  });
  assertEquals(scaled.work, sum(plain, { divs: 128, rounds: 128, compares: 256, muls: 288 }));
  // A window of 2: the first sample's 3 keys are all scaled, though no query asks more than 2.
  const windowed = apply(inputs, { local_window_size: 2 });
  assertEquals(windowed.work.macs, (3 * 2 + 1 * 2) * 4 * 16);
  assertEquals(windowed.work.muls, 4 * 8 * (3 + 3 + 1 + 2));
});
