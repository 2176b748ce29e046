/**
 * What the ShuffleNet V2 paper measured: its tables 1 to 4. Source: N. Ma, X. Zhang, H.-T. Zheng, J. Sun, ECCV 2018 (arXiv 1807.11164).
 *
 * The map has 56 × 56 positions, ten blocks are stacked. The GPU is a GTX 1080 Ti (batches a second), the ARM a Snapdragon 810 with one thread (images a
 * second). Each table has one column for each of three sizes; the rows of a column have the same multiply-accumulates.
 *
 * @module
 */

/** The positions of one side of the paper's map. */
export const SIDE = 56;
/** How many blocks are stacked. */
export const BLOCKS = 10;

/** An experiment's name: that of the guideline that it is about. */
export type ExperimentName = "g1" | "g2" | "g3" | "g4";

/** The machine that a column is of. */
export type Machine = "gpu" | "arm";

/** A row of a table: one way to spend the multiply-accumulates. */
export interface PaperRow {
  /** What the paper calls it. */
  readonly label: string;
  /** Speeds for the three sizes on the GPU, batches a second. */
  readonly gpu: readonly number[];
  /** Speeds for the three sizes on the ARM, images a second. */
  readonly arm: readonly number[];
}

/** A table of the paper. */
export interface PaperTable {
  /** Its number in the paper. */
  readonly table: number;
  /** What it shows. */
  readonly title: string;
  /** The rows, in the paper's order. */
  readonly rows: readonly PaperRow[];
}

/** Tables 1 to 4. */
export const PAPER: Readonly<Record<ExperimentName, PaperTable>> = {
  g1: {
    table: 1,
    title: "Input and output channels of two 1×1 convolutions a block",
    rows: [
      { label: "1:1", gpu: [1480, 723, 232], arm: [76.2, 21.7, 5.3] },
      { label: "1:2", gpu: [1296, 586, 206], arm: [72.9, 20.5, 5.1] },
      { label: "1:6", gpu: [876, 489, 189], arm: [69.1, 17.9, 4.6] },
      { label: "1:12", gpu: [748, 392, 163], arm: [57.6, 15.1, 4.4] },
    ],
  },
  g2: {
    table: 2,
    title: "Groups of a 1×1 convolution",
    rows: [
      { label: "g = 1", gpu: [2451, 1289, 437], arm: [40.0, 10.2, 2.3] },
      { label: "g = 2", gpu: [1725, 873, 341], arm: [35.0, 9.5, 2.2] },
      { label: "g = 4", gpu: [1026, 644, 338], arm: [32.9, 8.7, 2.1] },
      { label: "g = 8", gpu: [634, 445, 230], arm: [27.8, 7.5, 1.8] },
    ],
  },
  g3: {
    table: 3,
    title: "Fragments of a block",
    rows: [
      { label: "1-fragment", gpu: [2446, 1274, 434], arm: [40.2, 10.1, 2.3] },
      { label: "2-fragment-series", gpu: [1790, 909, 336], arm: [38.6, 10.1, 2.2] },
      { label: "4-fragment-series", gpu: [752, 745, 349], arm: [38.4, 10.1, 2.3] },
      { label: "2-fragment-parallel", gpu: [1537, 803, 320], arm: [33.4, 9.1, 2.2] },
      { label: "4-fragment-parallel", gpu: [691, 572, 292], arm: [35.0, 8.4, 2.1] },
    ],
  },
  g4: {
    table: 4,
    title: "ReLU and shortcut of a bottleneck",
    rows: [
      { label: "ReLU and shortcut", gpu: [2427, 2066, 1436], arm: [56.7, 16.9, 5.0] },
      { label: "ReLU", gpu: [2647, 2256, 1735], arm: [61.9, 18.8, 5.2] },
      { label: "shortcut", gpu: [2672, 2121, 1458], arm: [57.3, 18.2, 5.1] },
      { label: "neither", gpu: [2842, 2376, 1782], arm: [66.3, 20.2, 5.4] },
    ],
  },
};
