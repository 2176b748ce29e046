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
 * Divides nodes into the calls of the modules in `path` and the operators beside them, in an order in which they can run. A module that is called again
 * after something that needs its first answer (one ReLU that stands for all) gives a part for each call. A module of which such parts would be but
 * pieces (its operators without a name seem to stand outside) is no part: the modules in it are.
 */
export function itemsOf(profile: Profile, flow: DataFlow, members: readonly number[], path: string): Item[] {
  const torn = new Set<string>();
  for (;;) {
    const drafts = draftsOf(profile, flow, members, { path, torn });
    const found = tornModules(profile, drafts);
    if (found.length === 0) return inOrder(drafts);
    for (const module of found) torn.add(module);
  }
}

function draftsOf(
  profile: Profile,
  flow: DataFlow,
  members: readonly number[],
  { path, torn }: { readonly path: string; readonly torn: ReadonlySet<string> },
): Draft[] {
  const drafts: Draft[] = [];
  const open = new Map<string, Draft>();
  const homes = new Map<number, Draft>();
  for (const place of members) {
    let module = childOf(profile.nodes[place]!.module, path);
    while (module !== undefined && torn.has(module)) module = childOf(profile.nodes[place]!.module, module);
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
  return drafts;
}

/** A module that other operators interrupt more often than this is shown as what is in it. */
const MOST_PIECES = 2;

/** Modules that would be many parts that run different modules of theirs: pieces, not calls. */
function tornModules({ nodes }: Profile, drafts: readonly Draft[]): string[] {
  const pieces = new Map<string, string[]>();
  for (const { module, nodes: places } of drafts) {
    if (module === undefined) continue;
    const inner = [...new Set(places.map((place) => nodes[place]!.module))].sort().join("\0");
    const known = pieces.get(module);
    if (known === undefined) pieces.set(module, [inner]);
    else known.push(inner);
  }
  return [...pieces].flatMap(([module, inner]) => inner.length > MOST_PIECES && new Set(inner).size > 1 ? [module] : []);
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
