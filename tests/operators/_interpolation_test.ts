import { assertEquals } from "@std/assert";
import { joinWork, sampleWork } from "../../lib/operators/_interpolation.ts";
import { apply, ints } from "./_apply.ts";

Deno.test("joinWork() joins one axis after the other", () => {
  // By hand: 2 × 2 neighbours are one pair along the first axis and, before that, two along the second.
  assertEquals(joinWork([2, 2]), { muls: 2 + 2 * 2, adds: 1 + 2 });
  assertEquals(joinWork([4, 4]), { muls: 4 + 4 * 4, adds: 3 + 4 * 3 });
  assertEquals(joinWork([]), {});
  assertEquals([sampleWork("linear", 2), sampleWork("cubic", 2)], [joinWork([2, 2]), joinWork([4, 4])]);
});

Deno.test("Resize: a filter against aliases takes more neighbours where it samples down", () => {
  // onnx 1.23's reference: 2 · ⌈1 / scale⌉ neighbours in the linear mode, 2 · ⌈2 / scale⌉ in the cubic one, 2 and 4 for scales above 1.
  const work = (mode: string, ...sizes: number[]) =>
    apply("Resize", [[1, 1, 8, 6], undefined, undefined, ints(1, 1, ...sizes)], { attributes: { mode, antialias: 1 } }).work;
  assertEquals(work("linear", 2, 6), { muls: 12 * 8, adds: 12 * 7 });
  assertEquals(work("linear", 3, 6), { muls: 18 * 6, adds: 18 * 5 });
  assertEquals(work("cubic", 3, 6), { muls: 18 * 12, adds: 18 * 11 });
  assertEquals(work("linear", 16, 6), { muls: 96 * 2, adds: 96 });
  assertEquals(work("linear", 4, 3), { muls: 12 * (4 + 4 * 4), adds: 12 * (3 + 4 * 3) });
});
