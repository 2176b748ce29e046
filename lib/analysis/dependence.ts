/**
 * What the elements of a value depend on: which part of each axis of each input.
 *
 * @module
 */
import { type Dim, product } from "../model/dim.ts";
import { extentOf, joinTracks, type Track } from "./position_track.ts";

/** An axis along which positions of the input can no longer be told, since several axes became one or one became several: for each source, how much an element depends on. */
export type Blend = ReadonlyMap<number, number>;

/** What an axis of a value says of positions: a track, a blend, or nothing. */
export type AxisState = Track | Blend | undefined;

/** What a value's elements depend on. */
export interface Dependence {
  /** An entry an axis of the value. */
  readonly axes: readonly AxisState[];
  /** Sources on which every element depends alike: on so many positions, `Infinity` for all of them. */
  readonly fixed: ReadonlyMap<number, number>;
}

/** True for an axis whose positions are known. */
export function isTrack(state: AxisState): state is Track {
  return state !== undefined && "jump" in state;
}

/** The sources that an axis speaks of, with how much of each an element depends on. */
export function extentsOf(state: AxisState): Blend {
  if (state === undefined) return NOTHING;
  return isTrack(state) ? new Map([[state.source, extentOf(state)]]) : state;
}

const NOTHING: Blend = new Map();

/** Every element now depends on all positions of these axes: they were summed over, or compared. */
export function mix({ axes, fixed }: Dependence, isMixed: (axis: number) => boolean): Dependence {
  const whole = new Map(fixed);
  const kept = axes.map((state, axis) => {
    if (!isMixed(axis)) return state;
    for (const source of extentsOf(state).keys()) whole.set(source, Infinity);
    return undefined;
  });
  return settled(kept, whole);
}

/** Axes whose source is fixed by something else too say nothing any more: its elements depend on all of it. */
export function settled(axes: readonly AxisState[], fixed: ReadonlyMap<number, number>): Dependence {
  const all = new Map(fixed);
  const kept = axes.map((state) => {
    const sources = [...extentsOf(state).keys()];
    if (!sources.some((source) => all.has(source))) return state;
    for (const source of sources) all.set(source, Infinity);
    return undefined;
  });
  return { axes: kept, fixed: all };
}

/** What is computed element by element from several values, shorter shapes aligned at their ends; `undefined` where their positions do not fit. */
export function join(parts: readonly Dependence[], rank: number): Dependence | undefined {
  const fixed = new Map<number, number>();
  for (const part of parts) for (const [source, extent] of part.fixed) fixed.set(source, Math.max(extent, fixed.get(source) ?? 0));
  const axes: AxisState[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let joined: AxisState;
    for (const { axes: own } of parts) {
      const state = own[axis - (rank - own.length)];
      if (state === undefined) continue;
      joined = joined === undefined ? state : joinStates(joined, state);
      if (joined === undefined) return undefined;
    }
    axes.push(joined);
  }
  const seen = new Map<number, number>();
  axes.forEach((state, axis) => {
    for (const source of extentsOf(state).keys()) {
      if (seen.has(source) && isTrack(state)) fixed.set(source, Infinity); // along two axes at once
      seen.set(source, axis);
    }
  });
  return settled(axes, fixed);
}

function joinStates(a: Track | Blend, b: Track | Blend): AxisState {
  if (isTrack(a) && isTrack(b)) return joinTracks(a, b);
  if (isTrack(a) || isTrack(b)) return undefined;
  const both = new Map(a);
  for (const [source, extent] of b) both.set(source, Math.max(extent, both.get(source) ?? 0));
  return both;
}

/** The same elements in another shape: axes that stay are kept, those that are merged or split no longer tell positions. */
export function reshape({ axes, fixed }: Dependence, from: readonly Dim[], to: readonly Dim[]): Dependence {
  const result: AxisState[] = to.map(() => undefined);
  const all = new Map(fixed);
  for (const [ins, outs] of groupsOf(from, to)) {
    const telling = ins.filter((axis) => axes[axis] !== undefined);
    const [only] = telling;
    const sized = (group: readonly number[], shape: readonly Dim[]) => group.filter((axis) => shape[axis] !== 1);
    const target = sized(outs, to);
    if (only !== undefined && telling.length === 1 && target.length === 1 && to[target[0]!] === from[only]) {
      result[target[0]!] = axes[only];
      continue;
    }
    const blend = new Map<number, number>();
    for (const axis of telling) {
      for (const [source, extent] of extentsOf(axes[axis])) {
        if (from[axis] === 1) all.set(source, Math.max(extent, all.get(source) ?? 0));
        else blend.set(source, extent);
      }
    }
    if (blend.size > 0) { for (const axis of target.length > 0 ? target : outs) result[axis] = blend; }
  }
  return { axes: result, fixed: all };
}

/** Axes before and after that hold the same number of elements, as few together as can be. */
function groupsOf(from: readonly Dim[], to: readonly Dim[]): [number[], number[]][] {
  const groups: [number[], number[]][] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const [ins, outs]: [number[], number[]] = [i < from.length ? [i++] : [], j < to.length ? [j++] : []];
    const before = () => product(ins.map((axis) => from[axis]!));
    const after = () => product(outs.map((axis) => to[axis]!));
    while (before() !== after()) {
      const [a, b] = [before(), after()];
      const growsAfter = typeof a === "number" && typeof b === "number" ? b < a : outs.length < ins.length;
      if ((growsAfter || i >= from.length) && j < to.length) outs.push(j++);
      else if (i < from.length) ins.push(i++);
      else break;
    }
    groups.push([ins, outs]);
  }
  return groups;
}
