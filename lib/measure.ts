/**
 * Real time beside the counts.
 *
 * @module
 */
import { ArgumentError } from "./analysis/argument_error.ts";
import type { InputValue } from "./analysis/known_inputs.ts";
import { readTrace } from "./analysis/timing/read_trace.ts";
import { type Spread, spreadOf } from "./analysis/timing/spread.ts";
import { type Rates, type Timing, timingOf } from "./analysis/timing/timing.ts";
import type { Model } from "./model/model.ts";
import { bindFreeSizes, type BoundNetwork } from "./bound_network.ts";
import type { ChartOptions } from "./display/charts/latency.ts";
import { MEASUREMENT_CHARTS, MeasurementChart, type MeasurementChartName } from "./measurement_chart.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";
import { timingHtml } from "./display/timing_html.ts";
import { NO_KERNELS, timingText, type TimingView } from "./display/timing_text.ts";
import { openSource } from "./bytes/open_source.ts";
import type { ProfileOptions, Source } from "./profile.ts";
import { Shown } from "./shown.ts";
import { hasStoredWeights, type Weights, withRandomWeights, withStoredWeights } from "./runner/model_file.ts";
import { randomFeeds } from "./runner/random_feeds.ts";
import { runModel, type RunOptions } from "./runner/run_model.ts";

export type { Rates, RunOptions, Spread, Timing, Weights };

/** How a model is measured: its inputs as {@linkcode ProfileOptions} has them, and how it is run. */
export interface MeasureOptions extends ProfileOptions, RunOptions {
  /** Ends reading, or measuring between two runs. */
  readonly signal?: AbortSignal;
  /** Its own weights or random ones; without a word its own where they can be had. */
  readonly weights?: Weights;
  /** The rates of this machine, from {@linkcode device}; without them the best that the run's own kernels reach. */
  readonly device?: Rates;
}

/** The JSON form of a measurement. */
export interface MeasurementJson {
  /** The version of this form. */
  readonly schema: 1;
  /** The network's name. */
  readonly model: string;
  /** What ran it and how, in words. */
  readonly conditions: readonly string[];
  /** Times of whole runs in milliseconds; missing for a profile from elsewhere. */
  readonly milliseconds?: readonly number[];
  /** Items in a batch. */
  readonly batch: number;
  /** The time taken apart; missing where the runtime tells no times of kernels. */
  readonly timing?: Timing;
}

/**
 * How long a network takes, and where the time goes. In a notebook cell it shows itself.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { readProfile } from "../mod.ts";
 *
 * const trace = await Deno.readTextFile("tests/data/profiles/shufflenet_v2_x0_5.fold.json");
 * const measurement = await readProfile(trace, "tests/data/zoo/shufflenet_v2_x0_5.fold.onnx");
 * const [first] = measurement.timing!.modules.toSorted((a, b) => b.microseconds - a.microseconds);
 * assert(first!.microseconds > 0 && first!.macs > 0); // a module's time beside what it counts
 * ```
 */
export class Measurement extends Shown {
  readonly #view: TimingView;
  /** Milliseconds of each timed run; empty for a profile from elsewhere. */
  readonly milliseconds: readonly number[];

  /** Shows these times. */
  constructor(view: TimingView, milliseconds: readonly number[]) {
    super(view.profile);
    this.#view = view;
    this.milliseconds = milliseconds;
  }

  /** The middle of the runs' times in milliseconds; of a profile from elsewhere the time in kernels. */
  get median(): number {
    return this.spread?.median ?? (this.timing?.kernelMicroseconds ?? NaN) / 1000;
  }

  /** How the runs' times scatter; `undefined` for a profile from elsewhere. */
  get spread(): Spread | undefined {
    return this.#view.runs;
  }

  /** Items (images, sentences) a second at the median. */
  get itemsPerSecond(): number {
    return 1000 * this.#view.batch / this.median;
  }

  /** The time taken apart: by kernel, module and kind of work; `undefined` where the runtime tells no times of kernels. */
  get timing(): Timing | undefined {
    return this.#view.timing;
  }

  /**
   * A picture: each module's time against what it counts (`latency`), or what each kind of work takes (`timeByKind`).
   *
   * @throws {RangeError} If the runtime tells no times of kernels, or there is no such chart.
   */
  chart(name: MeasurementChartName = "latency", options: ChartOptions = {}): MeasurementChart {
    if (!Object.hasOwn(MEASUREMENT_CHARTS, name)) {
      const known = Object.keys(MEASUREMENT_CHARTS).join(", ");
      throw new RangeError(`Cannot draw ${JSON.stringify(name)} of a measurement as the chart must be one of: ${known}`);
    }
    if (this.timing === undefined) throw new RangeError(`Cannot draw the times of kernels: ${NO_KERNELS}`);
    return new MeasurementChart(this.#view, name, options);
  }

  /** All numbers. */
  toJSON(): MeasurementJson {
    const { conditions, batch, timing } = this.#view;
    return {
      schema: 1,
      model: this.facts.model.name,
      conditions,
      ...(this.milliseconds.length > 0 && { milliseconds: this.milliseconds }),
      batch,
      ...(timing !== undefined && { timing }),
    };
  }

  /** The measurement as text. */
  override toString(): string {
    return timingText(this.#view);
  }

  /** The forms of the measurement by MIME type. */
  override toMimeBundle(): MimeBundle {
    return { "text/html": timingHtml(this.#view), "text/plain": this.toString() };
  }
}

/**
 * Runs a network with onnxruntime and takes the time: of whole runs, and of each kernel beside what the nodes that it stands for count. Free sizes that are
 * not given get an example value; inputs without `values` get random numbers.
 *
 * The runtime (`npm:onnxruntime-node`, 291 MB) is fetched and loaded by the first call, and by nothing else. Where it cannot be had, `npm:onnxruntime-web`
 * takes its place, which is slower and tells no times of kernels.
 *
 * With `weights: "random"` only the model's structure is read: a remote model is timed without a download of its weights.
 *
 * @example
 * ```ts ignore
 * import { assert } from "@std/assert";
 * import { measure } from "../mod.ts";
 *
 * const { median, timing } = await measure("examples/resnet50.onnx", { runs: 50, threads: 1, weights: "random" });
 * assert(median > 0); // milliseconds a run
 * ```
 *
 * @throws {FormatSyntaxError} If the bytes are no model, or a broken one.
 * @throws {ArgumentError} If the options name an input or a dimension that the model does not have.
 * @throws {TypeError} If an input's type or a size of it is not known.
 * @throws {Error} If the runtime cannot be loaded, or refuses the model.
 */
export async function measure(source: Source, options: MeasureOptions = {}): Promise<Measurement> {
  const network = await bindFreeSizes(source, options);
  const { model } = network.typed;
  const weights = options.weights ?? (await hasStoredWeights(model) ? "stored" : "random");
  const feeds = randomFeeds(network.typed.inputs, givenOf(options.values));
  const file = weights === "random" ? withRandomWeights(model) : await storedFile(source, options, model);
  const { milliseconds, trace, runtime, provider } = await runModel(file, feeds, {
    name: `${model.name} with ${weights} weights${
      network.at === "" ? "" : ` at ${network.at}, which options.inputs and options.dims can set`
    }`,
    ...options,
  }).catch((error) => Promise.reject(network.at === "" || options.signal?.aborted ? error : sizedError(error, network.at)));
  const conditions = [
    runtime,
    `${provider}${options.threads === undefined ? "" : `, ${options.threads} ${options.threads === 1 ? "thread" : "threads"}`}`,
    `${weights} weights`,
    ...feeds.map(({ name, shape }) => `${name} [${shape.join(", ")}]`),
    ...(network.at === "" ? [] : [`at ${network.at}`]),
  ];
  return measurementOf(network, trace, {
    conditions,
    milliseconds,
    batch: feeds[0]?.shape[0] ?? 1,
    ...(options.device && { device: options.device }),
  });
}

/**
 * Shows a profile that onnxruntime wrote elsewhere (on a phone, a GPU, from another language) like one from here. The options must give the sizes that the
 * model ran with, where they are free.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { readProfile } from "../mod.ts";
 *
 * const trace = await Deno.readTextFile("tests/data/profiles/gpt2_nano.fold.json");
 * const { timing } = await readProfile(trace, "tests/data/zoo/gpt2_nano.fold.onnx");
 * assert(timing!.mappedShare > 0.9); // of the kernels' time, what belongs to nodes of the model
 * ```
 *
 * @param trace The profile: the JSON's text or its value.
 * @throws {ArgumentError} If it is no profile of onnxruntime's.
 */
export async function readProfile(
  trace: unknown,
  source: Source,
  options: ProfileOptions & { readonly device?: Rates } = {},
): Promise<Measurement> {
  const network = await bindFreeSizes(source, options);
  const conditions = ["a profile from elsewhere", ...(network.at === "" ? [] : [`at ${network.at}`])];
  return measurementOf(network, (typeof trace === "string" ? parsed(trace) : trace) ?? null, {
    conditions,
    milliseconds: [],
    batch: 1,
    ...(options.device && { device: options.device }),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ArgumentError(`Cannot read the profile as it must be JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** The model's own file: as it lies where the runtime can open it, else read whole. A model that a program wrote is written. */
async function storedFile(source: Source, options: MeasureOptions, model: Model): Promise<Uint8Array | string> {
  if (source instanceof URL && source.protocol === "file:") return decodeURIComponent(source.pathname);
  if (typeof source === "string" && !source.includes("://")) return source;
  if (!isFile(source)) return await withStoredWeights(model);
  const opened = await openSource(source, options);
  try {
    return await opened.read(0, opened.byteLength);
  } finally {
    opened.close();
  }
}

/** True for what holds a file's bytes; else a program wrote the model, or it is read already. */
function isFile(source: Source): source is string | URL | Uint8Array | ArrayBuffer | Blob {
  return typeof source === "string" || [URL, Uint8Array, ArrayBuffer, Blob].some((kind) => source instanceof kind);
}

/** A runtime may refuse a model for sizes that nobody gave. */
function sizedError(error: Error, at: string): Error {
  return new Error(`${error.message} (nobody gave its sizes, so it ran at ${at}: the options inputs and dims set them)`, {
    cause: error.cause,
  });
}

/** What is known of a measurement beside the runtime's profile. */
interface Circumstances {
  readonly conditions: readonly string[];
  readonly milliseconds: readonly number[];
  readonly batch: number;
  readonly device?: Rates;
}

function measurementOf({ typed, profile }: BoundNetwork, trace: unknown, circumstances: Circumstances): Measurement {
  const { conditions, milliseconds, batch, device } = circumstances;
  const timing = trace === undefined ? undefined : timingOf(readTrace(trace), typed, profile, device);
  const runs = milliseconds.length === 0 ? undefined : spreadOf(milliseconds);
  return new Measurement({ profile, timing, runs, batch, conditions }, milliseconds);
}

/** The contents that the options give, as flat lists. */
function givenOf(values: MeasureOptions["values"] = {}): Map<string, readonly number[]> {
  return new Map(Object.entries(values).map(([name, value]) => [name, flat(value)]));
}

function flat(value: InputValue): number[] {
  if (Array.isArray(value)) return value.flatMap((item: InputValue) => flat(item));
  return [Number(value)];
}
