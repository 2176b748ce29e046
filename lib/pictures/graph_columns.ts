import type { LaidOutColumn, Point, Rectangle } from "./lay_out_column.ts";

/** A column at its place in the picture. */
export type PlacedColumn = Pick<LaidOutColumn, "boxes" | "groups" | "entries" | "exits" | "edges"> & {
  /** Its left edge. */
  readonly left: number;
  /** Its right edge. */
  readonly right: number;
  /** Its upper edge. */
  readonly top: number;
  /** Its lower edge. */
  readonly bottom: number;
};

/** Ways along the axes, from where something leaves a column to where it enters the next. */
export type Connectors = readonly (readonly Point[])[];

/** How far connectors are from one another. */
const LANE = 6;
/** An edge ends this far from the middle of where it leaves or enters. */
const TOUCH = 3;
/** The least room between two columns. */
const GUTTER = 22;

/** Sets columns beside one another, with room for what goes from each to the next. */
export function placeColumns(columns: readonly LaidOutColumn[], corner: { readonly left: number; readonly top: number }): PlacedColumn[] {
  const lanes = Math.max(0, ...columns.map(({ entries }) => entries.size));
  const top = corner.top + (lanes === 0 ? 0 : lanes * LANE + 6);
  let left = corner.left;
  return columns.map((column) => {
    const placed = moved(column, left, top);
    left += column.width + GUTTER + column.exits.size * LANE;
    return placed;
  });
}

function moved({ width, height, boxes, groups, entries, exits, edges }: LaidOutColumn, left: number, top: number): PlacedColumn {
  const shift = ({ x, y }: Point): Point => ({ x: x + left, y: y + top });
  const shiftAll = (points: ReadonlyMap<number, Point>) => new Map([...points].map(([id, point]) => [id, shift(point)]));
  const shiftFrames = (frames: ReadonlyMap<number, Rectangle>) =>
    new Map([...frames].map(([id, frame]) => [id, { ...frame, ...shift(frame) }]));
  return {
    left,
    right: left + width,
    top,
    bottom: top + height,
    boxes: shiftFrames(boxes),
    groups: shiftFrames(groups),
    entries: shiftAll(entries),
    exits: shiftAll(exits),
    edges: edges.map(({ points, arrow }) => ({ points: points.map(shift), arrow })),
  };
}

/** Joins each column with the next: down, along below it, up between the two, and in from above. What leaves on the right goes inside. */
export function connect(columns: readonly PlacedColumn[]): {
  readonly columns: readonly PlacedColumn[];
  readonly connectors: Connectors;
  readonly width: number;
  readonly bottom: number;
} {
  let bottom = Math.max(0, ...columns.map((column) => column.bottom));
  const connectors: Point[][] = [];
  columns.slice(1).forEach((next, index) => {
    const column = columns[index]!;
    const leaving = [...column.exits].filter(([id]) => next.entries.has(id)).sort(([, a], [, b]) => b.x - a.x);
    leaving.forEach(([id, exit], lane) => {
      const entry = next.entries.get(id)!;
      const below = column.bottom + 6 + lane * LANE;
      const between = column.right + GUTTER / 2 + lane * LANE;
      const above = next.top - 6 - (leaving.length - 1 - lane) * LANE;
      bottom = Math.max(bottom, below);
      const [start, end] = [{ x: exit.x, y: exit.y - TOUCH }, { x: entry.x, y: entry.y + TOUCH }];
      connectors.push([start, { x: exit.x, y: below }, { x: between, y: below }, { x: between, y: above }, { x: entry.x, y: above }, end]);
    });
  });
  return { columns, connectors, width: Math.max(0, ...columns.map(({ right }) => right)), bottom };
}
