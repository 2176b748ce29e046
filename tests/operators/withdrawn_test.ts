import { assertEquals } from "@std/assert";
import { apply, type Options } from "./_apply.ts";

// One multiplication and one addition an element and the like, from the names' formulas in the standard's first versions.
const CASES: [op: string, attributes: NonNullable<Options["attributes"]>, work: { [name: string]: number }][] = [
  ["ImageScaler", { bias: [1, 2, 3], scale: 2 }, { muls: 12, adds: 12 }],
  ["Affine", {}, { muls: 12, adds: 12 }],
  ["Scale", {}, { muls: 12 }],
  ["ScaledTanh", {}, { muls: 24, tanhs: 12 }],
  ["ParametricSoftplus", {}, { muls: 24, exps: 12, adds: 12, logs: 12 }],
];

Deno.test("withdrawn operators: shape and work", () => {
  for (const [op, attributes, work] of CASES) {
    const applied = apply(op, [[1, 3, 2, 2]], { attributes, opset: 8 });
    assertEquals([applied.shapes, applied.work], [[[1, 3, 2, 2]], work], op);
  }
});
