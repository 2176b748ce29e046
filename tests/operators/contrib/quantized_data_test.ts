import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, type Options } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: NonNullable<Options["attributes"]> = {}) =>
  applyAny(name, inputs, { domain: "com.microsoft", attributes });
const [scale, zero] = [of("float32"), of("uint8")];

Deno.test("QLinearConcat", () => {
  const joined = [of("uint8", "n", 3, 4), scale, zero, of("uint8", "n", 5, 4), scale, zero];
  const applied = apply("QLinearConcat", [scale, zero, ...joined], { axis: 1 });
  assertEquals([applied.shapes, applied.dtypes], [[["n", 8, 4]], ["uint8"]]);
  assertEquals(applied.work, { muls: "32*n", adds: "64*n", divs: "32*n", rounds: "32*n", compares: "64*n" });
  assertThrows(() => apply("QLinearConcat", [scale, zero, ...joined.slice(1)], { axis: 1 }), Contradiction, "inputs must come in threes");
});

Deno.test("QLinearWhere", () => {
  const inputs = [of("bool", 2, 1), of("uint8", 2, 3), scale, zero, of("uint8"), scale, zero, scale, zero];
  const applied = apply("QLinearWhere", inputs);
  assertEquals([applied.shapes, applied.dtypes], [[[2, 3]], ["uint8"]]);
  assertEquals(applied.work, { muls: 7, adds: 13, divs: 6, rounds: 6, compares: 12 });
});

Deno.test("QLinearReduceMean", () => {
  const inputs = [of("uint8", 2, 3, 4), scale, zero, scale, zero];
  const applied = apply("QLinearReduceMean", inputs, { axes: [-1], keepdims: 0 });
  assertEquals([applied.shapes, applied.dtypes], [[[2, 3]], ["uint8"]]);
  assertEquals(applied.work, { muls: 24, adds: 24 + 18 + 6, divs: 6 + 6, rounds: 6, compares: 12 });
  assertEquals(apply("QLinearReduceMean", inputs, { axes: [0, 2], keepdims: 1 }).shapes, [[1, 3, 1]]);
});
