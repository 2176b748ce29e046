import type { GraphEdge } from "../../analysis/graph/module_graph.ts";
import { isGroup, type SketchBox, type SketchColumn, type SketchPart } from "./sketch.ts";
import { titleWidth } from "./text_extent.ts";

/** About how much of a column's height a box takes beside its own. */
const GAP = 22;
/** A graph no higher than this stays in one column. */
const SINGLE = 900;
/** How high a column is for each one that there is: a picture is read in a notebook, which has more room downwards than sideways. */
const STEEPNESS = 640;
/** How far a cut may be from where columns would be equally high, as a part of a column. */
const FREEDOM = 0.4;
/** What it costs to divide a group, in values that cross. */
const GROUP_COST = 1.5;

/** A box in order of execution. */
interface Placed {
  readonly box: SketchBox;
  /** How high all is down to its lower edge. */
  readonly bottom: number;
  /** The groups that it is in, outermost first. */
  readonly groups: readonly number[];
}

/**
 * Divides a graph into columns where few values cross: a deep network is a long chain, which no page has room for. What crosses enters and leaves the
 * columns between.
 */
export function intoColumns(parts: readonly SketchPart[], edges: readonly GraphEdge[]): SketchColumn[] {
  const boxes = placedBoxes(parts, edges);
  const height = boxes.at(-1)?.bottom ?? 0;
  const cuts = cutsOf(boxes, edges, columnCount(height));
  const columnOf = new Map(boxes.map(({ box }, index) => [box.id, cuts.filter((cut) => cut <= index).length]));
  const named = new Set<number>();
  return Array.from({ length: cuts.length + 1 }, (_, column) => {
    const found = columnAt(column, parts, edges, columnOf);
    return { ...found, parts: namedAgain(found.parts, named) };
  });
}

/** Names what goes on from an earlier column. */
function namedAgain(parts: readonly SketchPart[], named: Set<number>): SketchPart[] {
  return parts.map((part) => {
    if (!isGroup(part)) return part;
    const title = named.has(part.id) ? `${part.title} (continued)` : part.title;
    named.add(part.id);
    return { ...part, title, titleWidth: titleWidth(title), parts: namedAgain(part.parts, named) };
  });
}

function columnCount(height: number): number {
  return height <= SINGLE ? 1 : Math.max(2, Math.round(Math.sqrt(height / STEEPNESS)));
}

/** The boxes in order, each with the height of the longest way down to it. */
function placedBoxes(parts: readonly SketchPart[], edges: readonly GraphEdge[]): Placed[] {
  const before = Map.groupBy(edges, ({ to }) => to);
  const bottoms = new Map<number, number>();
  const placed: Placed[] = [];
  let lowest = 0;
  const walk = (part: SketchPart, groups: readonly number[]): void => {
    if (isGroup(part)) return part.parts.forEach((each) => walk(each, [...groups, part.id]));
    const above = (before.get(part.id) ?? []).map(({ from }) => bottoms.get(from) ?? 0);
    const bottom = above.reduce((a, b) => Math.max(a, b), 0) + part.height + GAP;
    bottoms.set(part.id, bottom);
    lowest = Math.max(lowest, bottom);
    placed.push({ box: part, bottom: lowest, groups });
  };
  parts.forEach((part) => walk(part, []));
  return placed;
}

/** The places before which a new column begins. */
function cutsOf(boxes: readonly Placed[], edges: readonly GraphEdge[], columns: number): number[] {
  const crossing = crossings(boxes, edges);
  const height = (boxes.at(-1)?.bottom ?? 0) / columns;
  const cuts: number[] = [];
  for (let column = 1; column < columns; column++) {
    let [best, least] = [-1, Infinity];
    for (let index = (cuts.at(-1) ?? 0) + 1; index < boxes.length; index++) {
      const off = Math.abs(boxes[index - 1]!.bottom - column * height) / height;
      if (off > FREEDOM) continue;
      const divided = commonLength(boxes[index - 1]!.groups, boxes[index]!.groups);
      const cost = crossing[index]! + GROUP_COST * divided + 4 * off;
      if (cost < least) [best, least] = [index, cost];
    }
    if (best > 0) cuts.push(best);
  }
  return cuts;
}

/** For each place, how many boxes before it have results that are taken there or later. */
function crossings(boxes: readonly Placed[], edges: readonly GraphEdge[]): number[] {
  const places = new Map(boxes.map(({ box }, index) => [box.id, index]));
  const lastUse = new Map<number, number>();
  for (const { from, to } of edges) lastUse.set(from, Math.max(lastUse.get(from) ?? 0, places.get(to) ?? 0));
  const steps = new Array<number>(boxes.length + 1).fill(0);
  boxes.forEach(({ box }, index) => {
    const last = lastUse.get(box.id);
    if (last === undefined || last <= index) return;
    steps[index + 1]!++;
    steps[last + 1]!--;
  });
  let alive = 0;
  return steps.map((step) => alive += step);
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const end = a.findIndex((each, index) => each !== b[index]);
  return end < 0 ? a.length : end;
}

function columnAt(
  column: number,
  parts: readonly SketchPart[],
  edges: readonly GraphEdge[],
  columnOf: ReadonlyMap<number, number>,
): SketchColumn {
  const here = (id: number) => columnOf.get(id) === column;
  const entering: SketchColumn["entering"][number][] = [];
  const leaving: number[] = [];
  for (const [from, leads] of Map.groupBy(edges, (edge) => edge.from)) {
    const later = leads.some(({ to }) => columnOf.get(to)! > column);
    if (here(from) && later) leaving.push(from);
    if (columnOf.get(from)! >= column) continue;
    const to = leads.filter(({ to }) => here(to)).map(({ to }) => to);
    if (to.length > 0 || later) entering.push({ from, to, passes: later });
  }
  return {
    parts: partsIn(parts, here),
    edges: edges.filter(({ from, to }) => here(from) && here(to)).map(({ from, to }) => ({ from, to })),
    entering,
    leaving,
  };
}

/** The parts with those boxes alone; groups without any are left out. */
function partsIn(parts: readonly SketchPart[], here: (id: number) => boolean): SketchPart[] {
  return parts.flatMap((part): SketchPart[] => {
    if (!isGroup(part)) return here(part.id) ? [part] : [];
    const inner = partsIn(part.parts, here);
    return inner.length === 0 ? [] : [{ ...part, parts: inner }];
  });
}
