/**
 * Foreign text in Markdown: names from a model file must not become markup, formulas or links.
 *
 * @module
 */
import { printable } from "./printable_text.ts";

/**
 * The text with every character that Markdown or a notebook's formulas would obey written as an entity.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(markdownText("a_b|<i>"), "a&#95;b&#124;&#60;i&#62;");
 * ```
 */
export function markdownText(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>#|~$&@:!]|(?<=www)\./gi, (character) => `&#${character.codePointAt(0)};`);
}

/** A table: text stands left, numbers right. */
export function markdownTable(
  columns: readonly { readonly title: string; readonly align: "left" | "right" }[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = columns.map(({ align }) => align === "left" ? ":--" : "--:");
  return [line(columns.map(({ title }) => title)), line(rule), ...rows.map(line)].join("\n");
}
