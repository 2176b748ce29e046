import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  add,
  atMost,
  ceilDivide,
  type Dim,
  divideExactly,
  floorDivide,
  integer,
  max,
  min,
  modulo,
  multiply,
  product,
  subtract,
  sum,
  symbol,
} from "../../lib/model/dim.ts";
import { substitution, symbolsOf } from "../../lib/model/dim_substitute.ts";

const [n, h, w] = [symbol("n"), symbol("h"), symbol("w")];

Deno.test("equal expressions are identical, however they were built", () => {
  assertStrictEquals(multiply(add(n, 1), subtract(n, 1)), subtract(multiply(n, n), 1));
  assertStrictEquals(sum([n, h, n]), add(multiply(2, n), h));
  assertStrictEquals(subtract(n, n), 0);
  assertStrictEquals(product([n, h, w]), product([w, n, h]));
  assertStrictEquals(floorDivide(add(h, 1), 2), floorDivide(add(1, symbol("h")), 2));
});

Deno.test("quotients are brought to one form", () => {
  assertStrictEquals(floorDivide(add(multiply(4, n), 3), 2), add(multiply(2, n), 1));
  assertStrictEquals(floorDivide(floorDivide(h, 2), 2), floorDivide(h, 4));
  assertStrictEquals(floorDivide(add(floorDivide(subtract(h, 1), 2), 1), 2), floorDivide(add(h, 1), 4));
  assertStrictEquals(floorDivide(product([12, n, 64, h]), multiply(64, n)), multiply(12, h));
  assertStrictEquals(divideExactly(subtract(multiply(n, n), 1), add(n, 1)), subtract(n, 1));
  assertStrictEquals(divideExactly(add(n, 1), h), undefined);
  assertThrows(() => floorDivide(n, 0), RangeError, "divide by zero");
});

Deno.test("minima and maxima are decided where sizes of 0 or more decide them", () => {
  assertStrictEquals(max(n, add(n, 2)), add(n, 2));
  assertStrictEquals(min(0, n), 0);
  assertStrictEquals(max(max(0, min(subtract(1024, h), n)), n), n); // absorbed: each side is n at most
  assert(atMost(n, multiply(3, n)));
  assert(!atMost(n, h));
  assertEquals(String(max(subtract(n, 1), 0)), "max(0, n - 1)");
});

Deno.test("text follows the JSON contract", () => {
  assertEquals(String(add(floorDivide(subtract(h, 1), 2), 1)), "floor((h + 1)/2)");
  assertEquals(String(subtract(multiply(h, w), multiply(3, n))), "h*w - 3*n");
  assertEquals(String(add(symbol("past_sequence_length + sequence_length"), 1)), "`past_sequence_length + sequence_length` + 1");
  assertEquals(String(symbol("max")), "`max`");
  assertEquals(String(ceilDivide(n, h)), "ceil(n/h)");
  assertEquals(JSON.stringify([integer(2n ** 63n - 1n)]), '["9223372036854775807"]');
});

Deno.test("integers stay exact beyond 2^53", () => {
  assertEquals(String(multiply(2 ** 40, 2 ** 40)), (2n ** 80n).toString());
  assertStrictEquals(subtract(integer(2n ** 60n), integer(2n ** 60n - 5n)), 5);
  assertStrictEquals(floorDivide(integer(2n ** 60n), 2 ** 30), 2 ** 30);
});

/** A seeded generator (mulberry32), so that a failure can be repeated. */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

Deno.test("3,000 random expressions have the values that plain integer arithmetic gives", () => {
  const next = random(7);
  const pick = (count: number) => Math.floor(next() * count);
  const names = ["n", "h", "w"];
  type Value = (at: Record<string, bigint>) => bigint;
  const floor = (a: bigint, b: bigint) => a / b - (a % b !== 0n && (a < 0n) !== (b < 0n) ? 1n : 0n);
  const build = (depth: number): [Dim, Value] => {
    if (depth === 0 || next() < 0.15) {
      if (next() < 0.4) {
        const value = pick(9) - 3;
        return [value, () => BigInt(value)];
      }
      const name = names[pick(3)]!;
      return [symbol(name), (at) => at[name]!];
    }
    const [[a, x], [b, y]] = [build(depth - 1), build(depth - 1)];
    const divisor = pick(6) + 1;
    switch (pick(8)) {
      case 0:
        return [add(a, b), (at) => x(at) + y(at)];
      case 1:
        return [subtract(a, b), (at) => x(at) - y(at)];
      case 2:
        return [multiply(a, b), (at) => x(at) * y(at)];
      case 3:
        return [floorDivide(a, divisor), (at) => floor(x(at), BigInt(divisor))];
      case 4:
        return [ceilDivide(a, divisor), (at) => -floor(-x(at), BigInt(divisor))];
      case 5:
        return [min(a, b), (at) => x(at) < y(at) ? x(at) : y(at)];
      case 6:
        return [max(a, b), (at) => x(at) > y(at) ? x(at) : y(at)];
      default:
        return [modulo(a, divisor), (at) => x(at) - BigInt(divisor) * floor(x(at), BigInt(divisor))];
    }
  };
  for (let round = 0; round < 3000; round++) {
    const [dim, value] = build(4);
    const at = { n: pick(12), h: pick(30), w: pick(7) };
    const bound = substitution(new Map(Object.entries(at)))(dim);
    const wanted = value({ n: BigInt(at.n), h: BigInt(at.h), w: BigInt(at.w) });
    assertEquals(String(bound), String(wanted), `round ${round}: ${dim} at ${JSON.stringify(at)}`);
  }
});

Deno.test("symbolsOf() finds names inside quotients", () => {
  assertEquals([...symbolsOf(add(floorDivide(h, 2), multiply(n, min(w, h))))].sort(), ["h", "n", "w"]);
});
