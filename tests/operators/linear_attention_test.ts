import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, of } from "./_apply.ts";

const heads = { q_num_heads: 4, kv_num_heads: 2 };

Deno.test("LinearAttention: shapes and types", () => {
  const [query, key, value] = [of("float16", "b", "t", 32), of("float16", "b", "t", 16), of("float16", "b", "t", 20)];
  const options = { attributes: { ...heads, update_rule: "linear" } };
  const { shapes, dtypes } = apply("LinearAttention", [query, key, value, [2, 2, 8, 10]], options);
  assertEquals(shapes, [["b", "t", 40], ["b", 2, 8, 10]]);
  assertEquals(dtypes, ["float16", "float32"]); // the state's type is the past state's
  assertEquals(apply("LinearAttention", [query, key, value], options).dtypes, ["float16", "float16"]);
});

Deno.test("LinearAttention: work by rule", () => {
  // 3 tokens; a state of 2 × 8 × 10 is written (160) and read by 4 heads (320), and the output scaled (40).
  const inputs = [[1, 3, 32], [1, 3, 16], [1, 3, 20], undefined, [1, 3, 2], [1, 3, 2]];
  const work = (update_rule: string) => apply("LinearAttention", inputs, { attributes: { ...heads, update_rule } }).work;
  assertEquals(work("linear"), { macs: 1_440, muls: 120 });
  assertEquals(work("gated"), { macs: 1_440, muls: 120 + 480, exps: 6 });
  assertEquals(work("delta"), { macs: 1_920, muls: 120 + 60, adds: 60 });
  assertEquals(work("gated_delta"), { macs: 1_920, muls: 120 + 480 + 60, adds: 60, exps: 6 });
  assertThrows(() => work("magic"), Contradiction, 'it is "magic"');
});
