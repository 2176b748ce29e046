import { type Dim, sum } from "../../model/dim.ts";
import type { ConventionCount } from "../conventions/count.ts";
import type { Profile } from "../profile.ts";

/** A part of one of a tool's numbers, by its reason. */
export interface RulePart {
  /** Why, in the convention's words. */
  readonly reason: string;
  /** How much. */
  readonly amount: Dim;
}

/** What one of a tool's numbers has for some nodes. */
export interface NumberShare {
  /** The tool's name for the number. */
  readonly number: string;
  /** True for the number that stands for the tool. */
  readonly isMain: boolean;
  /** How much of it, before the tool divides or rounds; 0 where the tool counts nothing for them; missing where it cannot be told. */
  readonly amount?: Dim;
  /** Its parts by reason. */
  readonly parts: readonly RulePart[];
  /** True where a part of it is for other nodes too, as a tool that sees a whole module counts it. */
  readonly isShared: boolean;
}

/** How a tool counts some nodes. */
export interface ConventionRule {
  /** The tool. */
  readonly tool: string;
  /** The version whose rules these are. */
  readonly version: string;
  /** What its numbers count, in words. */
  readonly unit: string;
  /** Its numbers' shares. */
  readonly numbers: readonly NumberShare[];
}

/** How every tool counts these nodes. */
export function conventionRules({ conventions }: Profile, isInside: (node: number) => boolean): ConventionRule[] {
  return conventions.all().map((count) => ({
    tool: count.convention.name,
    version: count.convention.version,
    unit: count.convention.unit,
    numbers: Object.keys(count.convention.numbers).map((number) => shareOf(count, number, isInside)),
  }));
}

function shareOf({ convention, items }: ConventionCount, number: string, isInside: (node: number) => boolean): NumberShare {
  const isMain = number === convention.main;
  const all = items[number];
  if (all === undefined) return { number, isMain, parts: [], isShared: false };
  const inside = all.filter(({ nodes }) => nodes.some(isInside));
  const parts = [...Map.groupBy(inside, ({ reason }) => convention.reasons[reason] ?? reason)].map(([reason, group]) => ({
    reason,
    amount: sum(group.map(({ amount }) => amount)),
  }));
  return {
    number,
    isMain,
    amount: sum(parts.map(({ amount }) => amount)),
    parts: parts.filter(({ amount }) => amount !== 0),
    isShared: inside.some(({ nodes }) => !nodes.every(isInside)),
  };
}
