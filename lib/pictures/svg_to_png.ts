/**
 * Pictures made of vectors as PNG, with a font of our own bringing. The packages are heavy, so they are loaded with the first picture; their specifiers
 * stand in values, since a literal one would have them downloaded with the module itself.
 *
 * @module
 */
import { indexedPng } from "./indexed_png.ts";

/** A picture that resvg has drawn. */
interface Rendered {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  free(): void;
}

/** The part of resvg that is used here. */
interface Resvg {
  initWasm(bytes: Uint8Array): Promise<void>;
  Resvg: new (svg: string, options: object) => { render(): Rendered; free(): void };
}

interface Tools {
  readonly resvg: Resvg;
  readonly fonts: readonly Uint8Array[];
}

const RESVG = "npm:@resvg/resvg-wasm@2.6.2";
/** A machine may have no font, and then text would be left out without a word. */
const DEJAVU = "npm:dejavu-fonts-ttf@2.37.3";
const FAMILY = "DejaVu Sans";

let tools: Promise<Tools> | undefined;

/**
 * Draws an SVG picture as PNG, one pixel to a unit: a notebook cannot be told to show a larger picture at its size. It has at most 256 colours, so that the
 * file is a third as large.
 *
 * @param background What shows where nothing is drawn: `transparent` lets the page through.
 * @param colors How many colours it may have, 1 to 256: the fewer, the smaller the file.
 * @throws {Error} If a package cannot be loaded, as in a browser, without a network, or without permission.
 */
export async function svgToPng(svg: string, background: "white" | "transparent" = "white", colors = 256): Promise<Uint8Array> {
  const { resvg, fonts } = await (tools ??= loadTools());
  const font = { loadSystemFonts: false, fontBuffers: fonts, defaultFontFamily: FAMILY, sansSerifFamily: FAMILY };
  const drawing = new resvg.Resvg(svg, { ...(background === "white" && { background }), font });
  const picture = drawing.render();
  try {
    return await indexedPng(picture.pixels, picture.width, picture.height, colors);
  } finally {
    picture.free();
    drawing.free();
  }
}

async function loadTools(): Promise<Tools> {
  const resvg: Resvg = await import(RESVG);
  await import(`${DEJAVU}/package.json`, { with: { type: "json" } }); // the files are there once the package is
  const fonts = await Promise.all(["DejaVuSans", "DejaVuSans-Bold"].map((name) => bytesOf(`${DEJAVU}/ttf/${name}.ttf`)));
  await resvg.initWasm(await bytesOf(`${RESVG}/index_bg.wasm`));
  return { resvg, fonts };
}

/** A file of a package that is loaded. */
async function bytesOf(specifier: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(import.meta.resolve(specifier))).arrayBuffer());
}
