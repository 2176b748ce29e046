/**
 * The entry of a table under a name that comes from a file. Every object has members that nobody put there (`constructor`, `toString`, `__proto__`): these
 * are no entries.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const modes = { nearest: 1, linear: 2 };
 * assertEquals([lookUp(modes, "linear"), lookUp(modes, "constructor")], [2, undefined]);
 * ```
 */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
