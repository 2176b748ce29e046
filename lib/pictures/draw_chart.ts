/**
 * Static pictures of charts, for front ends that do not know Vega. The packages that draw are heavy, so they are loaded with the first picture; their
 * specifiers stand in values, since a literal one would have them downloaded with the module itself.
 *
 * @module
 */

/** The part of Vega-Lite that is used here. */
interface VegaLite {
  compile(spec: unknown): { readonly spec: unknown };
}

/** The part of Vega that is used here. */
interface Vega {
  parse(spec: unknown): unknown;
  View: new (runtime: unknown, options: { readonly renderer: "none" }) => { toSVG(scale: number): Promise<string>; finalize(): unknown };
}

/** The part of resvg that is used here. */
interface Resvg {
  initWasm(bytes: Uint8Array): Promise<void>;
  Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array; free(): void }; free(): void };
}

interface Tools {
  readonly vegaLite: VegaLite;
  readonly vega: Vega;
  readonly resvg: Resvg;
  readonly fonts: readonly Uint8Array[];
}

const VEGA_LITE = "npm:vega-lite@6.5.0";
const VEGA = "npm:vega@6.4.0";
const RESVG = "npm:@resvg/resvg-wasm@2.6.2";
/** A font of our own bringing: a machine may have none, and then text would be left out without a word. */
const DEJAVU = "npm:dejavu-fonts-ttf@2.37.3";
const FAMILY = "DejaVu Sans";

let tools: Promise<Tools> | undefined;

/**
 * Draws a Vega-Lite specification as PNG on white, one pixel to a unit: a notebook cannot be told to show a larger picture at its size.
 *
 * @throws {Error} If a package cannot be loaded, as in a browser, without a network, or without permission.
 */
export async function drawChart(spec: Readonly<Record<string, unknown>>): Promise<Uint8Array> {
  const { vegaLite, vega, resvg, fonts } = await (tools ??= loadTools());
  const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: "none" });
  try {
    const font = { loadSystemFonts: false, fontBuffers: fonts, defaultFontFamily: FAMILY, sansSerifFamily: FAMILY };
    const drawing = new resvg.Resvg(await view.toSVG(1), { background: "white", font });
    const picture = drawing.render();
    try {
      return picture.asPng();
    } finally {
      picture.free();
      drawing.free();
    }
  } finally {
    view.finalize();
  }
}

async function loadTools(): Promise<Tools> {
  const [vegaLite, vega, resvg] = await Promise.all([VEGA_LITE, VEGA, RESVG].map((name) => import(name)));
  await import(`${DEJAVU}/package.json`, { with: { type: "json" } }); // the files are there once the package is
  const fonts = await Promise.all(["DejaVuSans", "DejaVuSans-Bold"].map((name) => bytesOf(`${DEJAVU}/ttf/${name}.ttf`)));
  await resvg.initWasm(await bytesOf(`${RESVG}/index_bg.wasm`));
  return { vegaLite, vega, resvg, fonts };
}

/** A file of a package that is loaded. */
async function bytesOf(specifier: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(import.meta.resolve(specifier))).arrayBuffer());
}
