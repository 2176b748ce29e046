/**
 * A picture of a profile.
 *
 * @module
 */
import type { Profile } from "./analysis/profile.ts";
import { chartBundle, type ChartName, type ChartOptions, CHARTS, chartSpec } from "./display/charts/mod.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";
import { drawChart } from "./pictures/draw_chart.ts";
import { base64Of, Shown } from "./shown.ts";

/**
 * A chart of a profile, as `report.chart(name)` gives it. In a notebook cell it shows itself.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { profile } from "../mod.ts";
 *
 * const chart = (await profile("examples/resnet50.onnx")).chart("treemap");
 * assertEquals(chart.toJSON()["$schema"], "https://vega.github.io/schema/vega-lite/v5.json");
 * ```
 */
export class ChartDisplay extends Shown {
  readonly #name: ChartName;
  readonly #options: ChartOptions;

  /** Draws these facts as the chart of that name. */
  constructor(facts: Profile, name: ChartName, options: ChartOptions = {}) {
    super(facts);
    this.#name = name;
    this.#options = options;
  }

  /** The Vega-Lite specification. */
  toJSON(): Readonly<Record<string, unknown>> {
    return chartSpec(this.facts, this.#name, this.#options);
  }

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
    return chartBundle(this.facts, this.#name, this.#options, png && base64Of(png));
  }

  /** The chart in block characters. */
  override toString(): string {
    return CHARTS[this.#name].text(this.facts, this.#options);
  }

  /** The forms of the chart by MIME type. */
  override toMimeBundle(): MimeBundle {
    return chartBundle(this.facts, this.#name, this.#options);
  }
}
