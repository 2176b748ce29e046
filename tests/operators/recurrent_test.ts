import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, type Given } from "./_apply.ts";

/** 5 steps of 3 samples of 8 features, 16 hidden elements. */
function layer(gates: number, directions = 1, features = 8): Given[] {
  return [[5, 3, features], [directions, gates * 16, features], [directions, gates * 16, 16], [directions, 2 * gates * 16]];
}

Deno.test("recurrent layers: shapes", () => {
  // onnx 1.12's shape inference.
  assertEquals(apply("LSTM", layer(4)).shapes, [[5, 1, 3, 16], [1, 3, 16], [1, 3, 16]]);
  assertEquals(apply("GRU", layer(3, 2), { attributes: { direction: "bidirectional" } }).shapes, [[5, 2, 3, 16], [2, 3, 16]]);
  const batchFirst: Given[] = [["n", "t", 8], [1, 64, 8], [1, 64, 16]];
  assertEquals(apply("LSTM", batchFirst, { attributes: { layout: 1 } }).shapes, [["n", "t", 1, 16], ["n", 1, 16], ["n", 1, 16]]);
  assertThrows(() => apply("RNN", [[5, 8], [1, 16, 8], [1, 16, 16]]), Contradiction, "X must have rank 3");
});

Deno.test("recurrent layers: multiply-accumulates", () => {
  // conventions.md 2.10, torch.utils.flop_counter halved; two layers on 3×5×8 with 16 hidden elements.
  const macs = (op: string, gates: number) => [8, 16].map((features) => apply(op, layer(gates, 1, features)).work.macs as number);
  const total = (list: number[]) => list.reduce((a, b) => a + b);
  assertEquals(total(macs("RNN", 1)), 26_880 / 2);
  assertEquals(total(macs("GRU", 3)), 80_640 / 2);
  assertEquals(total(macs("LSTM", 4)), 107_520 / 2);
  const both = (features: number) =>
    apply("LSTM", layer(4, 2, features), { attributes: { direction: "bidirectional" } }).work.macs as number;
  assertEquals(both(8) + both(32), 276_480 / 2);
});

Deno.test("recurrent layers: the gates' element work", () => {
  // By hand from the standard's equations, 240 hidden elements in all: the two products are added, the folded bias is added, activations, update.
  const sigmoids = (count: number) => ({ signs: 240 * count, exps: 240 * count, divs: 240 * count });
  assertEquals(apply("RNN", layer(1)).work, { macs: 5_760, adds: 480, tanhs: 240 });
  assertEquals(apply("GRU", layer(3)).work, { macs: 17_280, adds: 240 * (8 + 2), muls: 720, ...sigmoids(2), tanhs: 240 });
  const reset = { linear_before_reset: 1 };
  assertEquals(apply("GRU", layer(3), { attributes: reset }).work.adds, 240 * (9 + 2));
  assertEquals(apply("LSTM", layer(4)).work, { macs: 23_040, adds: 240 * (9 + 3), muls: 720, ...sigmoids(3), tanhs: 480 });
  assertEquals(apply("LSTM", layer(4).slice(0, 3)).work.adds, 240 * (5 + 3));
  const peepholes = [...layer(4), undefined, undefined, undefined, [1, 48]];
  assertEquals(apply("LSTM", peepholes).work.muls, 240 * 6);
});

Deno.test("recurrent layers: other activations", () => {
  const attributes = { activations: ["relu"] };
  assertEquals(apply("RNN", layer(1), { attributes }).work, { macs: 5_760, adds: 480, compares: 240 });
  assertThrows(() => apply("RNN", layer(1), { attributes: { activations: ["Magic"] } }).work, Contradiction, 'current one is "Magic"');
});
