/** Sizes of text: a box's or a group's name, the line under it. */
export const FONT = { title: 11, detail: 9.5 } as const;

/** Widths of the characters from space to `~` in hundredths of the size: the advances of DejaVu Sans 2.37, with which pictures are drawn. */
// deno-fmt-ignore
const WIDTHS = [32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84];
/** Of the others that pictures have: `·`, `×`, `…`, `›`. */
const MORE: Readonly<Record<number, number>> = { 0xb7: 32, 0xd7: 84, 0x2026: 100, 0x203a: 41 };
/** Of any other character: as wide as Latin ones with an accent, or a script whose characters fill a square. */
const [NARROW, SQUARE] = [64, 100];

/** About how wide a text is when it is drawn at a size. */
export function textExtent(text: string, size: number): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    width += WIDTHS[code - 32] ?? MORE[code] ?? (code < 0x1100 ? NARROW : SQUARE);
  }
  return width * size / 100;
}

/** Bold letters are wider: by so much at most, over a few of them. */
const BOLD = 1.16;

/** About how wide a bold text is, at most. */
export function boldExtent(text: string, size: number): number {
  return BOLD * textExtent(text, size);
}

/** How wide a group's title is, at most: a pile's is bold. */
export function titleWidth(title: string): number {
  return Math.ceil(boldExtent(title, FONT.title)) + 4;
}

/** Cuts the middle out of a text that is wider than there is room for. */
export function fitMiddle(text: string, size: number, room: number): string {
  if (text.length * size < room || textExtent(text, size) <= room) return text;
  const characters = [...text.slice(0, 200), ...text.slice(200).slice(-200)];
  for (let kept = Math.min(characters.length - 1, Math.ceil(4 * room / size)); kept > 2; kept--) {
    const cut = `${characters.slice(0, Math.ceil(kept / 2)).join("")}…${characters.slice(-Math.floor(kept / 2)).join("")}`;
    if (textExtent(cut, size) <= room) return cut;
  }
  return "…";
}
