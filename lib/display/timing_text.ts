/**
 * Measured times in plain text: how long a run takes, where the time goes, and what the counts say to that.
 *
 * @module
 */
import type { OperatorClass } from "../analysis/operator_class.ts";
import type { Profile } from "../analysis/profile.ts";
import type { TimedKernel, Timing } from "../analysis/timing/timing.ts";
import type { Spread } from "../analysis/timing/spread.ts";
import { textBar } from "./bar.ts";
import { joinBlocks } from "./facts_text.ts";
import { networkName } from "./heading.ts";
import { exactNumber, percent, shortNumber } from "./number_text.ts";
import { printable, shortenMiddle } from "./printable_text.ts";
import { TEXT_WIDTH } from "./summary_text.ts";
import { textTable } from "./text_table.ts";

/** What is shown of a measurement. */
export interface TimingView {
  /** The network's profile at the sizes of the run. */
  readonly profile: Profile;
  /** The times of its kernels; `undefined` where the runtime tells none. */
  readonly timing: Timing | undefined;
  /** Times of whole runs in milliseconds; `undefined` where a profile from elsewhere is shown. */
  readonly runs: Spread | undefined;
  /** Items in a batch. */
  readonly batch: number;
  /** What ran it and how, in words. */
  readonly conditions: readonly string[];
}

/** So many kernels are shown. */
export const SLOWEST = 15;

/** What the kinds of work are called. */
export const KINDS: Readonly<Record<OperatorClass, string>> = {
  conv: "convolution",
  product: "matrix product",
  depthwise: "depthwise convolution",
  elementwise: "element-wise",
  movement: "data movement",
  reduction: "other",
  nothing: "views and constants",
};

/** Said in place of kernels where there are none. */
export const NO_KERNELS = "This runtime tells no times of kernels; the native build of onnxruntime does.";

/** The measurement as plain text. */
export function timingText(view: TimingView): string {
  const { timing, profile } = view;
  return joinBlocks([
    [
      `Measured: ${shortenMiddle(printable(networkName(profile)), TEXT_WIDTH - 12)}`,
      ...runLines(view),
      printable(view.conditions.join(" · ")),
    ],
    ...(timing === undefined ? [[NO_KERNELS]] : [
      ["Where the time goes", ...classLines(timing)],
      slowestLines(timing, profile),
      mappingSentences(timing),
    ]),
  ]);
}

/** How long a run takes. */
export function runLines({ runs, batch, timing }: TimingView): string[] {
  if (runs === undefined) return timing === undefined ? [] : [`${millis(timing.kernelMicroseconds / 1000)} in kernels`];
  const { median, lower, upper, least, count } = runs;
  return [
    `${millis(median)} a run (half of ${exactNumber(count)} runs between ${millis(lower)} and ${millis(upper)}, the shortest ${
      millis(least)
    }), ` +
    `${rateOf(1000 * batch / median)} items a second`,
  ];
}

/** Items a second with three digits. */
function rateOf(rate: number): string {
  return Math.round(rate) >= 1000 ? shortNumber(rate) : rate.toPrecision(3);
}

/** Milliseconds with three digits. */
export function millis(milliseconds: number): string {
  return milliseconds < 1
    ? `${(milliseconds * 1000).toPrecision(3)} µs`
    : `${milliseconds < 1000 ? milliseconds.toPrecision(3) : milliseconds.toFixed(0)} ms`;
}

function classLines({ classes }: Timing): string[] {
  const longest = classes[0]?.share ?? 1;
  return textTable(
    [
      { title: "Kind of work", align: "left" },
      { title: "Time", align: "right" },
      { title: "Share", align: "right" },
      { title: "", align: "left" },
    ],
    classes.map((
      { kind, microseconds, share },
    ) => [KINDS[kind], millis(microseconds / 1000), percent(share), textBar(share / longest, 24)]),
    TEXT_WIDTH,
  );
}

/** The kernels that take longest. */
export function slowest({ kernels }: Timing, count: number = SLOWEST): TimedKernel[] {
  return [...kernels].sort((a, b) => b.microseconds - a.microseconds).slice(0, count);
}

/** What a kernel is, with what was fused into it: `Conv + Relu`; a conversion says so. */
export function workText(kernel: TimedKernel, { nodes }: Profile): string {
  const ops = kernel.nodes.toSorted((a, b) => a - b).map((index) => nodes[index]?.op ?? "");
  if (kernel.by === "layout") return `${kernel.op} (put in by the runtime)`;
  if (ops.length < 2) return kernel.op;
  const named = ops.length > 4 ? [...ops.slice(0, 3), `${ops.length - 3} more`] : ops;
  return kernel.op === ops[0] ? named.join(" + ") : `${kernel.op} of ${named.join(" + ")}`;
}

/** A rate, `12.3 G/s`; a dash where nothing is counted. */
export function rateText(count: number, microseconds: number): string {
  return count === 0 || microseconds === 0 ? "–" : `${shortNumber(count * 1e6 / microseconds)}/s`;
}

function slowestLines(timing: Timing, profile: Profile): string[] {
  const rows = slowest(timing).map((kernel) => [kernel, workText(kernel, profile)] as const).map((
    [{ place, microseconds, macs, flops, bytes }, work],
  ) => [
    printable(place),
    shortenMiddle(printable(work), 40),
    millis(microseconds / 1000),
    percent(microseconds / timing.kernelMicroseconds),
    shortNumber(macs),
    rateText(flops, microseconds),
    rateText(bytes, microseconds),
  ]);
  return [
    `The ${rows.length} slowest of ${exactNumber(timing.kernels.length)} kernels`,
    ...textTable(
      [
        { title: "Module", align: "left", flexible: true },
        { title: "Kernel", align: "left" },
        { title: "Time", align: "right" },
        { title: "Share", align: "right" },
        { title: "Macs", align: "right" },
        { title: "flops", align: "right" },
        { title: "bytes", align: "right" },
      ],
      rows,
      TEXT_WIDTH,
    ),
  ];
}

/** How well times and counts fit. */
export function mappingSentences({ mappedShare, outsideShare, unexplainedShare, rates }: Timing): string[] {
  return [
    `${percent(mappedShare)} of the kernels' time is mapped to nodes of the model.` +
    (outsideShare === undefined ? "" : ` ${percent(outsideShare)} of a profiled run lies between the kernels.`),
    `${percent(unexplainedShare)} of the kernels' time is more than the counts explain at ${shortNumber(rates.macsPerSecond)} macs and ` +
    `${shortNumber(rates.bytesPerSecond)} bytes a second.`,
  ];
}
