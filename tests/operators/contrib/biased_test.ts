import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, type Options } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: NonNullable<Options["attributes"]> = {}) =>
  applyAny(name, inputs, { domain: "com.microsoft", attributes });

Deno.test("BiasAdd, BiasDropout", () => {
  const added = apply("BiasAdd", [[2, 3, 4], [4], [2, 3, 4]]);
  assertEquals([added.shapes, added.work], [[[2, 3, 4]], { adds: 48 }]);
  const dropped = apply("BiasDropout", [[2, 3, 4], [4]]);
  assertEquals([dropped.shapes, dropped.dtypes, dropped.work], [[[2, 3, 4], [2, 3, 4]], ["float32", "bool"], { adds: 24 }]);
  assertEquals(apply("BiasDropout", [[2, 3, 4], [4], [2, 3, 4]]).work, { adds: 48 });
});

Deno.test("BiasSoftmax is Add and Softmax over all axes from `axis` on", () => {
  const applied = apply("BiasSoftmax", [[2, 4, 3, 5], [2, 1, 1, 5]], { axis: 3, is_inner_broadcast: 1 });
  const { adds, ...others } = applyAny("Softmax", [[2, 4, 3, 5]], { attributes: { axis: 3 } }).work;
  assertEquals([applied.shapes, applied.work], [[[2, 4, 3, 5]], { ...others, adds: Number(adds) + 120 }]);
  // Two rows of 60.
  assertEquals(apply("BiasSoftmax", [[2, 4, 3, 5], [2, 1, 1, 5]], { axis: 1, is_inner_broadcast: 1 }).work.compares, 118);
});
