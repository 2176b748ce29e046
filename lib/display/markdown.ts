/**
 * Markdown that cannot be broken by what is put into it.
 *
 * @module
 */
import { printable } from "./printable_text.ts";

/** All but the ASCII characters that begin nothing in Markdown or HTML wherever they stand. */
const SUSPICIOUS = /[^A-Za-z0-9 ,.;%?/()]/g;
/** What a code span cannot hold in a table without being read as something else. */
const NO_CODE = /[`|\\]/;

/**
 * Text of which nothing is markup: every mark is written as a reference to its character, which Markdown and HTML take for text alone.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(markdownText("<b>|*"), "&#60;b&#62;&#124;&#42;");
 * ```
 */
export function markdownText(text: string): string {
  const marked = printable(text).replace(
    SUSPICIOUS,
    (mark) => mark.charCodeAt(0) < 0x80 && !isPlainHere(mark) ? `&#${mark.charCodeAt(0)};` : mark,
  );
  return marked.replace(/(www)\./gi, "$1&#46;"); // which GitHub takes for an address
}

/** Signs that are common in numbers and names and begin something only in places where this text never stands: at the beginning of a line. */
function isPlainHere(mark: string): boolean {
  return mark === "-" || mark === "+" || mark === "=";
}

/**
 * A name as code, in which nothing is markup either; as text, where code cannot hold it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([markdownCode("layer1.0"), markdownCode("a|b")], ["`layer1.0`", "a&#124;b"]);
 * ```
 */
export function markdownCode(name: string): string {
  const text = printable(name);
  return text.trim() === "" || NO_CODE.test(text) ? markdownText(text) : `\`${text}\``;
}

/** A table; a title that begins with `>` heads a column of numbers. Cells are Markdown already. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(titles.map((title) => title.replace(/^>/, ""))),
    line(titles.map((title) => title.startsWith(">") ? "---:" : "---")),
    ...rows.map(line),
  ].join("\n");
}
