/**
 * The parts that a module consists of, such that data flow from part to part without a circle.
 *
 * @module
 */
import type { Profile } from "../profile.ts";
import type { DataFlow } from "./data_flow.ts";

/** A part of a module: one call of a module in it, or an operator of its own. */
export interface Item {
  /** The inner module's path; missing for an operator of the module's own. */
  readonly module?: string;
  /** Places of its nodes in the profile's list, in order of execution. */
  readonly nodes: readonly number[];
}

/** A part that is being put together. */
interface Draft {
  readonly module?: string;
  readonly nodes: number[];
  /** The parts that it takes something from. */
  readonly before: Set<Draft>;
}

/**
 * Divides nodes into the calls of the modules directly in `path` and the operators beside them, in an order in which they can run. A module that is
 * called again after something that needs its first answer (one ReLU that stands for all) gives a part for each call.
 */
export function itemsOf(profile: Profile, flow: DataFlow, members: readonly number[], path: string): Item[] {
  const drafts: Draft[] = [];
  const open = new Map<string, Draft>();
  const homes = new Map<number, Draft>();
  for (const place of members) {
    const module = childOf(profile.nodes[place]!.module, path);
    const sources = new Set(flow.taken[place]!.flatMap(({ from }) => from === undefined ? [] : homes.get(from) ?? []));
    let draft = module === undefined ? undefined : open.get(module);
    if (draft === undefined || comesBack(sources, draft)) {
      drafts.push(draft = { ...(module !== undefined && { module }), nodes: [], before: new Set() });
      if (module !== undefined) open.set(module, draft);
    }
    draft.nodes.push(place);
    homes.set(place, draft);
    for (const source of sources) if (source !== draft) draft.before.add(source);
  }
  return inOrder(drafts);
}

/** The module directly in `path` that a module is or is in; `undefined` for `path` itself. */
export function childOf(module: string, path: string): string | undefined {
  if (module === path) return undefined;
  const start = path === "" ? 0 : path.length + 1;
  const end = module.indexOf(".", start);
  return end < 0 ? module : module.slice(0, end);
}

/** True where one of the sources, another than the draft itself, needs what the draft makes. */
function comesBack(sources: ReadonlySet<Draft>, draft: Draft): boolean {
  const reached = new Set([...sources].filter((source) => source !== draft));
  for (const each of reached) { // grows while it is walked
    if (each === draft) return true;
    for (const before of each.before) reached.add(before);
  }
  return false;
}

/** Drafts in an order in which they can run: of those that can, the one that begins first. */
function inOrder(drafts: readonly Draft[]): Draft[] {
  const waiting = [...drafts].sort((a, b) => a.nodes[0]! - b.nodes[0]!);
  const done = new Set<Draft>();
  const ordered: Draft[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ before }) => [...before].every((each) => done.has(each)));
    const [draft] = waiting.splice(Math.max(0, next), 1);
    done.add(draft!);
    ordered.push(draft!);
  }
  return ordered;
}
