import { assertEquals } from "@std/assert";
import { add, ceilDivide, floorDivide, min, multiply, subtract, symbol } from "../../lib/model/dim.ts";
import { boundsOf, constantWithin, type Range } from "../../lib/model/dim_bounds.ts";

const [k, n] = [symbol("k"), symbol("n")];
const ranges = new Map<string, Range>([["k", { min: 2, max: 10 }], ["open", { min: 0 }]]);

Deno.test("bounds follow from those of the symbols, by hand", () => {
  assertEquals(boundsOf(add(multiply(3, k), 1), ranges), { min: 7, max: 31 });
  assertEquals(boundsOf(subtract(20, k), ranges), { min: 10, max: 18 });
  assertEquals(boundsOf(multiply(k, k), ranges), { min: 4, max: 100 });
  assertEquals(boundsOf(floorDivide(add(k, 1), 4), ranges), { min: 0, max: 2 });
  assertEquals(boundsOf(ceilDivide(n, k), new Map([["k", { min: 2, max: 10 }]])), { min: ceilDivide(n, 10), max: ceilDivide(n, 2) });
  assertEquals(boundsOf(7, ranges), { min: 7, max: 7 });
});

Deno.test("free symbols stand for themselves, open ranges have no upper bound", () => {
  assertEquals(boundsOf(multiply(n, k), ranges), { min: multiply(2, n), max: multiply(10, n) });
  assertEquals(boundsOf(symbol("open"), ranges), { min: 0 });
  assertEquals(boundsOf(min(symbol("open"), 9), ranges), { min: 0, max: 9 });
});

Deno.test("what is the same for each value of a symbol is a number", () => {
  const step = new Map<string, Range>([["k", { min: 0, max: 4 }]]);
  assertEquals(constantWithin(subtract(min(add(k, 1), 5), min(k, 5)), step), 1); // the length of x[k:k+1] among 5 elements
  assertEquals(constantWithin(subtract(min(add(k, 1), 4), min(k, 4)), step), undefined); // x has 4: the last slice is empty
  assertEquals(constantWithin(subtract(n, n), step), 0);
  assertEquals(constantWithin(n, step), undefined);
});
