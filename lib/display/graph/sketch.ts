/**
 * What a picture of a graph is to show: boxes with their words and sizes, in columns, not yet laid out.
 *
 * @module
 */

/** What a box's colour says; its words or its place say it too. */
export type Tone = "learned" | "product" | "stored" | "plain" | "outer";

/** A part of a box: one box of the graph. Several are stacked where one follows another and nothing else. */
export interface SketchSegment {
  /** Its name. */
  readonly title: string;
  /** The line under it; empty for none. */
  readonly detail: string;
  /** How high it is. */
  readonly height: number;
  /** What kind of work it does. */
  readonly tone: Tone;
  /** All that is known of it, for a reader who points at it. */
  readonly tooltip: string;
}

/** A box. */
export interface SketchBox {
  /** The number of its first part in the graph. */
  readonly id: number;
  /** What is stacked in it, from above. */
  readonly segments: readonly SketchSegment[];
  /** How wide it is. */
  readonly width: number;
  /** How high it is. */
  readonly height: number;
  /** True where it stands for several, which is drawn as a pile. */
  readonly piled: boolean;
}

/** A module or a repeated block that is unfolded. */
export interface SketchGroup {
  /** Its number in the graph. */
  readonly id: number;
  /** The words above what is in it. */
  readonly title: string;
  /** How wide the words are. */
  readonly titleWidth: number;
  /** True where it stands for several, which is drawn as a pile. */
  readonly piled: boolean;
  /** All that is known of it, for a reader who points at it. */
  readonly tooltip: string;
  /** What is in it, in this column. */
  readonly parts: readonly SketchPart[];
}

/** A box or a group of them. */
export type SketchPart = SketchBox | SketchGroup;

/** An edge between two boxes of one column. */
export interface SketchEdge {
  /** The box that makes something. */
  readonly from: number;
  /** The box that takes it. */
  readonly to: number;
}

/** A piece of the graph that is laid out by itself; columns stand beside one another. */
export interface SketchColumn {
  /** What stands in it. */
  readonly parts: readonly SketchPart[];
  /** Edges within it. */
  readonly edges: readonly SketchEdge[];
  /** What comes from earlier columns: the box that makes it, and the boxes here that take it. */
  readonly entering: readonly { readonly from: number; readonly to: readonly number[]; readonly passes: boolean }[];
  /** Boxes of this column whose results go to later ones. */
  readonly leaving: readonly number[];
}

/** A whole picture. */
export interface Sketch {
  /** What it shows, in a line. */
  readonly title: string;
  /** Where the numbers hold, and what the reader should know. */
  readonly subtitle: string;
  /** The columns from left to right. */
  readonly columns: readonly SketchColumn[];
}

/** True for a group. */
export function isGroup(part: SketchPart): part is SketchGroup {
  return "parts" in part;
}
