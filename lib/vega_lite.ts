/**
 * A chart of one's own, for what no chart here draws.
 *
 * @module
 */
import { ArgumentError } from "./analysis/argument_error.ts";
import { SCHEMA, type VegaLiteSpec } from "./display/charts/chart.ts";
import { DrawnChart } from "./drawn_chart.ts";

/**
 * A Vega-Lite specification that shows itself in a notebook cell.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { vegaLite } from "../mod.ts";
 *
 * const chart = vegaLite({ data: { values: [{ x: 1 }] }, mark: "point", encoding: { x: { field: "x" } } }, "one point");
 * assertEquals(String(chart), "one point");
 * ```
 */
export class VegaLiteChart extends DrawnChart<VegaLiteSpec> {
  readonly #text: string;

  /** Draws this specification. `text` stands in its place where no picture can be shown. */
  constructor(spec: VegaLiteSpec, text: string) {
    super(spec);
    this.#text = text;
  }

  /** The Vega-Lite specification. */
  toJSON(): VegaLiteSpec {
    return this.facts;
  }

  /** What the chart shows, in words. */
  override toString(): string {
    return this.#text;
  }
}

/**
 * Shows a Vega-Lite specification as notebooks want it: interactive where the front end knows Vega, as a picture elsewhere, as words in a terminal.
 *
 * The schema is filled in, and must be version 5, the latest that notebooks know.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const chart = vegaLite({
 *   data: { values: [{ width: 64, macs: 4096 }, { width: 128, macs: 16384 }] },
 *   mark: "line",
 *   encoding: { x: { field: "width", type: "quantitative" }, y: { field: "macs", type: "quantitative" } },
 * }, "macs grow with the square of the width");
 * assertEquals(String(chart), "macs grow with the square of the width");
 * ```
 *
 * @param text What it shows, in words: for terminals and screen readers. Its title where nothing is said.
 * @throws {ArgumentError} If the specification is no object, or of another version.
 */
export function vegaLite(spec: VegaLiteSpec, text: string = titleOf(spec)): VegaLiteChart {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) {
    throw new ArgumentError(`Cannot draw a chart as its specification must be an object: current value is ${spec}`);
  }
  const { $schema = SCHEMA } = spec;
  if ($schema !== SCHEMA) throw new ArgumentError(`Cannot draw a chart as its $schema must be ${SCHEMA}: current value is ${$schema}`);
  return new VegaLiteChart({ description: text, ...spec, $schema }, text); // a description is what screen readers read
}

function titleOf(spec: VegaLiteSpec | null): string {
  const title = spec?.["title"];
  const text = typeof title === "object" && title !== null && "text" in title ? title.text : title;
  return typeof text === "string" ? text : "A chart";
}
