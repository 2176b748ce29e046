/**
 * Pictures of few colours as small PNG files: one byte a pixel, which says the pixel's place in a table of colours.
 *
 * @module
 */

/** A PNG file has at most so many colours in its table. */
const MOST_COLORS = 256;
/** Colours that differ in the lower bits only count as one where there are too many: the edges of letters have hundreds. */
const COARSE = 0xf0f0f0f0;
const OPAQUE = 0xff;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Writes a picture as PNG (ISO/IEC 15948, colour type 3). With more than 256 colours the rarer ones are replaced by like ones.
 *
 * @param pixels Four bytes a pixel: red, green and blue, each multiplied by the opacity, and the opacity.
 */
export async function indexedPng(pixels: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  const { palette, indexOf } = paletteOf(pixels);
  const rows = new Uint8Array(height * (width + 1)); // each row begins with the number of its filter: 0, none
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) rows[row * (width + 1) + x + 1] = indexOf(colorAt(pixels, row * width + x));
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 3], 8);
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
function paletteOf(pixels: Uint8Array): { readonly palette: readonly number[]; readonly indexOf: (color: number) => number } {
  const counts = new Map<number, number>();
  for (let place = 0; place < pixels.length / 4; place++) {
    const color = colorAt(pixels, place);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const frequent = [...counts].sort(([, a], [, b]) => b - a).map(([color]) => color);
  if (frequent.length <= MOST_COLORS) {
    const places = new Map(frequent.map((color, place) => [color, place]));
    return { palette: frequent, indexOf: (color) => places.get(color)! };
  }
  const first = new Map<number, number>();
  for (const color of frequent) if (!first.has(color & COARSE)) first.set(color & COARSE, color);
  const palette = [...new Set([...frequent.slice(0, MOST_COLORS / 4), ...first.values()])].slice(0, MOST_COLORS);
  const known = new Map(palette.map((color, place) => [color, place]));
  return { palette, indexOf: (color) => known.get(color) ?? remembered(known, color, nearest(palette, color)) };
}

function remembered(known: Map<number, number>, color: number, place: number): number {
  known.set(color, place);
  return place;
}

function nearest(palette: readonly number[], color: number): number {
  let [best, least] = [0, Infinity];
  palette.forEach((other, place) => {
    const distance = [...SHIFTS, 0].reduce((total, shift) => total + (((color >>> shift) & 255) - ((other >>> shift) & 255)) ** 2, 0);
    if (distance < least) [best, least] = [place, distance];
  });
  return best;
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
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
