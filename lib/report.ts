/**
 * Facts with their displays attached: what `profile()`, `summary()` and `tree()` return.
 *
 * @module
 */
import type { Coverage } from "./analysis/coverage.ts";
import type { Decoding } from "./analysis/decoding.ts";
import type { MemoryAccess } from "./analysis/memory_access.ts";
import type { ModuleCost } from "./analysis/measure_modules.ts";
import type { Note } from "./analysis/notes.ts";
import type { NamedTensor, NodeCost, Profile, Totals } from "./analysis/profile.ts";
import { chartBundle, type ChartName, type ChartOptions, CHARTS } from "./display/charts/mod.ts";
import { type ProfileJson, toJson } from "./display/json.ts";
import { type MimeBundle, profileBundle, summaryBundle, treeBundle } from "./display/mime_bundle.ts";
import { htmlPage } from "./display/page.ts";
import { profileText } from "./display/profile_text.ts";
import { type SummaryOptions, summaryText } from "./display/summary_text.ts";
import { type TreeOptions, treeText } from "./display/tree_text.ts";
import type { Dim } from "./model/dim.ts";
import type { Work } from "./operators/work.ts";
import { drawChart } from "./pictures/draw_chart.ts";

/** Something that shows itself: in a notebook cell by its bundle, elsewhere by its text. */
export abstract class Shown<Facts = Profile> {
  /** All the facts behind what is shown. */
  readonly facts: Facts;

  /** Shows these facts. */
  constructor(facts: Facts) {
    this.facts = facts;
  }

  /** The forms of the answer by MIME type, of which a front end shows the richest that it knows. */
  abstract toMimeBundle(): MimeBundle;

  /** The answer as text. */
  abstract toString(): string;

  /** The same forms, for Jupyter. */
  [Symbol.for("Jupyter.display")](): MimeBundle | Promise<MimeBundle> {
    return this.toMimeBundle();
  }

  /** The same text where Deno or Node inspects the object. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}

/** What a network costs. Its totals are its own properties; in a notebook cell it shows itself. */
export class Report extends Shown {
  /** Elements of the parameters, shared ones once. */
  get parameters(): number {
    return this.facts.totals.parameters;
  }

  /** Elements that are trained, where somebody has said so. */
  get trainable(): number | undefined {
    return this.facts.totals.trainable;
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
    return this.facts.countedBy?.numbers["macs"] ?? this.facts.totals.macs;
  }

  /** Operations under the `flopbook` convention; where the report was asked for by another that has a number of that name, that one. */
  get flops(): Dim {
    return this.facts.countedBy?.numbers["flops"] ?? this.facts.totals.flops;
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
    return this.facts.totals.work;
  }

  /** Memory that an ideal kernel touches. */
  get memoryAccess(): MemoryAccess {
    return this.facts.totals.memoryAccess;
  }

  /** The most memory that activations take at once. */
  get peak(): Totals["peak"] {
    return this.facts.totals.peak;
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

  /** What a reader of the numbers should know. */
  get notes(): readonly Note[] {
    return this.facts.notes;
  }

  /**
   * A picture of its own.
   *
   * @throws {RangeError} If there is no chart of that name.
   */
  chart(name: ChartName = "costPerModule", options: ChartOptions = {}): ChartDisplay {
    if (!Object.hasOwn(CHARTS, name)) {
      throw new RangeError(`Cannot draw chart "${name}" as it must be one of: ${Object.keys(CHARTS).join(", ")}`);
    }
    return new ChartDisplay(this.facts, name, options);
  }

  /** A self-contained page that shows the profile and works offline. */
  toHtml(): string {
    return htmlPage(this.facts);
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

/** The table of layers. */
export class Summary extends Shown {
  readonly #options: SummaryOptions;

  /** Shows these facts as a table. */
  constructor(facts: Profile, options: SummaryOptions = {}) {
    super(facts);
    this.#options = options;
  }

  /** The JSON contract's object. */
  toJSON(): ProfileJson {
    return toJson(this.facts);
  }

  /** The table as text. */
  override toString(): string {
    return summaryText(this.facts, this.#options);
  }

  /** The forms of the table by MIME type. */
  override toMimeBundle(): MimeBundle {
    return summaryBundle(this.facts, this.#options);
  }
}

/** The module hierarchy. */
export class Tree extends Shown {
  readonly #options: TreeOptions;

  /** Shows these facts as a tree. */
  constructor(facts: Profile, options: TreeOptions = {}) {
    super(facts);
    this.#options = options;
  }

  /** The JSON contract's object. */
  toJSON(): ProfileJson {
    return toJson(this.facts);
  }

  /** The tree as text. */
  override toString(): string {
    return treeText(this.facts, this.#options);
  }

  /** The forms of the tree by MIME type. */
  override toMimeBundle(): MimeBundle {
    return treeBundle(this.facts, this.#options);
  }
}

/** A chart. */
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
    return CHARTS[this.#name].spec(this.facts, this.#options);
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

/** Bytes as a MIME bundle has them. */
export function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
