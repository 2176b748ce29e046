/**
 * A chart that shows itself, with a picture for front ends that do not know Vega.
 *
 * @module
 */
import type { Profile } from "./analysis/profile.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";
import { drawChart } from "./pictures/draw_chart.ts";
import { base64Of, Shown } from "./shown.ts";

/**
 * A Vega-Lite picture of some facts. In a notebook cell it shows itself: interactive where the front end knows Vega, as PNG elsewhere.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { DrawnChart, readProfile } from "../mod.ts";
 *
 * const trace = await Deno.readTextFile("tests/data/profiles/gpt2_nano.fold.json");
 * const chart = (await readProfile(trace, "tests/data/zoo/gpt2_nano.fold.onnx")).chart();
 * assert(chart instanceof DrawnChart);
 * assertEquals(Object.keys(chart.toMimeBundle()), ["application/vnd.vegalite.v5+json", "text/plain"]); // toPng() draws the picture
 * ```
 */
export abstract class DrawnChart<Facts = Profile> extends Shown<Facts> {
  /** The Vega-Lite specification. */
  abstract toJSON(): Readonly<Record<string, unknown>>;

  /**
   * The chart as a PNG picture. The packages that draw it are loaded with the first one.
   *
   * @throws {Error} If they cannot be, as in a browser or without a network.
   */
  toPng(): Promise<Uint8Array> {
    return drawChart(this.toJSON());
  }

  /** The forms for Jupyter, a picture for front ends without Vega among them, where one can be drawn. */
  async [Symbol.for("Jupyter.display")](): Promise<MimeBundle> {
    const png = await this.toPng().catch(() => undefined);
    return { ...this.toMimeBundle(), ...(png !== undefined && { "image/png": base64Of(png) }) };
  }

  /** The forms of the chart by MIME type. */
  override toMimeBundle(): MimeBundle {
    return { "application/vnd.vegalite.v5+json": this.toJSON(), "text/plain": this.toString() };
  }
}
