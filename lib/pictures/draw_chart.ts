/**
 * Charts as static pictures, for front ends that do not know Vega, and as the specifications that Vega itself takes. The packages are heavy, so they are
 * loaded with the first picture; their specifiers stand in values, since a literal one would have them downloaded with the module itself.
 *
 * @module
 */
import { svgToPng } from "./svg_to_png.ts";

/** The part of Vega-Lite that is used here. */
interface VegaLite {
  compile(spec: unknown): { readonly spec: Readonly<Record<string, unknown>> };
}

/** The part of Vega that is used here. */
interface Vega {
  parse(spec: unknown): unknown;
  View: new (runtime: unknown, options: { readonly renderer: "none" }) => { toSVG(scale: number): Promise<string>; finalize(): unknown };
}

interface Tools {
  readonly vegaLite: VegaLite;
  readonly vega: Vega;
}

const VEGA_LITE = "npm:vega-lite@6.5.0";
const VEGA = "npm:vega@6.4.0";

let tools: Promise<Tools> | undefined;

/**
 * Draws a Vega-Lite specification as PNG on white, one pixel to a unit: a notebook cannot be told to show a larger picture at its size.
 *
 * @throws {Error} If a package cannot be loaded, as in a browser, without a network, or without permission.
 */
export async function drawChart(spec: Readonly<Record<string, unknown>>): Promise<Uint8Array> {
  const { vegaLite, vega } = await (tools ??= loadTools());
  const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: "none" });
  try {
    return await svgToPng(await view.toSVG(1));
  } finally {
    view.finalize();
  }
}

/**
 * Compiles a Vega-Lite specification to one of Vega's, so that who shows it needs Vega alone. It has no background, so that a page's shows through.
 *
 * @throws {Error} If the packages cannot be loaded.
 */
export async function compileChart(spec: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
  return { ...(await (tools ??= loadTools())).vegaLite.compile(spec).spec, background: null };
}

/**
 * The source of Vega, to be put into a page: the build that defines `vega`.
 *
 * @throws {Error} If the package cannot be loaded.
 */
export async function vegaSource(): Promise<string> {
  await (tools ??= loadTools()); // only then is the package a folder
  return await (await fetch(new URL("./vega.min.js", import.meta.resolve(VEGA)))).text();
}

async function loadTools(): Promise<Tools> {
  const [vegaLite, vega] = await Promise.all([VEGA_LITE, VEGA].map((name) => import(name)));
  return { vegaLite, vega };
}
