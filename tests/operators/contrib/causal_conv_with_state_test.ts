import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, of, type Options } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft" });

Deno.test("com.microsoft CausalConvWithState is the standard's", () => {
  const inputs: Given[] = [[2, 16, "s"], [16, 1, 4], [16]];
  const standard = applyAny("CausalConvWithState", inputs, { attributes: { activation: "silu" } });
  const own = apply("CausalConvWithState", inputs, { activation: "silu" });
  assertEquals([own.shapes, own.work], [standard.shapes, standard.work]);
});

Deno.test("com.microsoft CausalConvWithState: dilation, more axes, channels last, several states (bert_defs.cc)", () => {
  const state = (input: Given, weight: Given, attributes: Options["attributes"]) =>
    apply("CausalConvWithState", [input, weight], attributes).shapes[1];
  assertEquals(state([2, 16, 9], [16, 1, 4], { dilation: 3 }), [2, 16, 9]);
  assertEquals(state([2, 16, 5, 9], [16, 1, 3, 4], { ndim: 2 }), [2, 16, 5, 3]);
  assertEquals(state([2, 9, 4, 16], [64, 1, 4], { channels_last: 1, state_window: 2 }), [2, 2, 3, 4, 16]);
  assertEquals(apply("CausalConvWithState", [[2, 16, 5, 9], [16, 1, 3, 4]], { ndim: 2 }).work, { macs: 1440 * 12 });
});

Deno.test("VarlenCausalConvWithState: tokens without padding", () => {
  const inputs: Given[] = [[7, 16], [16, 1, 4], of("int32", 4), [16], [3, 16, 3], of("int32", 3)];
  const applied = apply("VarlenCausalConvWithState", inputs, { state_update_capacity: 2 });
  assertEquals(applied.shapes, [[7, 16], [3, 16, 3], [3, 2, 16]]);
  assertEquals(applied.work, { macs: 112 * 4, adds: 112 });
});
