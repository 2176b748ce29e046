/**
 * Pictures of few colours as small PNG files: a byte or half a byte a pixel, which says the pixel's place in a table of colours.
 *
 * @module
 */
import { colorDistance, fewerColors } from "./fewer_colors.ts";

/** A PNG file has at most so many colours in its table. */
const MOST_COLORS = 256;
/** So many fit in half a byte. */
const HALF_BYTE = 16;
/** Colours that differ in the lower bits only count as one where there are too many: the edges of letters have hundreds. */
const COARSE = 0xf0f0f0f0;
const OPAQUE = 0xff;
/** The colour where nothing is drawn. */
const CLEAR = 0;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Writes a picture as PNG (ISO/IEC 15948, colour type 3). With more colours than `most` the rarer ones are replaced by like ones.
 *
 * @param pixels Four bytes a pixel: red, green and blue, each multiplied by the opacity, and the opacity.
 * @param most How many colours it may have, 1 to 256; up to 16 take half the room.
 */
export async function indexedPng(pixels: Uint8Array, width: number, height: number, most = MOST_COLORS): Promise<Uint8Array> {
  const { palette, indexOf } = paletteOf(pixels, width, most);
  const depth = palette.length <= HALF_BYTE ? 4 : 8;
  const rowLength = 1 + Math.ceil(width * depth / 8);
  const rows = new Uint8Array(height * rowLength); // each row begins with the number of its filter: 0, none
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) {
      const index = indexOf(colorAt(pixels, row * width + x));
      const left = depth === 4 && x % 2 === 0; // the left one of two has the upper half
      rows[row * rowLength + 1 + Math.floor(x * depth / 8)]! |= left ? index << 4 : index;
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, 3], 8);
  const colors = Uint8Array.from(palette.flatMap((color) => SHIFTS.map((shift) => straight(color, shift))));
  const opacities = Uint8Array.from(palette, (color) => color & 255);
  const transparent = opacities.some((opacity) => opacity < OPAQUE) ? [chunk("tRNS", opacities)] : [];
  const chunks = [
    chunk("IHDR", header),
    chunk("PLTE", colors),
    ...transparent,
    chunk("IDAT", await deflated(rows)),
    chunk("IEND", new Uint8Array(0)),
  ];
  return new Uint8Array(await new Blob([Uint8Array.from(SIGNATURE), ...chunks]).arrayBuffer());
}

/** The part of Node.js's zlib that is used here. */
interface Zlib {
  deflateSync(bytes: Uint8Array, options: { level: number; memLevel: number }): Uint8Array;
}

/** Where red, green and blue stand in a colour; the opacity has the lowest bits. */
const SHIFTS = [24, 16, 8] as const;

function colorAt(pixels: Uint8Array, place: number): number {
  return (pixels[4 * place]! << 24 | pixels[4 * place + 1]! << 16 | pixels[4 * place + 2]! << 8 | pixels[4 * place + 3]!) >>> 0;
}

/** A part of a colour as PNG wants it, not multiplied by the opacity. */
function straight(color: number, shift: number): number {
  const opacity = color & 255;
  return opacity === 0 ? 0 : Math.min(255, Math.round(((color >>> shift) & 255) * 255 / opacity));
}

/** The table of colours, the most frequent first, and the place of each colour in it. */
function paletteOf(
  pixels: Uint8Array,
  width: number,
  most: number,
): { readonly palette: readonly number[]; readonly indexOf: (color: number) => number } {
  const counts = new Map<number, number>();
  for (let place = 0; place < pixels.length / 4; place++) {
    const color = colorAt(pixels, place);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const frequent = [...counts].sort(([, a], [, b]) => b - a).map(([color]) => color);
  if (frequent.length <= most) {
    const places = new Map(frequent.map((color, place) => [color, place]));
    return { palette: frequent, indexOf: (color) => places.get(color)! };
  }
  const palette = fewerColors(frequent.length <= MOST_COLORS ? frequent : sample(frequent), counts, areaColors(pixels, width, most), most);
  const known = new Map(palette.map((color, place) => [color, place]));
  return { palette, indexOf: (color) => known.get(color) ?? remembered(known, color, nearest(palette, color)) };
}

/**
 * The colours of the largest areas, at most two thirds of all: those of pixels like the ones to the left and above. What is not drawn stays so,
 * and the ink stays dark, which thin letters hardly ever reach. */
function areaColors(pixels: Uint8Array, width: number, most: number): Set<number> {
  const areas = new Map<number, number>();
  for (let place = width + 1; place < pixels.length / 4; place++) {
    const color = colorAt(pixels, place);
    const inside = colorAt(pixels, place - 1) === color && colorAt(pixels, place - width) === color &&
      colorAt(pixels, place - width - 1) === color;
    if (inside) areas.set(color, (areas.get(color) ?? 0) + 1);
  }
  const largest = [...areas].sort(([, a], [, b]) => b - a).slice(0, Math.floor(most * 2 / 3)).map(([color]) => color);
  const always = [darkest(pixels), ...(isAnyClear(pixels) ? [CLEAR] : [])];
  return new Set([...always, ...largest].slice(0, most - 1));
}

/** The opaque colour of the least light. */
function darkest(pixels: Uint8Array): number {
  let [best, least] = [OPAQUE, Infinity];
  for (let at = 0; at < pixels.length; at += 4) {
    const light = pixels[at]! + pixels[at + 1]! + pixels[at + 2]!;
    if (pixels[at + 3] === OPAQUE && light < least) [best, least] = [colorAt(pixels, at / 4), light];
  }
  return best;
}

function isAnyClear(pixels: Uint8Array): boolean {
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] === 0) return true;
  return false;
}

/** At most 256 of many colours: the most frequent, and one of each kind. */
function sample(frequent: readonly number[]): number[] {
  const first = new Map<number, number>();
  for (const color of frequent) if (!first.has(color & COARSE)) first.set(color & COARSE, color);
  return [...new Set([...frequent.slice(0, MOST_COLORS / 4), ...first.values()])].slice(0, MOST_COLORS);
}

function remembered(known: Map<number, number>, color: number, place: number): number {
  known.set(color, place);
  return place;
}

function nearest(palette: readonly number[], color: number): number {
  let [best, least] = [0, Infinity];
  palette.forEach((other, place) => {
    const distance = colorDistance(color, other);
    if (distance < least) [best, least] = [place, distance];
  });
  return best;
}

/** At the highest level where there is Node.js's zlib, a tenth smaller; an import of it would keep the module from browsers. */
async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const zlib = (globalThis as { process?: { getBuiltinModule?: (name: "node:zlib") => Zlib } }).process?.getBuiltinModule?.("node:zlib");
  if (zlib) return Uint8Array.from(zlib.deflateSync(bytes, { level: 9, memLevel: 9 }));
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"))).arrayBuffer());
}

function chunk(type: string, data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set([...type].map((letter) => letter.charCodeAt(0)), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, checksum(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** The CRC of the PNG standard, annex D. */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
