/**
 * A profile with its displays attached.
 *
 * @module
 */
import { type Budget, type Overrun, overrunsOf } from "./analysis/budget.ts";
import type { GraphOptions } from "./analysis/graph/module_graph.ts";
import type { Coverage } from "./analysis/coverage.ts";
import type { Decoding } from "./analysis/decoding.ts";
import type { MemoryAccess } from "./analysis/memory_access.ts";
import type { ModuleCost } from "./analysis/measure_modules.ts";
import type { Note } from "./analysis/notes.ts";
import type { Sparsity } from "./analysis/sparsity.ts";
import type { NamedTensor, NodeCost, Profile, Totals } from "./analysis/profile.ts";
import { type ChartName, type ChartOptions, CHARTS } from "./display/charts/mod.ts";
import { type CsvTable, profileCsv } from "./display/profile_csv.ts";
import { type ProfileJson, toJson } from "./display/json.ts";
import { type MimeBundle, profileBundle } from "./display/mime_bundle.ts";
import { METRICS } from "./display/metrics.ts";
import { htmlPage } from "./display/page.ts";
import { profileMarkdown } from "./display/profile_markdown.ts";
import { profileText } from "./display/profile_text.ts";
import type { Dim } from "./model/dim.ts";
import type { Work } from "./operators/work.ts";
import { ChartDisplay } from "./chart_display.ts";
import { Explained } from "./explained.ts";
import { GraphDisplay } from "./graph_display.ts";
import { saveReport } from "./save_report.ts";
import { Shown } from "./shown.ts";

/**
 * What a network costs. Its totals are its own properties; in a notebook cell it shows itself.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { profile } from "../mod.ts";
 *
 * const report = await profile("examples/resnet50.onnx");
 * assertEquals([report.parameters, report.macs, report.peak.activationBytes], [23_710_883, 4_087_339_008, 9_633_792]);
 * assertEquals([report.coverage.exact, report.coverage.unknown], [175, 0]);
 * assertEquals(report.modules.find(({ name }) => name === "fc")?.parameters, 2049 * 99);
 * ```
 */
export class Report extends Shown {
  /** Elements of the parameters, shared ones once. */
  get parameters(): number {
    return this.facts.totals.parameters;
  }

  /** Elements that are trained, where somebody has said so. */
  get trainable(): number | undefined {
    return this.facts.totals.trainable;
  }

  /** Elements that are not trained, where somebody has said so. */
  get frozen(): number | undefined {
    return this.facts.totals.frozen;
  }

  /** Elements of the buffers. */
  get buffers(): number {
    return this.facts.totals.buffers;
  }

  /** Elements of the other stored tensors. */
  get constants(): number {
    return this.facts.totals.constants;
  }

  /** Bytes that the parameters take as stored. */
  get parameterBytes(): number {
    return this.facts.totals.parameterBytes;
  }

  /**
   * Multiply-accumulates: a number, or a closed form in the sizes that were left free. Where the report was asked for by a tool's convention
   * that has a number of that name, that one.
   */
  get macs(): Dim {
    return this.facts.countedBy?.numbers["macs"] ?? this.#ofGraph(this.facts.totals.macs);
  }

  /** Operations under the `flopbook` convention; where the report was asked for by another that has a number of that name, that one. */
  get flops(): Dim {
    return this.facts.countedBy?.numbers["flops"] ?? this.#ofGraph(this.facts.totals.flops);
  }

  /** What the tool whose convention was asked for prints as its parameter count; the true count stands under `parameters`. */
  get params(): Dim {
    return this.facts.countedBy?.numbers["params"] ?? this.facts.totals.parameters;
  }

  /** What other tools would count, and how each number comes about. */
  get conventions(): Profile["conventions"] {
    return this.facts.conventions;
  }

  /** Counts of primitive operations. */
  get work(): Work {
    return this.#ofGraph(this.facts.totals.work);
  }

  /** Memory that an ideal kernel touches. */
  get memoryAccess(): MemoryAccess {
    return this.#ofGraph(this.facts.totals.memoryAccess);
  }

  /** The most memory that activations take at once. */
  get peak(): Totals["peak"] {
    return this.#ofGraph(this.facts.totals.peak);
  }

  /** A file of weights alone has no costs: they are `undefined`, which the types leave out for the sake of every model with a graph. */
  #ofGraph<T>(cost: T): T {
    return this.facts.model.hasGraph === false ? undefined as T : cost;
  }

  /** How well each node is known. */
  get coverage(): Coverage {
    return this.facts.coverage;
  }

  /** Where the facts are from. */
  get model(): Profile["model"] {
    return this.facts.model;
  }

  /** What the network takes. */
  get inputs(): readonly NamedTensor[] {
    return this.facts.inputs;
  }

  /** What the network gives. */
  get outputs(): readonly NamedTensor[] {
    return this.facts.outputs;
  }

  /** One entry a module, outer ones before inner ones. */
  get modules(): readonly ModuleCost[] {
    return this.facts.modules;
  }

  /** One entry a node, in order of execution. */
  get nodes(): readonly NodeCost[] {
    return this.facts.nodes;
  }

  /** Every value by name. */
  get tensors(): ReadonlyMap<string, NamedTensor> {
    return this.facts.tensors;
  }

  /** What it costs to write text, for a decoder that has a cache of keys and values. */
  get decoding(): Decoding | undefined {
    return this.facts.decoding;
  }

  /** How many elements of the parameters are 0, where that was asked for: `{ sparsity: true }`. */
  get sparsity(): Sparsity | undefined {
    return this.facts.sparsity;
  }

  /** What a reader of the numbers should know. */
  get notes(): readonly Note[] {
    return this.facts.notes;
  }

  /**
   * A picture of its own.
   *
   * @throws {RangeError} If there is no chart or no metric of that name.
   */
  chart(name: ChartName = "costPerModule", options: ChartOptions = {}): ChartDisplay {
    if (!Object.hasOwn(CHARTS, name)) {
      throw new RangeError(`Cannot draw chart "${name}" as it must be one of: ${Object.keys(CHARTS).join(", ")}`);
    }
    const { metric } = options;
    if (metric !== undefined && !Object.hasOwn(METRICS, metric)) {
      throw new RangeError(`Cannot draw metric "${metric}" as it must be one of: ${Object.keys(METRICS).join(", ")}`);
    }
    return new ChartDisplay(this.facts, name, options);
  }

  /**
   * Where a module's or a node's numbers come from: the formulas with the numbers put in, and each tool's rule for it. `""` is the network itself.
   *
   * @throws {ArgumentError} If there is none of that name: with the nearest ones.
   */
  explain(name: string): Explained {
    return new Explained(this.facts, name);
  }

  /**
   * A picture of the flow of data: the network, or a module of it, as boxes and edges.
   *
   * @throws {RangeError} If there is no module of that name, or nothing in it runs.
   */
  graph(options: GraphOptions = {}): GraphDisplay {
    return new GraphDisplay(this.facts, options);
  }

  /**
   * The numbers that pass their limits; empty where all stay within. What is not known is never within.
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { profile } from "./profile.ts";
   *
   * const report = await profile("examples/resnet50.onnx");
   * assertEquals(report.overruns({ parameters: "25M", peak: "10MiB" }), []);
   * assertEquals(report.overruns({ macs: "4G" }).map(({ name, value }) => [name, value]), [["macs", 4_087_339_008]]);
   * ```
   *
   * @throws {ArgumentError} If a limit is no number, or a number depends on sizes that were left free.
   * @throws {RangeError} If it cannot be told, as a part of a number is not known or depends on the data.
   */
  overruns(budget: Budget): readonly Overrun[] {
    return overrunsOf(this.facts, budget);
  }

  /** A self-contained page that shows the profile and works offline, without charts, which {@linkcode Report.save} adds. */
  toHtml(): string {
    return htmlPage(this.facts);
  }

  /** The profile in Markdown: totals, the heaviest layers, all layers. */
  toMarkdown(): string {
    return profileMarkdown(this.facts);
  }

  /** A table as CSV (RFC 4180): one row a module, a node or a stored tensor. A cell that a spreadsheet would take for a formula begins with `'`. */
  toCSV(table: CsvTable = "modules"): string {
    return profileCsv(this.facts, table);
  }

  /**
   * Writes the profile to a file, whole or not at all. The path's ending tells the form: `.html` is a page with interactive charts that works offline,
   * `.json`, `.md`, `.csv` and `.txt` are what the other methods give.
   *
   * @throws {RangeError} If the ending is none of these.
   * @throws {Error} If the file cannot be written.
   */
  async save(path: string | URL): Promise<void> {
    await saveReport(this, path);
  }

  /** The JSON contract's object. */
  toJSON(): ProfileJson {
    return toJson(this.facts);
  }

  /** The profile as text. */
  override toString(): string {
    return profileText(this.facts);
  }

  /** The forms of the profile by MIME type. */
  override toMimeBundle(): MimeBundle {
    return profileBundle(this.facts);
  }
}
