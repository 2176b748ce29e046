/**
 * The networks of the paper's tables 1 to 4, for a machine's column and one of its three sizes.
 *
 * @module
 */
import type { Model } from "../model/model.ts";
import * as nn from "../nn/mod.ts";
import { Bottleneck, Parallel, pointwise } from "./blocks.ts";
import { BLOCKS, type ExperimentName, type Machine, PAPER, SIDE } from "./paper_tables.ts";

/** Which column of a table is built. */
export interface Column {
  /** The paper's machine: the two have different widths in tables 1 and 2. */
  readonly machine: Machine;
  /** The size: 1, 2 or 4 times the channels. */
  readonly scale: 1 | 2 | 4;
}

/** A row's network. */
export interface RowNetwork {
  /** The row's name in the paper. */
  readonly label: string;
  /** What was built, in words: the channels. */
  readonly widths: string;
  /** The network. */
  readonly model: Model;
}

/** Channels of table 1's pairs at size 1. */
const PAIRS: Readonly<Record<Machine, readonly (readonly [number, number])[]>> = {
  gpu: [[128, 128], [90, 180], [52, 312], [36, 432]],
  arm: [[32, 32], [22, 44], [13, 78], [9, 108]],
};
/** Groups and channels of table 2 at size 1. The ARM column's 180 at g = 8 is a slip of the pen for 184, as its author says; 180 is no multiple of 8. */
const GROUPS: Readonly<Record<Machine, readonly (readonly [number, number])[]>> = {
  gpu: [[1, 128], [2, 180], [4, 256], [8, 360]],
  arm: [[1, 64], [2, 90], [4, 128], [8, 184]],
};
/** Channels of table 3's single fragment and of table 4's bottleneck at size 1. */
const FRAGMENT: Readonly<Record<Machine, number>> = { gpu: 128, arm: 64 };
const BOTTLENECK = 32;
/** Fragments of table 3's rows, and how they stand. */
const FRAGMENTS = [[1, "series"], [2, "series"], [4, "series"], [2, "parallel"], [4, "parallel"]] as const;
/** What table 4's rows have. */
const PARTS = [[true, true], [true, false], [false, true], [false, false]] as const;

/**
 * The networks of a table's column, in the order of its rows.
 *
 * @throws {RangeError} If the paper has no such table or column.
 */
export function networksOf(experiment: ExperimentName, column: Column): RowNetwork[] {
  const check = (name: string, value: unknown, known: readonly unknown[]) => {
    if (known.includes(value)) return;
    throw new RangeError(`Cannot build the paper's networks as ${name} must be one of ${known.join(", ")}: current value is ${value}`);
  };
  check("the experiment", experiment, Object.keys(PAPER));
  check("machine", column.machine, ["gpu", "arm"]);
  check("scale", column.scale, [1, 2, 4]);
  return PAPER[experiment].rows.map(({ label }, row) => ({ label, ...BUILDERS[experiment](row, column) }));
}

type Built = Omit<RowNetwork, "label">;

const BUILDERS: Readonly<Record<ExperimentName, (row: number, column: Column) => Built>> = {
  g1: (row, { machine, scale }) => {
    const [c1, c2] = PAIRS[machine][row]!.map((channels) => channels * scale) as [number, number];
    return stacked(`c1 = ${c1}, c2 = ${c2}`, c1, () => [pointwise(c1, c2), pointwise(c2, c1)]);
  },
  g2: (row, { machine, scale }) => {
    const [groups, channels] = GROUPS[machine][row]!;
    const c = channels * scale;
    return stacked(`c = ${c}`, c, () => [pointwise(c, c, groups)]);
  },
  g3: (row, { machine, scale }) => {
    const [count, arrangement] = FRAGMENTS[row]!;
    const c = Math.round(FRAGMENT[machine] * scale / Math.sqrt(count)); // as many multiply-accumulates as one fragment
    const series = () => Array.from({ length: count }, () => pointwise(c, c));
    return stacked(`c = ${c}`, c, arrangement === "series" ? series : () => [new Parallel(count, c)]);
  },
  g4: (row, { scale }) => {
    const [relu, shortcut] = PARTS[row]!;
    const c = BOTTLENECK * scale;
    return stacked(`c = ${c}, ${c / 4} inside`, c, () => [new Bottleneck(c, { relu, shortcut })]);
  },
};

/** Ten blocks one after another, on one sample of the paper's map. */
function stacked(widths: string, channels: number, block: () => nn.Module[]): Built {
  const network = new nn.Sequential(...Array.from({ length: BLOCKS }, block).flat());
  return { widths, model: network.toModel({ name: widths, inputs: { input: [1, channels, SIDE, SIDE] } }) };
}
