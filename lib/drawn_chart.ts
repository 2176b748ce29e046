/**
 * A chart that shows itself, with a picture for front ends that do not know Vega.
 *
 * @module
 */
import type { Profile } from "./analysis/profile.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";
import { drawChart } from "./pictures/draw_chart.ts";
import { base64Of, Shown } from "./shown.ts";

/** A Vega-Lite picture of some facts. */
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
