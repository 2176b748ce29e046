/**
 * Models side by side with their displays attached: what `compare()` returns.
 *
 * @module
 */
import { modelsChart, modelsText } from "./display/comparison_chart.ts";
import { comparisonHtml } from "./display/comparison_html.ts";
import { type ComparisonJson, comparisonJson } from "./display/comparison_json.ts";
import { type ComparisonDisplayOptions, comparisonText } from "./display/comparison_text.ts";
import { type Compared, type ComparisonView, comparisonView } from "./display/comparison_view.ts";
import { kinshipSentences } from "./display/comparison_words.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";
import { DrawnChart } from "./drawn_chart.ts";
import { Shown } from "./shown.ts";

/**
 * Two or more models side by side. In a notebook cell it shows itself.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { compare } from "../mod.ts";
 *
 * const comparison = await compare("examples/resnet50.onnx", "tests/data/zoo/resnet18.keep.onnx");
 * assertEquals(comparison.toJSON().networks.length, 2); // two networks, not one in two precisions
 * ```
 */
export class Comparison extends Shown<readonly Compared[]> {
  readonly #options: ComparisonDisplayOptions;
  #prepared: ComparisonView | undefined;

  /** Shows these models side by side; differences are to the first. */
  constructor(facts: readonly Compared[], options: ComparisonDisplayOptions = {}) {
    super(facts);
    this.#options = options;
  }

  get #view(): ComparisonView {
    return this.#prepared ??= comparisonView(this.facts);
  }

  /** Which of the models are one network, a sentence a group. */
  get kinship(): readonly string[] {
    return kinshipSentences(this.#view);
  }

  /** The models as bubbles: macs against memory access, the size for what the parameters take. */
  chart(): ComparisonChart {
    return new ComparisonChart(this.facts);
  }

  /** The comparison as plain data. */
  toJSON(): ComparisonJson {
    return comparisonJson(this.#view);
  }

  /** The comparison as text. */
  override toString(): string {
    return comparisonText(this.#view, this.#options);
  }

  /** The forms of the comparison by MIME type. */
  override toMimeBundle(): MimeBundle {
    return { "text/html": comparisonHtml(this.#view, this.#options), "text/plain": this.toString() };
  }
}

/**
 * The bubbles of a comparison.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { compare } from "../mod.ts";
 *
 * const chart = (await compare("examples/resnet50.onnx", "tests/data/zoo/resnet18.keep.onnx")).chart();
 * assertStringIncludes(String(chart), "resnet18.keep");
 * ```
 */
export class ComparisonChart extends DrawnChart<readonly Compared[]> {
  /** The Vega-Lite specification. */
  toJSON(): Readonly<Record<string, unknown>> {
    return modelsChart(comparisonView(this.facts));
  }

  /** The chart as a table. */
  override toString(): string {
    return modelsText(comparisonView(this.facts));
  }
}
