import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, type Size } from "./_apply.ts";

// Shapes as numpy.einsum gives them. Work by hand: the product of all sizes of each pairwise contraction, joined from left to right.
const CASES: [equation: string, inputs: Size[][], output: Size[], work: { [name: string]: Size }][] = [
  ["ij,jk->ik", [[2, 3], [3, 4]], [2, 4], { macs: 24 }],
  ["bhid, bhjd -> bhij", [[2, 3, 4, 5], [2, 3, 6, 5]], [2, 3, 4, 6], { macs: 720 }],
  ["bhid,bhjd->bhij", [["b", 3, "s", 5], ["b", 3, "s", 5]], ["b", 3, "s", "s"], { macs: "15*b*s*s" }],
  ["i,i->", [[3], [3]], [], { macs: 3 }],
  ["ii->i", [[3, 3]], [3], { free: "movement" }],
  ["ij", [[2, 3]], [2, 3], { free: "movement" }],
  ["ba", [[2, 3]], [3, 2], { free: "movement" }],
  ["ij,jk", [[2, 3], [3, 4]], [2, 4], { macs: 24 }],
  ["...ij,...jk->...ik", [[7, 1, 2, 3], [6, 3, 4]], [7, 6, 2, 4], { macs: 1_008 }],
  ["i...->...", [[2, 3, 4]], [3, 4], { adds: 12 }],
  ["b...i,...i->b...", [[2, 7, 3], [7, 3]], [2, 7], { macs: 42 }],
  ["i,j->ij", [[2], [3]], [2, 3], { muls: 6 }],
  ["ij,kj,kl->il", [[2, 3], [4, 3], [4, 5]], [2, 5], { macs: 64 }],
  ["bi...,bj...->bij...", [[2, 3, 9], [2, 4, 9]], [2, 3, 4, 9], { muls: 216 }],
  ["...,...", [[2, 3], [3]], [2, 3], { muls: 6 }],
  ["aij,kk->a", [[2, 3, 4], [5, 5]], [2], { adds: 26, muls: 2 }],
];

Deno.test("Einsum: shapes and work", () => {
  for (const [equation, inputs, output, work] of CASES) {
    const applied = apply("Einsum", inputs, { attributes: { equation } });
    assertEquals(applied.shapes, [output], equation);
    assertEquals(applied.work, work, equation);
  }
});

Deno.test("Einsum: an equation that does not fit is said", () => {
  const shape = (equation: string, ...inputs: Size[][]) => apply("Einsum", inputs, { attributes: { equation } }).shapes;
  assertThrows(() => shape("ij->i", [2, 3], [3]), Contradiction, "equation must have 2 terms");
  assertThrows(() => shape("ij->i", [2, 3, 4]), Contradiction, "equation must name each axis");
  assertThrows(() => shape("ij->k", [2, 3]), Contradiction, "equation must have k before the arrow");
});
