import { assertEquals } from "@std/assert";
import { add, type Dim, integer, multiply, subtract, symbol } from "../../lib/model/dim.ts";
import { substitution } from "../../lib/model/dim_substitute.ts";
import { sliceLength } from "../../lib/operators/_slice.ts";

const MAX = integer(2n ** 63n - 1n);
const MIN = integer(-(2n ** 63n));
const [n, past, seq] = [symbol("n"), symbol("past"), symbol("seq")];

// By hand: slices as models have them, in their shortest form, so that they meet equal sizes elsewhere.
const FORMS: [size: Dim, start: Dim, end: Dim, step: number, length: string][] = [
  [n, 0, MAX, 1, "n"],
  [n, 1, MAX, 1, "max(0, n - 1)"],
  [n, 0, -1, 1, "max(0, n - 1)"],
  [n, 1, -1, 1, "max(0, n - 2)"],
  [n, -1, MAX, 1, "min(1, n)"],
  [n, subtract(n, 1), n, 1, "min(1, n)"],
  [n, 0, subtract(n, 1), 1, "max(0, n - 1)"],
  [n, 0, MAX, 2, "floor((n + 1)/2)"],
  [n, 1, MAX, 2, "floor(n/2)"],
  [n, -1, MIN, -1, "n"],
  [1024, 0, seq, 1, "min(1024, seq)"],
  [1024, past, add(past, seq), 1, "max(0, min(-past + 1024, seq))"],
  [add(past, seq), past, MAX, 1, "seq"],
  [add(past, seq), multiply(seq, -1), MAX, 1, "seq"],
];

Deno.test("sliceLength() gives short forms for free sizes", () => {
  for (const [size, start, end, step, length] of FORMS) {
    assertEquals(sliceLength(size, start, end, step).toString(), length, `[${start}:${end}:${step}] of ${size}`);
  }
});

/** How many indices Python's slice takes of a range of `size`. */
function python(size: number, start: number, end: number, step: number): number {
  const place = (index: number) => Math.min(size, Math.max(0, index < 0 ? index + size : index));
  return Math.max(0, Math.ceil((place(end) - place(start)) / step));
}

const SIZES: readonly Dim[] = [0, 1, 4, 9, n, add(n, seq), add(n, 1), past];
const BOUNDS: readonly Dim[] = [
  ...[0, 1, 2, 7, -1, -2, -7, 2 ** 31 - 1, -(2 ** 31), MAX, MIN, n, seq, past],
  ...[add(past, seq), subtract(n, 1), subtract(n, 2), subtract(seq, 1), subtract(n, seq), multiply(seq, -1), subtract(-1, past), add(n, 1)],
];
/** −seq counts from the back, so a seq of 0 is not among these. */
const VALUES = [[0, 1, 0], [1, 1, 2], [2, 3, 0], [3, 1, 1], [4, 2, 3], [6, 1, 4], [5, 5, 5]] as const;

Deno.test("sliceLength() is what Python takes, whatever the free sizes are", () => {
  const puts = VALUES.map(([n, seq, past]) => substitution(new Map([["n", n], ["seq", seq], ["past", past]])));
  for (const size of SIZES) {
    for (const start of BOUNDS) {
      for (const end of BOUNDS) {
        for (const step of [1, 3]) {
          const length = sliceLength(size, start, end, step);
          for (const put of puts) {
            const wanted = python(Number(put(size)), Number(put(start)), Number(put(end)), step);
            if (put(length) !== wanted) assertEquals(put(length), wanted, `[${start}:${end}:${step}] of ${size} is ${length}`);
          }
        }
      }
    }
  }
});
