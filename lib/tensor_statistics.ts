/**
 * A tensor's statistics that show themselves: the numbers in a line, the histogram as a picture.
 *
 * @module
 */
import type { MimeBundle } from "./display/mime_bundle.ts";
import { histogramSpec, statisticsBundle, statisticsText } from "./display/statistics_display.ts";
import type { Histogram, Statistics } from "./model/statistics.ts";
import { drawChart } from "./pictures/draw_chart.ts";
import { base64Of, Shown } from "./shown.ts";

/**
 * What a tensor's elements are like. In a notebook cell, it shows itself as a histogram.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { load } from "../mod.ts";
 *
 * const weight = (await load("tests/data/weights/training.pt")).getParameter("conv.weight");
 * const { count, min = NaN, mean = NaN, max = NaN } = await weight.statistics(); // undefined where there are no elements
 * assertEquals(count, weight.numel());
 * assert(min <= mean && mean <= max);
 * ```
 */
export class TensorStatistics extends Shown<Statistics> implements Statistics {
  /** The tensor's name. */
  readonly name: string;

  /** Shows these numbers under a name. */
  constructor(name: string, statistics: Statistics) {
    super(statistics);
    this.name = name;
  }

  /** How many elements there are. */
  get count(): number {
    return this.facts.count;
  }

  /** How many of them are NaN, infinite or negative infinite: they take no part in the rest. */
  get nonFinite(): number {
    return this.facts.nonFinite;
  }

  /** How many are 0: what was pruned. */
  get zeros(): number {
    return this.facts.zeros;
  }

  /** The least; `undefined` where no element is finite. */
  get min(): number | undefined {
    return this.facts.min;
  }

  /** The greatest; `undefined` where no element is finite. */
  get max(): number | undefined {
    return this.facts.max;
  }

  /** The mean; `undefined` where no element is finite. */
  get mean(): number | undefined {
    return this.facts.mean;
  }

  /** The standard deviation with Bessel's correction, as PyTorch's `std()`; `undefined` for fewer than two finite elements. */
  get std(): number | undefined {
    return this.facts.std;
  }

  /** How many elements lie where. */
  get histogram(): Histogram {
    return this.facts.histogram;
  }

  /** The numbers as plain data. */
  toJSON(): { readonly name: string } & Statistics {
    return { name: this.name, ...this.facts };
  }

  /**
   * The histogram as a PNG picture. The packages that draw it are loaded with the first one.
   *
   * @throws {Error} If they cannot be, as in a browser or without a network.
   */
  toPng(): Promise<Uint8Array> {
    return drawChart(histogramSpec(this.name, this.facts));
  }

  /** The forms for Jupyter, a picture for front ends without Vega among them, where one can be drawn. */
  async [Symbol.for("Jupyter.display")](): Promise<MimeBundle> {
    const png = await this.toPng().catch(() => undefined);
    return statisticsBundle(this.name, this.facts, png && base64Of(png));
  }

  /** The numbers, and the histogram as bars. */
  override toString(): string {
    return statisticsText(this.name, this.facts);
  }

  /** The forms by MIME type. */
  override toMimeBundle(): MimeBundle {
    return statisticsBundle(this.name, this.facts);
  }
}
