import { assertStrictEquals } from "@std/assert";
import { addIntegers, floorDivideIntegers, gcd, multiplyIntegers } from "../../lib/model/integer.ts";

Deno.test("integers change to bigint and back where they pass 2^53", () => {
  assertStrictEquals(addIntegers(Number.MAX_SAFE_INTEGER, 1), 2n ** 53n);
  assertStrictEquals(addIntegers(2n ** 53n, -1), Number.MAX_SAFE_INTEGER);
  assertStrictEquals(multiplyIntegers(3037000500, 3037000500), 3037000500n ** 2n);
  assertStrictEquals(multiplyIntegers(-3, 0), 0);
});

Deno.test("floorDivideIntegers() rounds down for every sign", () => {
  for (const [a, b, quotient] of [[7, 2, 3], [-7, 2, -4], [7, -2, -4], [-7, -2, 3], [6, -3, -2], [0, 5, 0]] as const) {
    assertStrictEquals(floorDivideIntegers(a, b), quotient);
  }
  assertStrictEquals(floorDivideIntegers(-(2n ** 60n) - 1n, 2 ** 30), -(2 ** 30) - 1);
});

Deno.test("gcd() is never negative", () => {
  assertStrictEquals(gcd(-12, 18), 6);
  assertStrictEquals(gcd(0, 5), 5);
});
