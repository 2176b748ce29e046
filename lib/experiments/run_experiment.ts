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
import { type Feed, runModel, type RunOptions } from "../runner/run_model.ts";
import { type Column, networksOf, type RowNetwork } from "./networks.ts";
import { type ExperimentName, PAPER } from "./paper_tables.ts";

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
  /** Milliseconds of a run here. */
  readonly milliseconds: Spread;
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
  /** Rank correlation of the times here (those within 3 % of each other have one rank) with each of the other columns; `undefined` where a column has one value only. */
  readonly correlations: Readonly<Record<"memoryAccess" | "gpu" | "arm", number | undefined>>;
  /** What the profile of these runs says of how they differ from the paper's. */
  readonly remarks: readonly string[];
  /** The first row's profile. */
  readonly profile: Profile;
}

/** Runs in turns; the networks are small. */
const RUNS = 60;
/** The shortest of so many runs came again within 3 % on a busy machine. */
const NOISE = 0.03;

/** A network of a row, made ready to run. */
interface Ready extends RowNetwork {
  readonly typed: TypedModel;
  readonly profile: Profile;
  readonly file: Uint8Array;
  readonly feeds: readonly Feed[];
}

/** Runs an experiment. */
export async function runExperiment(experiment: ExperimentName, options: ExperimentOptions = {}): Promise<ExperimentFacts> {
  const column: Column = { machine: options.machine ?? "gpu", scale: options.scale ?? 1 };
  const { table, title, rows: paper } = PAPER[experiment];
  const networks = networksOf(experiment, column).map(readyOf);
  const contenders = networks.map(({ file, feeds }) => ({ model: file, feeds }));
  const times = (await compareModels(contenders, { runs: RUNS, ...options, runtime: "native" })).map(spreadOf);
  const size = Math.log2(column.scale);
  const relative = {
    here: relatives(times.map(({ least }) => least)), // what else the machine does only adds
    memoryAccess: relatives(networks.map(({ profile }) => Number(profile.totals.memoryAccess.elements))),
    gpu: relatives(paper.map(({ gpu }) => 1 / gpu[size]!)),
    arm: relatives(paper.map(({ arm }) => 1 / arm[size]!)),
  };
  const rows: ExperimentRow[] = [];
  for (const [row, network] of networks.entries()) {
    const own = { here: relative.here[row]!, memoryAccess: relative.memoryAccess[row]!, gpu: relative.gpu[row]!, arm: relative.arm[row]! };
    rows.push({ ...await takenApart(network, options), milliseconds: times[row]!, relative: own });
  }
  const here = withTies(relative.here);
  const correlations = {
    memoryAccess: rankCorrelation(here, relative.memoryAccess),
    gpu: rankCorrelation(here, relative.gpu),
    arm: rankCorrelation(here, relative.arm),
  };
  return { experiment, table, title, column, rows, correlations, remarks: remarksOf(rows), profile: networks[0]!.profile };
}

function readyOf(network: RowNetwork): Ready {
  const typed = inferShapes(network.model, {});
  return { ...network, typed, profile: measure(typed), file: withRandomWeights(network.model), feeds: randomFeeds(typed.inputs) };
}

/** What a row counts, and how the runtime ran it. */
async function takenApart(
  { label, widths, typed, profile, file, feeds }: Ready,
  options: ExperimentOptions,
): Promise<Omit<ExperimentRow, "milliseconds" | "relative">> {
  const { trace } = await runModel(file, feeds, { ...options, runtime: "native", runs: 0, warmup: 0 });
  const timing = timingOf(readTrace(trace), typed, profile);
  return {
    label,
    widths,
    macs: Number(profile.totals.macs),
    memoryAccess: Number(profile.totals.memoryAccess.elements),
    kernels: timing.kernels.filter(({ by }) => by !== "layout").length,
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

/** Times that differ by less than the noise of this machine have one rank: the next run might have them the other way round. */
function withTies(values: readonly number[]): number[] {
  const firsts: number[] = [];
  for (const value of [...values].sort((a, b) => a - b)) if (!(value < firsts.at(-1)! * (1 + NOISE))) firsts.push(value);
  return values.map((value) => firsts.findLast((first) => first <= value)!);
}

function layoutShare({ kernels, kernelMicroseconds }: Timing): number {
  return kernels.filter(({ by }) => by === "layout").reduce((sum, { microseconds }) => sum + microseconds, 0) / kernelMicroseconds;
}

/** True for a convolution whose output has more channels than the node that it stands for. */
function isPadded({ outputs, nodes, kind }: Timing["kernels"][number], profile: Profile): boolean {
  const shape = nodes[0] === undefined ? undefined : profile.tensors.get(profile.nodes[nodes[0]]!.outputs[0]!)?.shape;
  return kind === "conv" && outputs[0]?.[1] !== undefined && typeof shape?.[1] === "number" && outputs[0][1] > shape[1];
}

/** What the runtime did otherwise than the paper's: fused operators, padded channels, converted layouts, each with its numbers. */
function remarksOf(rows: readonly ExperimentRow[]): string[] {
  const remarks: string[] = [];
  const each = (value: (row: ExperimentRow) => string) => rows.map((row) => `${row.label} ${value(row)}`).join(", ");
  if (rows.some(({ kernels, nodes }) => kernels < nodes)) {
    remarks.push(
      `The runtime fused operators into the convolutions before them: kernels of nodes: ${
        each(({ kernels, nodes }) => `${kernels} of ${nodes}`)
      }. Element-wise operators cost less here than in the paper.`,
    );
  }
  if (rows.some(({ padded }) => padded > 0)) {
    remarks.push(
      `Channels that do not fill the vector registers were padded, which costs time that no count shows: padded convolutions: ${
        each(({ padded }) => String(padded))
      }.`,
    );
  }
  if (new Set(rows.map(({ blocked }) => blocked > 0)).size > 1) {
    remarks.push(
      `Not all rows could use the runtime's blocked layout, which wants widths that are multiples of a vector: convolutions in it: ${
        each(({ blocked }) => String(blocked))
      }.`,
    );
  }
  if (rows.some((row) => row.layoutShare > 0.02)) {
    remarks.push(`Conversions between layouts took a part of the time: ${each((row) => `${(100 * row.layoutShare).toFixed(0)}%`)}.`);
  }
  return remarks;
}
