import { assertEquals } from "@std/assert";
import { apply } from "./_apply.ts";

Deno.test("CausalConvWithState: shapes and work", () => {
  // The standard's text: (batch, channels, length) and a state of k − 1 positions; the function body is Conv by channel.
  const { shapes, work } = apply("CausalConvWithState", [["b", 6, "t"], [6, 1, 4], [6]]);
  assertEquals(shapes, [["b", 6, "t"], ["b", 6, 3]]);
  assertEquals(work, { macs: "24*b*t", adds: "6*b*t" });
  const activated = apply("CausalConvWithState", [[1, 6, 5], [6, 1, 4]], { attributes: { activation: "silu" } }).work;
  assertEquals(activated, { macs: 120, signs: 30, exps: 30, adds: 30, divs: 30, muls: 30 });
});
