/**
 * Foreign text on a screen: names from a model file may hold anything, and must not steer a terminal or break a table.
 *
 * @module
 */

export { printable } from "../model/printable.ts";

/** Scripts whose characters take two columns of a terminal, and pictures that do. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const COMBINING = /\p{Mn}|\p{Me}/u;

/** How many columns of a terminal a printable text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (character <= "\u007e") return 1;
  return COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

/** The longest beginning that takes at most `width` columns. */
function head(characters: Iterable<string>, width: number): string[] {
  const kept: string[] = [];
  for (const character of characters) {
    width -= characterWidth(character);
    if (width < 0) break;
    kept.push(character);
  }
  return kept;
}

/** Cuts the middle out of a text that takes more than `width` columns: both ends of a path tell what it is. */
export function shortenMiddle(text: string, width: number): string {
  if (text.length <= width / 2 || textWidth(text) <= width) return text;
  const characters = [...text];
  const start = head(characters, Math.floor((width - 1) / 2));
  const end = head(characters.reverse(), Math.ceil((width - 1) / 2)).reverse();
  return `${start.join("")}…${end.join("")}`;
}

/** Cuts the end off a text that takes more than `width` columns. */
export function shortenEnd(text: string, width: number): string {
  return text.length <= width / 2 || textWidth(text) <= width ? text : `${head(text, width - 1).join("")}…`;
}

/** Fills a text up to `width` columns with spaces on its right. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** Fills a text up to `width` columns with spaces on its left. */
export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text))) + text;
}
