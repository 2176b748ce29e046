/**
 * How fast this machine is: what times are to be compared with.
 *
 * @module
 */
import { inferShapes } from "./analysis/infer_shapes.ts";
import { measure } from "./analysis/measure.ts";
import { readTrace } from "./analysis/timing/read_trace.ts";
import { type Rates, timingOf } from "./analysis/timing/timing.ts";
import { markup } from "./display/markup.ts";
import type { DeviceFigures } from "./display/charts/devices.ts";
import { htmlTable } from "./display/html_table.ts";
import { PAGE } from "./display/html_style.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";
import { shortNumber } from "./display/number_text.ts";
import { millis } from "./display/timing_text.ts";
import type { Model } from "./model/model.ts";
import * as nn from "./nn/mod.ts";
import type { Profile } from "./analysis/profile.ts";
import { Shown } from "./shown.ts";
import { withRandomWeights } from "./runner/model_file.ts";
import { randomFeeds } from "./runner/random_feeds.ts";
import { PROFILED_RUNS, runModel, type RunOptions } from "./runner/run_model.ts";
import { wholeProgress } from "./runner/whole_progress.ts";

/** The JSON form of a calibration. */
export interface DeviceJson extends Rates {
  /** What it takes to run one operator that does next to nothing, in microseconds. */
  readonly operatorMicroseconds: number;
  /** What ran it and how, in words. */
  readonly conditions: string;
}

/**
 * What this machine reaches in onnxruntime. It can be given to `measure()` and to the chart `roofline` as their `device`.
 *
 * @example
 * ```ts ignore
 * import { assert } from "@std/assert";
 * import { device } from "../mod.ts";
 *
 * const here = await device();
 * assert(here.balance > 0); // flops for each byte: an operator with fewer waits for memory
 * report.chart("roofline", { device: here });
 * ```
 */
export class Device extends Shown implements Rates, DeviceFigures {
  /** Multiply-accumulates a second in a convolution that suits the machine. */
  readonly macsPerSecond: number;
  /** Bytes a second, read and written, in a sum of arrays that fit in no cache. */
  readonly bytesPerSecond: number;
  /** What it takes to run one operator that does next to nothing, in microseconds. */
  readonly operatorMicroseconds: number;
  /** What ran it and how, in words. */
  readonly conditions: string;

  /** Shows a calibration. `profile` is that of the network that it was made with. */
  constructor({ macsPerSecond, bytesPerSecond, operatorMicroseconds, conditions }: DeviceJson, profile: Profile) {
    super(profile);
    this.macsPerSecond = macsPerSecond;
    this.bytesPerSecond = bytesPerSecond;
    this.operatorMicroseconds = operatorMicroseconds;
    this.conditions = conditions;
  }

  /** What a roofline calls it. */
  get name(): string {
    return "this machine";
  }

  /** Floating-point operations a second: two for each multiply-accumulate. */
  get flopsPerSecond(): number {
    return 2 * this.macsPerSecond;
  }

  /** Where the figures are from. */
  get source(): string {
    return `measured in ${this.conditions}`;
  }

  /** Multiply-accumulates for each byte at which arithmetic and memory take the same time: a layer with fewer waits for memory. */
  get balance(): number {
    return this.macsPerSecond / this.bytesPerSecond;
  }

  /** All numbers. */
  toJSON(): DeviceJson {
    const { macsPerSecond, bytesPerSecond, operatorMicroseconds, conditions } = this;
    return { macsPerSecond, bytesPerSecond, operatorMicroseconds, conditions };
  }

  /** The numbers as text. */
  override toString(): string {
    return [`This machine in ${this.conditions}`, ...rowsOf(this).map(([name, value]) => `  ${name}: ${value}`)].join("\n");
  }

  /** The forms by MIME type. */
  override toMimeBundle(): MimeBundle {
    const table = htmlTable({
      caption: markup`<strong>This machine</strong> in ${this.conditions}`,
      columns: [{ title: "", align: "left" }, { title: "", align: "right" }],
      rows: rowsOf(this),
    });
    return { "text/html": String(markup`<div style="${PAGE}">${table}</div>`), "text/plain": this.toString() };
  }
}

function rowsOf({ macsPerSecond, bytesPerSecond, operatorMicroseconds, balance }: Device): [string, string][] {
  return [
    ["multiply-accumulates a second", shortNumber(macsPerSecond)],
    ["bytes a second", shortNumber(bytesPerSecond)],
    ["an operator that does nothing", millis(operatorMicroseconds / 1000)],
    ["macs for each byte where the two meet", balance.toPrecision(3)],
  ];
}

/** Operators in the chain by which the cost of one is told. */
const CHAIN = 200;

/**
 * Calibrates this machine in a few seconds: the multiply-accumulates and bytes a second that it reaches in onnxruntime, and what starting an operator takes.
 *
 * ```ts ignore
 * const here = await device({ threads: 1 });
 * (await profile("model.onnx")).chart("roofline", { device: here });
 * await measure("model.onnx", { threads: 1, device: here });
 * ```
 *
 * @example
 * ```ts ignore
 * import { assert } from "@std/assert";
 * import { device } from "../mod.ts";
 *
 * const { flopsPerSecond, bytesPerSecond } = await device({ threads: 1 });
 * assert(flopsPerSecond > bytesPerSecond);
 * ```
 *
 * @throws {Error} If the runtime cannot be loaded.
 */
export async function device(options: RunOptions = {}): Promise<Device> {
  const { runs: timedRuns = 10, warmup = 2 } = options;
  const progress = wholeProgress(3 * (timedRuns + warmup + PROFILED_RUNS), options);
  const runs = { ...options, runs: timedRuns, warmup, ...progress, runtime: "native" as const };
  const conv = await timed(convolutions(), runs);
  const sums = await timed(sumsOf([64, 512], 4), runs);
  const chain = await timed(sumsOf([1, 1], CHAIN), runs);
  const best = (kernels: typeof conv.timing.kernels, count: "macs" | "bytes") =>
    Math.max(...kernels.filter((kernel) => kernel[count] > 0).map((kernel) => 1e6 * kernel[count] / kernel.microseconds));
  return new Device({
    macsPerSecond: best(conv.timing.kernels, "macs"),
    bytesPerSecond: best(sums.timing.kernels, "bytes"),
    operatorMicroseconds: 1000 * Math.min(...chain.milliseconds) / CHAIN,
    conditions: `${conv.runtime}, ${conv.provider}${
      options.threads === undefined ? "" : `, ${options.threads} ${options.threads === 1 ? "thread" : "threads"}`
    }`,
  }, conv.profile);
}

/** 3 × 3 convolutions of 256 channels on a map of 28 × 28: the shape that CPUs and GPUs do best. */
function convolutions(): Model {
  const convs = Array.from({ length: 4 }, () => new nn.Conv2d(256, 256, 3, { padding: 1, bias: false }));
  return new nn.Sequential(...convs).toModel({ name: "calibration", inputs: { input: [1, 256, 28, 28] } });
}

/** Sums one after another, each with the network's input. */
class Sums extends nn.Module {
  readonly #count: number;

  constructor(count: number) {
    super();
    this.#count = count;
  }

  override forward(x: nn.Value): nn.Value {
    let sum = x;
    for (let index = 0; index < this.#count; index++) sum = sum.add(x);
    return sum;
  }
}

function sumsOf([channels, side]: readonly [number, number], count: number): Model {
  return new Sums(count).toModel({ name: "calibration", inputs: { input: [1, channels, side, side] } });
}

async function timed(model: Model, options: RunOptions) {
  const typed = inferShapes(model, {});
  const profile = measure(typed);
  const feeds = randomFeeds(typed.inputs);
  const { milliseconds, trace, runtime, provider } = await runModel(withRandomWeights(model), feeds, options);
  return { milliseconds, runtime, provider, profile, timing: timingOf(readTrace(trace), typed, profile) };
}
