/**
 * Names from a model file as text that may be printed: they may hold anything, and must not steer a terminal.
 *
 * @module
 */

/** Control, formatting and unassigned characters, line and paragraph separators, halves of surrogate pairs. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

const NAMED_ESCAPES: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/**
 * The text with everything that a reader would not see, or that a terminal would obey, written as an escape such as `\n` or `\u{1b}`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(printable("conv\n\u001b[31m1"), "conv\\n\\u{1b}[31m1");
 * ```
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => NAMED_ESCAPES[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** A longer name is cut in its middle where a message quotes it. */
const QUOTED = 160;

/**
 * A message without what a reader would not see, and with long names in quotes cut: it may quote a name of ten thousand characters.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(printableMessage(`no "a\u001b${"b".repeat(200)}"`), `no "a\\u{1b}${"b".repeat(73)}…${"b".repeat(80)}"`);
 * ```
 */
export function printableMessage(message: string): string {
  const shown = message.split("\n").map(printable).join("\n");
  return shown.replace(/"[^"\n]{161,}"/g, (quoted) => `${quoted.slice(0, 1 + QUOTED / 2)}…${quoted.slice(-1 - QUOTED / 2)}`);
}
