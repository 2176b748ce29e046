/**
 * Blocks that follow one another and are the same: the twelve layers of a transformer, the six residual blocks of a stage.
 *
 * @module
 */
import type { Profile } from "../profile.ts";
import type { DataFlow } from "./data_flow.ts";
import type { Item } from "./items.ts";

/** So many items that follow one another, so many times. */
export interface Repeat {
  /** The first item. */
  readonly start: number;
  /** How many items one turn has. */
  readonly period: number;
  /** How many turns there are; 1 for an item that is not repeated. */
  readonly times: number;
}

/** No block that a person wrote has more parts than this at one level; it bounds the search. */
const LONGEST_PERIOD = 64;

/** Where an item takes something from: a node of an item of the same list, or something else. */
interface Slot {
  /** The item's place in the list; -1 for what comes from elsewhere. */
  readonly item: number;
  /** Which of that item's nodes, and which of its outputs. */
  readonly at: string;
}

/** An item as it is compared: equal signatures have equal operators, sizes and inner wiring, and as many slots. */
interface Compared {
  readonly signature: string;
  readonly slots: readonly Slot[];
  readonly single: boolean;
}

/**
 * Divides a list of items into repeats. Two turns are the same if their operators, names within the block, shapes, costs and wiring are, and if each
 * turn takes from the one before it what that takes from the one before.
 */
export function repeatsIn(profile: Profile, flow: DataFlow, items: readonly Item[]): Repeat[] {
  const compared = compare(profile, flow, items);
  const found: Repeat[] = [];
  for (let start = 0; start < items.length;) {
    const best = withoutCutBranches(compared, bestRepeat(compared, start));
    for (; start < best.start; start++) found.push({ start, period: 1, times: 1 });
    found.push(best);
    start += best.period * best.times;
  }
  return found;
}

function bestRepeat(items: readonly Compared[], start: number): Repeat {
  let best: Repeat = { start, period: 1, times: 1 };
  const longest = Math.min(LONGEST_PERIOD, Math.floor((items.length - start) / 2));
  for (let period = 1; period <= longest; period++) {
    let times = 1;
    while (start + (times + 1) * period <= items.length && turnRepeats(items, start, period, times)) times++;
    if (period * times > best.period * best.times && isWorthwhile(items[start]!, period, times)) best = { start, period, times };
  }
  return best;
}

/** The same repeat begun a little later, where fewer values flow from turn to turn: a block begins where it is narrow, not between its branches. */
function withoutCutBranches(items: readonly Compared[], best: Repeat): Repeat {
  const { period, times } = best;
  if (times === 1) return best;
  let narrowest = best;
  for (let start = best.start + 1; start < best.start + period && start + period * times <= items.length; start++) {
    for (let turn = 1; turn < times; turn++) if (!turnRepeats(items, start, period, turn)) return narrowest;
    if (carried(items, start, period) < carried(items, narrowest.start, period)) narrowest = { start, period, times };
  }
  return narrowest;
}

/** How many values a second turn takes from the first. */
function carried(items: readonly Compared[], start: number, period: number): number {
  const begin = start + period;
  const slots = items.slice(begin, begin + period).flatMap(({ slots }) => slots);
  return new Set(slots.filter(({ item }) => item >= start && item < begin).map(({ item, at }) => `${item} ${at}`)).size;
}

/** A picture of one Linear that stands for two tells less than two pictures. */
function isWorthwhile(first: Compared, period: number, times: number): boolean {
  if (times === 1) return false;
  return period === 1 ? !first.single || times > 2 : period * (times - 1) > 2;
}

/** True where turn `turn` of a repeat is the same as the one before it and takes something from it. */
function turnRepeats(items: readonly Compared[], start: number, period: number, turn: number): boolean {
  const begin = start + turn * period;
  let linked = false;
  for (let place = begin; place < begin + period; place++) {
    const [mine, theirs] = [items[place]!, items[place - period]!];
    if (mine.signature !== theirs.signature) return false;
    for (const [index, slot] of mine.slots.entries()) {
      const other = theirs.slots[index]!;
      const chained = slot.item >= begin - period && slot.item < begin;
      linked ||= chained;
      if (chained && turn === 1 ? other.item >= start : !sameSource(slot, other, { start, begin, period })) return false;
    }
  }
  return linked;
}

/** True where two corresponding slots are fed from corresponding places, or both from outside the repeat. */
function sameSource(slot: Slot, other: Slot, { start, begin, period }: { start: number; begin: number; period: number }): boolean {
  if (slot.item >= begin - period) return other.item === slot.item - period && other.at === slot.at;
  return slot.item < start && other.item < start;
}

function compare(profile: Profile, flow: DataFlow, items: readonly Item[]): Compared[] {
  const homes = new Map(items.flatMap(({ nodes }, item) => nodes.map((place, at) => [place, { item, at }] as const)));
  return items.map((item) => {
    const own = new Map(item.nodes.map((place, at) => [place, at]));
    const slots = new Map<string, Slot>();
    const words = item.nodes.map((place) => {
      const from = flow.taken[place]!.map(({ value, from }) => {
        const inner = from === undefined ? undefined : own.get(from);
        if (inner !== undefined) return `${inner}:${profile.nodes[from!]!.outputs.indexOf(value)}`;
        const home = from === undefined ? undefined : homes.get(from);
        const at = home === undefined ? "" : `${home.at}:${profile.nodes[from!]!.outputs.indexOf(value)}`;
        if (!slots.has(value)) slots.set(value, { item: home?.item ?? -1, at });
        return `<${[...slots.keys()].indexOf(value)}`;
      });
      return [...nodeWords(profile, place, item.module), ...from].join("\0");
    });
    return { signature: words.join("\0\0"), slots: [...slots.values()], single: item.nodes.length === 1 };
  });
}

/** All of a node but its wiring: operator, name within the block, shapes, costs. */
function nodeWords({ nodes, tensors }: Profile, place: number, module: string | undefined): string[] {
  const node = nodes[place]!;
  const shape = (value: string) => tensors.get(value)?.shape?.join() ?? "?";
  const within = module === undefined ? "" : node.module.slice(module.length);
  return [node.op, node.domain, within, String(node.macs), String(node.flops), ...node.inputs.map(shape), "→", ...node.outputs.map(shape)];
}
