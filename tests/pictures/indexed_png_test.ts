import { assert, assertEquals } from "@std/assert";
import { inflateSync } from "node:zlib";
import { indexedPng } from "../../lib/pictures/indexed_png.ts";

/** Reads an indexed PNG without filters, as RGB by pixel; checks every checksum with zlib's own. */
async function read(png: Uint8Array): Promise<{ width: number; height: number; pixels: number[] }> {
  const { crc32 } = await import("node:zlib");
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    assertEquals(view.getUint32(at + 8 + length), crc32(png.subarray(at + 4, at + 8 + length)));
    chunks.set(new TextDecoder().decode(png.subarray(at + 4, at + 8)), png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  assertEquals([...chunks.keys()].filter((type) => type !== "tRNS"), ["IHDR", "PLTE", "IDAT", "IEND"]);
  const [width, height, palette] = [view.getUint32(16), view.getUint32(20), chunks.get("PLTE")!];
  const rows = inflateSync(chunks.get("IDAT")!);
  const depth = png[24]!;
  const rowLength = 1 + Math.ceil(width * depth / 8);
  assertEquals(rows.length, height * rowLength);
  const pixels = Array.from({ length: width * height }, (_, pixel) => {
    const x = pixel % width;
    const byte = rows[Math.floor(pixel / width) * rowLength + 1 + Math.floor(x * depth / 8)]!;
    const place = depth === 8 ? byte : x % 2 === 0 ? byte >> 4 : byte & 15;
    return palette[3 * place]! << 16 | palette[3 * place + 1]! << 8 | palette[3 * place + 2]!;
  });
  return { width, height, pixels };
}

function rgba(colors: readonly number[]): Uint8Array {
  return Uint8Array.from(colors.flatMap((color) => [color >> 16, color >> 8 & 255, color & 255, 255]));
}

Deno.test("a picture of at most 256 colours comes back to the bit", async () => {
  const colors = Array.from({ length: 16 * 20 }, (_, pixel) => (pixel % 256) * 65_537);
  assertEquals(await read(await indexedPng(rgba(colors), 16, 20)), { width: 16, height: 20, pixels: colors });
});

Deno.test("a picture of at most 16 colours takes half the room, and comes back to the bit where a row has an odd number of pixels", async () => {
  const colors = Array.from({ length: 7 * 5 }, (_, pixel) => (pixel % 16) * 0x111111);
  const png = await indexedPng(rgba(colors), 7, 5);
  assertEquals(png[24], 4);
  assertEquals(await read(png), { width: 7, height: 5, pixels: colors });
});

Deno.test("with few colours allowed, areas keep theirs, small ones too, and what stands at their edges becomes one of them or like them", async () => {
  // 40 columns: an area of 18, one of 5 that is nearly the same, 17 of noise in greys
  const [large, small] = [0xcdced1, 0xc2ccd9];
  const noise = (x: number, y: number) => (20 + (x * 37 + y * 91) % 160) * 0x010101;
  const colors = Array.from({ length: 40 * 20 }, (_, pixel) => {
    const x = pixel % 40;
    return x < 18 ? large : x < 23 ? small : noise(x, Math.floor(pixel / 40));
  });
  const { pixels } = await read(await indexedPng(rgba(colors), 40, 20, 8));
  assertEquals(new Set(pixels).size, 8);
  colors.forEach((color, pixel) => {
    if (color === large || color === small) assertEquals(pixels[pixel], color);
    else assert(Math.abs((pixels[pixel]! & 255) - (color & 255)) <= 30, `${color.toString(16)} ${pixels[pixel]!.toString(16)}`);
  });
});

Deno.test("of more colours, those that are frequent stay and the edges of letters become like ones", async () => {
  const pairs = [[0x1b1b1b, 0xffffff], [0x1b1b1b, 0xdbe4ed], [0x4c78a8, 0xffffff], [0xe0812b, 0xf9e6d5], [0x7f7f7f, 0xf5f5f5]] as const;
  const mixed = ([ink, paper]: readonly [number, number], part: number) =>
    [16, 8, 0].reduce((color, shift) => color | Math.round((ink >> shift & 255) * part + (paper >> shift & 255) * (1 - part)) << shift, 0);
  const rare = pairs.flatMap((pair) => Array.from({ length: 200 }, (_, level) => mixed(pair, level / 199)));
  const flat = pairs.flatMap((pair) => pair.flatMap((color) => new Array<number>(300).fill(color)));
  const { pixels } = await read(await indexedPng(rgba([...flat, ...rare]), 40, 100));
  assertEquals(pixels.slice(0, flat.length), flat);
  assert(new Set(rare).size > 600 && new Set(pixels).size <= 256);
  for (const [index, color] of rare.entries()) {
    const off = [16, 8, 0].map((shift) => Math.abs((color >> shift & 255) - (pixels[flat.length + index]! >> shift & 255)));
    assert(Math.max(...off) <= 16, `${color.toString(16)} ${off}`);
  }
});

Deno.test("with few colours allowed, ink stays dark, of which there are hardly any pixels", async () => {
  const colors = Array.from({ length: 40 * 40 }, (_, pixel) => pixel === 777 ? 0x1b1b1b : (80 + pixel * 7 % 100) * 0x010101);
  assertEquals((await read(await indexedPng(rgba(colors), 40, 40, 8))).pixels[777], 0x1b1b1b);
});

Deno.test("with few colours allowed, a corner of one pixel stays clear", async () => {
  const pixels = rgba(Array.from({ length: 40 * 40 }, (_, pixel) => (pixel * 7 % 100) * 0x010101));
  pixels.fill(0, 0, 4);
  const png = await indexedPng(pixels, 40, 40, 16);
  const file = new TextDecoder("latin1").decode(png);
  const opacities = png.subarray(file.indexOf("tRNS") + 4, file.indexOf("IDAT") - 8);
  const first = inflateSync(png.subarray(file.indexOf("IDAT") + 4, file.indexOf("IEND") - 8))[1]! >> 4;
  assertEquals([...opacities].filter((opacity) => opacity !== 255), [0]);
  assertEquals(opacities[first], 0);
});

Deno.test("what is seen through stays so: a corner that fades into the page", async () => {
  // an opaque white, the same at half its strength (multiplied, as renderers give it), and nothing at all
  const png = await indexedPng(Uint8Array.from([255, 255, 255, 255, 128, 128, 128, 128, 0, 0, 0, 0]), 3, 1);
  assertEquals((await read(png)).pixels, [0xffffff, 0xffffff, 0]);
  const at = new TextDecoder("latin1").decode(png).indexOf("tRNS");
  assertEquals([...png.subarray(at + 4, at + 7)], [255, 128, 0]);
});
