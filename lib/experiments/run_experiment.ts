/**
 * Times the paper's networks here and puts them beside the paper's columns.
 *
 * @module
 */
import { inferShapes } from "../analysis/infer_shapes.ts";
import { measure } from "../analysis/measure.ts";
import type { Profile } from "../analysis/profile.ts";
import { rankCorrelation } from "../analysis/rank_correlation.ts";
import { readTrace } from "../analysis/timing/read_trace.ts";
import { type Spread, spreadOf } from "../analysis/timing/spread.ts";
import { type Timing, timingOf } from "../analysis/timing/timing.ts";
import type { TypedModel } from "../analysis/typed_model.ts";
import { compareModels } from "../runner/compare_models.ts";
import { withRandomWeights } from "../runner/model_file.ts";
import { randomFeeds } from "../runner/random_feeds.ts";
import { type Feed, PROFILED_RUNS, runModel, type RunOptions } from "../runner/run_model.ts";
import { wholeProgress } from "../runner/whole_progress.ts";
import { type Column, networksOf, type RowNetwork } from "./networks.ts";
import { type ExperimentName, PAPER } from "./paper_tables.ts";
import { ranksHere } from "./ranks_here.ts";
import { remarksOf } from "./remarks.ts";

/** How an experiment is run. */
export interface ExperimentOptions extends RunOptions, Partial<Column> {}

/** A row of the paper's table, timed here. */
export interface ExperimentRow {
  /** What the paper calls it. */
  readonly label: string;
  /** What was built. */
  readonly widths: string;
  /** Multiply-accumulates. */
  readonly macs: number;
  /** Elements read and written. */
  readonly memoryAccess: number;
  /** Milliseconds of a run here, by the clock. */
  readonly milliseconds: Spread;
  /** Milliseconds of the shortest run: on one thread of the CPU the time that it had the core, which no work of others lengthens; else by the clock. */
  readonly shortest: number;
  /** Time relative to the table's fastest row: here (the shortest runs), by memory access, on the paper's GPU and on its ARM. */
  readonly relative: Readonly<Record<"here" | "memoryAccess" | "gpu" | "arm", number>>;
  /** Kernels that ran, conversions between layouts left out. */
  readonly kernels: number;
  /** Nodes of the network. */
  readonly nodes: number;
  /** The share of the time that conversions between layouts took. */
  readonly layoutShare: number;
  /** Convolutions that ran in the runtime's blocked layout, which is its fastest. */
  readonly blocked: number;
  /** Convolutions that ran with more channels than they have, to fill vector registers. */
  readonly padded: number;
}

/** What an experiment gave. */
export interface ExperimentFacts {
  /** Which one. */
  readonly experiment: ExperimentName;
  /** The number of the paper's table. */
  readonly table: number;
  /** What the table is about. */
  readonly title: string;
  /** The column. */
  readonly column: Column;
  /** The rows in the paper's order. */
  readonly rows: readonly ExperimentRow[];
  /** Places of the rows by their times here, 1 for the fastest; times that are too near to be told apart share one. */
  readonly ranks: readonly number[];
  /** Rank correlation of the times here with each of the other columns; `undefined` where a column has one value only. */
  readonly correlations: Readonly<Record<"memoryAccess" | "gpu" | "arm", number | undefined>>;
  /** Rank correlation of memory access, which is known before anything runs, with the paper's columns. */
  readonly predictions: Readonly<Record<"gpu" | "arm", number | undefined>>;
  /** What ran them and how, in words. */
  readonly conditions: string;
  /** What the profile of these runs says of how they differ from the paper's. */
  readonly remarks: readonly string[];
  /** The first row's profile. */
  readonly profile: Profile;
}

/** Runs in turns; the networks are small. */
const RUNS = 100;
/** Runs before those that are timed. */
const WARMUP = 3;
/** Turns end after so many seconds: four experiments are to take less than 90 where two cores are shared with others. */
const SECONDS = 15;
/**
 * One thread, as on the paper's ARM: threads wait for each other, so that whatever else runs beside them lengthens every run, and the shortest one too.
 */
const THREADS = 1;

/** A network of a row, made ready to run. */
interface Ready extends RowNetwork {
  readonly typed: TypedModel;
  readonly profile: Profile;
  readonly file: Uint8Array;
  readonly feeds: readonly Feed[];
}

/** Runs an experiment. */
export async function runExperiment(experiment: ExperimentName, given: ExperimentOptions = {}): Promise<ExperimentFacts> {
  const column: Column = { machine: given.machine ?? "gpu", scale: given.scale ?? 1 };
  const networks = networksOf(experiment, column).map(readyOf);
  const { table, title, rows: paper } = PAPER[experiment];
  const { runs = RUNS, warmup = WARMUP } = given;
  const progress = wholeProgress(networks.length * (runs + warmup + PROFILED_RUNS), given);
  const options = { ...given, runs, warmup, threads: given.threads ?? THREADS, runtime: "native" as const, ...progress };
  const contenders = networks.map(({ file, feeds }) => ({ model: file, feeds }));
  const { turns, runtime, provider } = await compareModels(contenders, { seconds: SECONDS, ...options });
  const spreads = turns.map(({ milliseconds }) => spreadOf(milliseconds));
  const isAlone = options.threads === 1 && provider === "cpu"; // then the time that the process had its core is what a run takes
  const shortest = turns.map(({ processorMilliseconds }, row) => isAlone ? spreadOf(processorMilliseconds).least : spreads[row]!.least);
  const size = Math.log2(column.scale);
  const relative = {
    here: relatives(shortest), // what else the machine does only adds
    memoryAccess: relatives(networks.map(({ profile }) => Number(profile.totals.memoryAccess.elements))),
    gpu: relatives(paper.map(({ gpu }) => 1 / gpu[size]!)),
    arm: relatives(paper.map(({ arm }) => 1 / arm[size]!)),
  };
  const rows: ExperimentRow[] = [];
  for (const [row, network] of networks.entries()) {
    const own = { here: relative.here[row]!, memoryAccess: relative.memoryAccess[row]!, gpu: relative.gpu[row]!, arm: relative.arm[row]! };
    rows.push({ ...await takenApart(network, options), milliseconds: spreads[row]!, shortest: shortest[row]!, relative: own });
  }
  const ranks = ranksHere(relative.here);
  const correlation = (values: readonly number[], others: "memoryAccess" | "gpu" | "arm") => rankCorrelation(values, relative[others]);
  return {
    experiment,
    table,
    title,
    column,
    rows,
    ranks,
    correlations: { memoryAccess: correlation(ranks, "memoryAccess"), gpu: correlation(ranks, "gpu"), arm: correlation(ranks, "arm") },
    predictions: { gpu: correlation(relative.memoryAccess, "gpu"), arm: correlation(relative.memoryAccess, "arm") },
    remarks: remarksOf(rows, ranks),
    conditions: `${runtime}, ${provider}, ${options.threads} ${options.threads === 1 ? "thread" : "threads"}`,
    profile: networks[0]!.profile,
  };
}

function readyOf(network: RowNetwork): Ready {
  const typed = inferShapes(network.model, {});
  return { ...network, typed, profile: measure(typed), file: withRandomWeights(network.model), feeds: randomFeeds(typed.inputs) };
}

/** What a row counts, and how the runtime ran it. */
async function takenApart(
  { label, widths, typed, profile, file, feeds }: Ready,
  options: ExperimentOptions,
): Promise<Omit<ExperimentRow, "milliseconds" | "shortest" | "relative">> {
  const { trace } = await runModel(file, feeds, { ...options, runtime: "native", runs: 0, warmup: 0 });
  const timing = timingOf(readTrace(trace), typed, profile);
  return {
    label,
    widths,
    macs: Number(profile.totals.macs),
    memoryAccess: Number(profile.totals.memoryAccess.elements),
    kernels: timing.kernels.filter(({ by, nodes }) => by !== "layout" && nodes.length > 0).length,
    nodes: profile.nodes.length,
    layoutShare: layoutShare(timing),
    blocked: timing.kernels.filter(({ kind, name }) => kind === "conv" && name.endsWith("_nchwc")).length,
    padded: timing.kernels.filter((kernel) => isPadded(kernel, profile)).length,
  };
}

function relatives(values: readonly number[]): number[] {
  const least = Math.min(...values);
  return values.map((value) => value / least);
}

function layoutShare({ kernels, kernelMicroseconds }: Timing): number {
  return kernels.filter(({ by }) => by === "layout").reduce((sum, { microseconds }) => sum + microseconds, 0) / kernelMicroseconds;
}

/** True for a convolution whose output has more channels than the node that it stands for. */
function isPadded({ outputs, nodes, kind }: Timing["kernels"][number], profile: Profile): boolean {
  const shape = nodes[0] === undefined ? undefined : profile.tensors.get(profile.nodes[nodes[0]]!.outputs[0]!)?.shape;
  return kind === "conv" && outputs[0]?.[1] !== undefined && typeof shape?.[1] === "number" && outputs[0][1] > shape[1];
}
