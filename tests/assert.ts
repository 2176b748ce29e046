/** The part of `@std/assert` that this project uses, over `node:assert`: JSR cannot be reached everywhere, npm and Node's own modules can. */
import assertion from "node:assert";

export const assert: (condition: unknown, message?: string) => asserts condition = assertion.ok;

export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  assertion.deepStrictEqual(actual, expected, message);
}

export function assertStrictEquals<T>(actual: T, expected: T, message?: string): void {
  assertion.strictEqual(actual, expected, message);
}

export function assertAlmostEquals(actual: number, expected: number, tolerance = 1e-7): void {
  assertion.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

export function assertMatch(actual: string, expected: RegExp): void {
  assertion.match(actual, expected);
}

export function assertStringIncludes(actual: string, expected: string): void {
  assertion.ok(actual.includes(expected), `${JSON.stringify(actual.slice(0, 2000))} does not include ${JSON.stringify(expected)}`);
}

// deno-lint-ignore no-explicit-any -- a class's constructor may take anything
type ErrorClass<E extends Error> = new (...args: any[]) => E;

function checkError<E extends Error>(error: unknown, type: ErrorClass<E>, text: string): E {
  assertion.ok(error instanceof type, `wanted ${type.name}, got ${error}`);
  assertStringIncludes(error.message, text);
  return error;
}

export function assertThrows<E extends Error>(run: () => unknown, type: ErrorClass<E>, text = ""): E {
  try {
    run();
  } catch (error) {
    return checkError(error, type, text);
  }
  throw new assertion.AssertionError({ message: `wanted ${type.name}, nothing was thrown` });
}

export async function assertRejects<E extends Error>(run: () => Promise<unknown>, type: ErrorClass<E>, text = ""): Promise<E> {
  try {
    await run();
  } catch (error) {
    return checkError(error, type, text);
  }
  throw new assertion.AssertionError({ message: `wanted ${type.name}, nothing was thrown` });
}
