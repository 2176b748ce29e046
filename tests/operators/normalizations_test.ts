import { assertEquals } from "@std/assert";
import { apply, of, type Options, type Size } from "./_apply.ts";

type Attributes = NonNullable<Options["attributes"]>;

// By hand from the standard's function bodies (LayerNormalization, GroupNormalization, RMSNormalization, MeanVarianceNormalization) or formulas.
const CASES: [op: string, inputs: Size[][], attributes: Attributes, work: { [name: string]: number }][] = [
  // 14 rows of 20: two means (19 adds, 1 division), squares, square of mean, variance, epsilon, root; deviation, quotient, scale, bias.
  ["LayerNormalization", [[2, 7, 20], [20], [20]], {}, { adds: 1_120, muls: 574, divs: 308, sqrts: 14 }],
  ["LayerNormalization", [[2, 7, 20], [20]], {}, { adds: 840, muls: 574, divs: 308, sqrts: 14 }],
  ["LayerNormalization", [[2, 7, 20], [7, 20]], { axis: 1 }, { adds: 840, muls: 562, divs: 284, sqrts: 2 }],
  // 8 rows of 480.
  ["GroupNormalization", [[2, 16, 10, 12], [16], [16]], { num_groups: 4 }, { adds: 15_360, muls: 7_688, divs: 3_856, sqrts: 8 }],
  // 32 rows of 120.
  ["InstanceNormalization", [[2, 16, 10, 12], [16], [16]], {}, { adds: 15_328, muls: 7_680, divs: 3_904, sqrts: 32 }],
  ["RMSNormalization", [[2, 7, 20], [20]], {}, { adds: 280, muls: 560, divs: 294, sqrts: 14 }],
  ["MeanVarianceNormalization", [[2, 3, 4, 5]], {}, { adds: 360, muls: 123, divs: 126, sqrts: 3 }],
  ["LpNormalization", [[3, 4]], {}, { muls: 12, adds: 9, sqrts: 3, divs: 12 }],
  ["LpNormalization", [[3, 4]], { p: 1, axis: 0 }, { signs: 12, adds: 8, divs: 12 }],
  ["LRN", [[1, 5, 2, 2]], { size: 3 }, { muls: 40, adds: 60, pows: 20, divs: 20 }],
];

Deno.test("normalizations: shapes and work", () => {
  for (const [op, inputs, attributes, work] of CASES) {
    const applied = apply(op, inputs, { attributes, outputs: 1 });
    assertEquals(applied.shapes, [inputs[0]], op);
    assertEquals(applied.work, work, op);
  }
});

Deno.test("LayerNormalization: the statistics keep the first axes and have a type of their own", () => {
  // onnx 1.12's shape inference for [2, 7, 20], axis 1.
  const { shapes, dtypes, work } = apply("LayerNormalization", [of("float16", "n", 7, 20), of("float16", 7, 20)], {
    attributes: { axis: 1 },
  });
  assertEquals(shapes, [["n", 7, 20], ["n", 1, 1], ["n", 1, 1]]);
  assertEquals(dtypes, ["float16", "float32", "float32"]);
  assertEquals(work.divs, "143*n"); // 140 quotients, 2 means, 1 reciprocal for the third output
});
