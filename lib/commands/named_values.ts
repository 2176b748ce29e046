/**
 * Options of the form NAME=VALUE, by which sizes and contents of a model's inputs are given.
 *
 * @module
 */
import type { InputValue } from "../analysis/known_inputs.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Values by name. NAME ends at the last `=`: names of values may hold one.
 *
 * @param form How a value is written, for the error: `NAME=VALUE`.
 * @throws {UsageError} If one has no name, or `read` makes nothing of its value.
 */
export function readNamed<T>(
  option: string,
  form: string,
  texts: readonly string[],
  read: (text: string) => T | undefined,
): Record<string, T> {
  const entries = texts.map((text): [string, T] => {
    const at = text.lastIndexOf("=");
    const value = at < 1 ? undefined : read(text.slice(at + 1));
    if (value === undefined) throw new UsageError(`--${option} takes ${form}: current value is ${text}`);
    return [text.slice(0, at), value];
  });
  return Object.fromEntries(entries); // also one named __proto__
}

/** The size of a dimension. */
export function readSize(text: string): number | undefined {
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

/** A shape, `1x3x224x224`; a scalar's is empty. */
export function readShape(text: string): number[] | undefined {
  if (text === "") return [];
  const sizes = text.split("x").map(readSize);
  return sizes.every((size) => size !== undefined) ? sizes : undefined;
}

/** JSON, and the numbers that JSON has no word for as Python writes them: NaN, Infinity, -Infinity. */
export function readValue(text: string): InputValue | undefined {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (word) => word.startsWith('"') ? word : `"\\u0000${word}"`);
  try {
    const value: unknown = JSON.parse(
      marked,
      (_, item) => typeof item === "string" && item.startsWith("\0") ? Number(item.slice(1)) : item,
    );
    return isInputValue(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isInputValue(value: unknown): value is InputValue {
  return Array.isArray(value) ? value.every(isInputValue) : ["number", "boolean", "string"].includes(typeof value);
}
