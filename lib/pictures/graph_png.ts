/**
 * A graph's picture as a small PNG file.
 *
 * @module
 */
import { textExtent } from "../display/graph/text_extent.ts";
import { svgToPng } from "./svg_to_png.ts";

/** Half a byte each: five tones and their rims, the frames, and steps from paper to ink for the edges of letters. */
const COLORS = 16;
/** What a tone stands on: with many frames around it, it would be many colours. */
const PAPER = 0xeef0f3;
const TRANSLUCENT = /fill="#(?<color>[0-9a-f]{6})" fill-opacity="0\.2"/g;

/** A text as `graphSvg` writes it. */
const TEXT =
  /<text x="(?<x>[\d.]+)" y="(?<y>[\d.]+)" font-size="(?<size>[\d.]+)"(?<bold> font-weight="bold")?(?<middle> text-anchor="middle")? (?<rest>fill="[^"]+")>(?<words>[^<]*)<\/text>/g;
/** Letters whose widths are known and that stand for themselves; an entity such as `&amp;` is one. */
const PLAIN = /^[ -%'-~·×…›]*$/;

/**
 * Draws a picture by `graphSvg` as PNG.
 *
 * @throws {Error} If a package that draws it cannot be loaded.
 */
export async function graphPng(svg: string): Promise<Uint8Array> {
  return await svgToPng(placeLetters(makeOpaque(svg)), "transparent", COLORS);
}

function makeOpaque(svg: string): string {
  return svg.replace(TRANSLUCENT, (...match) => {
    const { color } = match.at(-1) as { color: string };
    const mixed = [16, 8, 0].map((shift) => Math.round(0.2 * (parseInt(color, 16) >> shift & 255) + 0.8 * (PAPER >> shift & 255)));
    return `fill="#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}"`;
  });
}

/**
 * Sets each letter of plain texts on whole pixels: it is crisp, and equal letters are equal pixels, which take less room. Other scripts, whose letters join,
 * stay as they are, and bold ones only begin on a whole pixel.
 */
export function placeLetters(svg: string): string {
  return svg.replace(TEXT, (...match) => {
    const { x, y, size, bold = "", middle, rest, words } = match.at(-1) as Record<string, string>;
    const plain = PLAIN.test(words!) && bold === "";
    if (middle !== undefined && !plain) return match[0];
    let end = Math.round(middle === undefined ? Number(x) : Number(x) - textExtent(words!, Number(size)) / 2);
    const begin = end;
    let exact = end;
    const places = plain
      ? [...words!].map((letter) => {
        end = Math.round(exact);
        exact += textExtent(letter, Number(size));
        return end;
      })
      : [begin];
    return `<text x="${places.join(" ")}" y="${Math.round(Number(y))}" font-size="${size}"${bold} ${rest}>${words}</text>`;
  });
}
