import { textWidth } from "./printable_text.ts";

/** Breaks a text at its spaces into lines of at most `width` columns; a word that is longer has a line of its own. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A text beside what stands on its left, its further lines under its first. */
export function besideText(left: string, text: string, width: number): string[] {
  const indent = textWidth(left);
  return wrapText(text, Math.max(30, width - indent)).map((line, index) => `${index === 0 ? left : " ".repeat(indent)}${line}`.trimEnd());
}
